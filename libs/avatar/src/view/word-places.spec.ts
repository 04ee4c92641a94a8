import { describe, expect, it } from '@jest/globals';
import { placedWords, type PictureBox, type WantedWord } from './word-places.js';

const picture = { width: 400, height: 300 };
function word(x: number, y: number, reach = 10, always = false): WantedWord {
  const beside = reach === 0 ? null : { reachPx: reach, acrossX: 1, acrossY: 0 };
  return { x, y, beside, width: 60, height: 16, always };
}

function overlap(a: PictureBox, b: PictureBox): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}

describe('the words on the picture', () => {
  const crowd = Array.from({ length: 60 }, (_, at) => word((at * 97) % 400, (at * 61) % 300));
  const taken = [{ left: 280, top: 260, width: 120, height: 40 }];
  const placed = placedWords(crowd, picture, taken);

  it('never overlap each other or the scale, and never leave the picture', () => {
    const boxes = placed.filter((box) => box !== null);
    expect(boxes.length).toBeGreaterThan(20);
    boxes.forEach((box, at) => {
      for (const other of [...boxes.slice(at + 1), ...taken]) expect(overlap(box, other)).toBe(false);
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.top).toBeGreaterThanOrEqual(0);
      expect(box.left + box.width).toBeLessThanOrEqual(400);
      expect(box.top + box.height).toBeLessThanOrEqual(300);
    });
  });

  it('that matter most are placed first: the rest gives way', () => {
    const lobes = placedWords(
      Array.from({ length: 8 }, () => word(200, 150, 0)),
      picture,
      [],
    );
    expect(lobes[0]).toMatchObject({ left: 170, top: 142 });
    expect(lobes.at(-1)).toBeNull();
  });

  it('stand beside what they name, on whichever side there is room', () => {
    expect(placedWords([word(200, 150)], picture, [])[0]).toMatchObject({ left: 210 });
    expect(placedWords([word(390, 150)], picture, [])[0]).toMatchObject({ left: 320 });
  });

  it('stand across a slanting airway, clear of its wall', () => {
    const across = { reachPx: 20, acrossX: Math.SQRT1_2, acrossY: -Math.SQRT1_2 };
    const [box] = placedWords([{ ...word(200, 150), beside: across }], picture, []);
    const middle = { x: (box?.left ?? 0) + 30, y: (box?.top ?? 0) + 8 };
    expect(middle.x - 200).toBeCloseTo(150 - middle.y, 9);
    const nearest = ((box?.left ?? 0) - 200 + 150 - (box?.top ?? 0) - 16) * Math.SQRT1_2;
    expect(nearest).toBeCloseTo(20, 9);
  });

  it('are left out where what they name is outside of the picture', () => {
    expect(placedWords([word(-80, 150, 10, true)], picture, [])).toEqual([null]);
  });

  it('stand at the edge when what they name fills the picture, if they always shall', () => {
    expect(placedWords([word(200, 150, 250)], picture, [])).toEqual([null]);
    expect(placedWords([word(200, 150, 250, true)], picture, [])[0]).toMatchObject({ left: 170, top: 4 });
    const above = { left: 0, top: 0, width: 400, height: 40 };
    expect(placedWords([word(200, 150, 250, true)], picture, [above])[0]).toMatchObject({ left: 170, top: 280 });
  });
});
