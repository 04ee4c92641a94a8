import { describe, expect, it } from '@jest/globals';
import {
  add,
  airwayTree,
  dot,
  length,
  perpendicular,
  scale,
  subtract,
  unit,
  type Vector,
} from '@airway-twin/domain/airways';
import { pointOf } from '../geometry/index.js';
import { avatarPose, type AvatarTwin } from '../pose/index.js';
import { airwayGoal, cutEye, cutRegion, eyeOf, namedAirway } from '../view/index.js';
import { knownCut } from './known-cut.js';
import { meetsCapsule, pickedSegment } from './pick-airway.js';

const tree = airwayTree({ ageYears: 10, heightCm: 139, sex: 'female', seed: 7 });
const none = { low: 0, mid: 0, high: 0, known: true };
const zone = { value: 'green', reasons: [], stale: false };
const { texels } = avatarPose(tree, { constriction: none, inflammation: none, zone } as unknown as AvatarTwin);
const exact = { texels, growth: 0, slack: 0 };

function lookingFrom(eye: Vector, at: Vector) {
  return { eye, direction: unit(subtract(at, eye)) };
}

/** How far a point lies from the middle line of an airway, mm. */
function awayMm(point: Vector, segment: number): number {
  const start = pointOf(tree.startMm, segment);
  const along = subtract(pointOf(tree.endMm, segment), start);
  const share = Math.min(1, Math.max(0, dot(subtract(point, start), along) / dot(along, along)));
  return length(subtract(point, add(start, scale(along, share))));
}

describe('a look that meets a tube', () => {
  const [start, end]: [Vector, Vector] = [
    [0, 0, 0],
    [10, 0, 0],
  ];

  it.each([
    ['straight across', [5, -20, 0], [0, 1, 0], 18],
    ['a little beside the middle', [5, -20, 1], [0, 1, 0], 20 - Math.sqrt(3)],
    ['along it, at its round end', [-20, 0, 0], [1, 0, 0], 18],
    ['at the far round end', [11, -20, 0], [0, 1, 0], 20 - Math.sqrt(3)],
  ] as const)('%s meets the outer wall', (_, eye, direction, mm) => {
    expect(meetsCapsule({ eye, direction }, start, end, 2)).toBeCloseTo(mm, 9);
  });

  it.each([
    ['beside it', [5, -20, 2.01], [0, 1, 0]],
    ['beyond its round end', [12.01, -20, 0], [0, 1, 0]],
    ['away from it', [5, -20, 0], [0, -1, 0]],
    ['parallel to it, outside', [-20, 0, 2.01], [1, 0, 0]],
  ] as const)('%s meets nothing', (_, eye, direction) => {
    const hit = meetsCapsule({ eye, direction }, start, end, 2);
    expect(hit === null || hit < 0).toBe(true);
  });

  it('meets the point that lies on the tube, from wherever one looks', () => {
    for (let turn = 0; turn < 40; turn += 1) {
      const aside = perpendicular(unit([1, Math.sin(turn), Math.cos(turn)]));
      const around = add(scale(aside, 30), [5, 0, 0]);
      const hit = meetsCapsule(lookingFrom(around, [4, 0.4, -0.3]), start, end, 2) ?? NaN;
      const place = add(around, scale(lookingFrom(around, [4, 0.4, -0.3]).direction, hit));
      const share = Math.min(10, Math.max(0, place[0]));
      expect(length(subtract(place, [share, 0, 0]))).toBeCloseTo(2, 6);
    }
  });
});

describe('an airway under the pointer', () => {
  it.each(['RB1', 'RB6', 'LB5', 'LB10'] as const)('is the one whose wall is met first on the way to %s', (name) => {
    const airway = tree.name.indexOf(name);
    const middle = scale(add(pointOf(tree.startMm, airway), pointOf(tree.endMm, airway)), 0.5);
    const ray = lookingFrom(eyeOf(airwayGoal(tree, airway, texels[4 * airway + 1] ?? 0, 1)), middle);
    let met: number[] = [];
    for (let mm = 0; met.length === 0; mm += 0.2) {
      const place = add(ray.eye, scale(ray.direction, mm));
      met = [...tree.parent.keys()].filter((segment) => awayMm(place, segment) < (texels[4 * segment + 1] ?? 0));
    }
    expect(met).toContain(pickedSegment(tree, ray, exact));
  });

  it('is none beside the tree, and the nearest within reach of a finger', () => {
    const top = pointOf(tree.startMm, 0);
    const eye = add(top, [0, -300, 0]);
    const radiusMm = texels[1] ?? 0;
    const beside = lookingFrom(eye, add(pointOf(tree.startMm, 0), [radiusMm + 1, 0, -5]));
    expect(pickedSegment(tree, beside, exact)).toBeNull();
    expect(pickedSegment(tree, beside, { ...exact, slack: 0.01 })).toBe(0);
  });

  it('stands where the breath has moved it', () => {
    const end = pointOf(tree.endMm, tree.name.indexOf('LB10'));
    const moved = scale(end, 1.2);
    const eye = add(moved, [0, 300, 0]);
    const still = pickedSegment(tree, lookingFrom(eye, moved), { ...exact, growth: 0.2 });
    expect(still).not.toBeNull();
    expect(namedAirway(tree, still ?? 0)).toMatch(/^LB(6|8|9|10)$/);
  });

  it('is not the half that a cut has taken away, nor a branch that it hides', () => {
    const airway = tree.name.indexOf('left-main');
    const cut = knownCut(tree)({ airway: 'left-main', standpoint: 'cut' });
    const region = cutRegion(tree, airway);
    const beyond = add(region.middleMm, scale(region.along, 5));
    const ray = lookingFrom(add(beyond, scale(cutEye(tree, airway), 200)), beyond);
    if (!cut) throw new Error('there is no cut');
    expect(pickedSegment(tree, ray, { ...exact, isGone: cut.isGone })).toBe(airway);
    expect(pickedSegment(tree, ray, { ...exact, isGone: () => true })).toBeNull();
    expect(region.hidden.length).toBeGreaterThan(0);
    for (const segment of region.hidden) expect(cut.isGone(segment, pointOf(tree.startMm, segment))).toBe(true);
    expect(knownCut(tree)({ airway: 'left-main', standpoint: 'airway' })).toBeNull();
  });

  it('has the name of the last named airway on the way to it', () => {
    for (let segment = 0; segment < tree.count; segment += 1) {
      const name = namedAirway(tree, segment);
      let at = segment;
      while (tree.name[at] === null) at = tree.parent[at] ?? -1;
      expect(name).toBe(tree.name[at]);
    }
    expect(() => namedAirway(tree, -1)).toThrow(RangeError);
  });
});
