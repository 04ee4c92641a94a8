import { describe, expect, it } from '@jest/globals';
import { airwayCalibre, airwayTree } from '@airway-twin/domain/airways';
import type { TraitBand } from '@airway-twin/domain/twin';
import {
  avatarPose,
  easeInOut,
  easeTexels,
  inflammationColour,
  INFLAMMATION_SCALE,
  EASE_MS,
  poseChannel,
  poseSummary,
  type AvatarTwin,
} from './index.js';

const tree = airwayTree({ ageYears: 9, heightCm: 133, sex: 'female', seed: 3 });

function trait(mid: number, known = true): TraitBand {
  return { low: mid - 0.05, mid, high: mid + 0.05, known };
}

function twin(change: Partial<AvatarTwin> = {}): AvatarTwin {
  return {
    constriction: trait(0.3),
    inflammation: trait(0.5),
    zone: { value: 'green', reasons: [], stale: false },
    lungFunction: {
      pefLitresPerMinute: null,
      fev1Litres: null,
      fvcLitres: null,
      percentOfBest: null,
      repeatable: null,
      grades: null,
      reliever: null,
      bestPefLitresPerMinute: null,
      bestFev1Litres: null,
    },
    ...change,
  };
}

describe('the pose of the avatar', () => {
  it('draws the radii that the state gives, nothing added', () => {
    const pose = avatarPose(tree, twin());
    const calibre = airwayCalibre(tree, { constriction: 0.3, inflammation: 0.5 });
    expect(pose.texels).toHaveLength(3 * 4 * tree.count);
    expect(poseChannel(pose, 0, 0)).toEqual(calibre.lumenRadiusMm);
    expect(poseChannel(pose, 0, 1)).toEqual(calibre.outerRadiusMm);
    expect(poseChannel(pose, 0, 2).every((value) => Math.abs(value - 0.5) < 1e-6)).toBe(true);
    expect(poseChannel(pose, 0, 3).every((value) => Math.abs(value - 0.3) < 1e-6)).toBe(true);
    expect(poseChannel(pose, 1, 0).every((value) => Math.abs(value - 0.1) < 1e-6)).toBe(true);
    expect(poseChannel(pose, 1, 2)).toEqual(Float32Array.from(calibre.closed));
    expect(pose.texels.every(Number.isFinite)).toBe(true);
  });

  it('marks airways of which nothing is known, instead of showing them as healthy', () => {
    for (const unknown of [twin({ constriction: null }), twin({ inflammation: trait(0.2, false) })]) {
      expect(poseSummary(tree, avatarPose(tree, unknown).texels).uncertainty).toBe(1);
    }
  });

  it('marks a stale picture in every segment', () => {
    const pose = avatarPose(tree, twin({ zone: { value: 'green', reasons: [], stale: true } }));
    expect(poseChannel(pose, 1, 1).every((flag) => flag === 1)).toBe(true);
    expect(poseSummary(tree, pose.texels).stale).toBe(true);
  });

  it('tells what is drawn: a narrower lumen with more constriction', () => {
    const open = poseSummary(tree, avatarPose(tree, twin({ constriction: trait(0.05) })).texels);
    const tight = poseSummary(tree, avatarPose(tree, twin({ constriction: trait(0.6) })).texels);
    expect(tight.lumenRadiusMm / open.lumenRadiusMm).toBeLessThan(0.8);
    expect(tight.constriction).toBeCloseTo(0.6, 6);
  });

  it('holds a band that runs past its limits within 0 to 1', () => {
    const summary = poseSummary(tree, avatarPose(tree, twin({ constriction: trait(1.02) })).texels);
    expect(summary.constriction).toBe(1);
  });
});

describe('a change of pose', () => {
  const from = avatarPose(tree, twin({ constriction: trait(0) })).texels;
  const to = avatarPose(tree, twin({ constriction: trait(0.6) })).texels;

  it('takes 300 ms, starts and ends at rest and never overshoots', () => {
    expect(EASE_MS).toBe(300);
    expect([easeInOut(-1), easeInOut(0), easeInOut(0.5), easeInOut(1), easeInOut(2)]).toEqual([0, 0, 0.5, 1, 1]);
    const drawn = new Float32Array(from.length);
    expect(easeTexels(drawn, from, to, 0)).toBe(true);
    expect(drawn).toEqual(from);
    expect(easeTexels(drawn, from, to, 150)).toBe(true);
    expect(drawn[0]).toBeCloseTo(((from[0] ?? 0) + (to[0] ?? 0)) / 2, 5);
    expect(easeTexels(drawn, from, to, 300)).toBe(false);
    expect(drawn).toEqual(to);
  });

  it('refuses poses of different trees', () => {
    expect(() => easeTexels(new Float32Array(8), from, to, 10)).toThrow(/texels/);
  });

  it('costs at most 2 ms of script for a whole tree', () => {
    const drawn = new Float32Array(from.length);
    const runs = 200;
    for (let run = 0; run < runs; run += 1) easeTexels(drawn, from, to, run);
    const before = process.hrtime.bigint();
    for (let run = 0; run < runs; run += 1) easeTexels(drawn, from, to, run);
    expect(Number(process.hrtime.bigint() - before) / 1e6 / runs).toBeLessThan(2);
  });
});

describe('the colours of inflammation', () => {
  function lightness(colour: string): number {
    const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map((part) => (Number(part) / 255) ** 2.2);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  it('grow darker all the way, so that nobody needs to tell hues apart', () => {
    const scale = Array.from({ length: 21 }, (_, step) => lightness(inflammationColour(step / 20)));
    for (let step = 1; step < scale.length; step += 1) expect(scale[step]).toBeLessThan(scale[step - 1] ?? 0);
    expect(inflammationColour(0)).toBe('rgb(247 160 143)');
    expect(INFLAMMATION_SCALE[0]).toBe('#f7a08f');
    expect(inflammationColour(2)).toBe(inflammationColour(1));
  });
});
