import { describe, expect, it } from '@jest/globals';
import { airwayCalibre, airwayTree, crossSection } from '@airway-twin/domain/airways';
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

  it('knows where lining and muscle end in every airway, as the cut through it does', () => {
    for (const [constriction, inflammation] of [
      [0, 0],
      [0.8, 0.1],
      [0.2, 0.9],
      [1, 1],
    ] as const) {
      const pose = avatarPose(tree, twin({ constriction: trait(constriction), inflammation: trait(inflammation) }));
      const [lining, muscle] = [poseChannel(pose, 2, 2), poseChannel(pose, 2, 3)];
      for (let segment = 0; segment < tree.count; segment += 1) {
        const cut = crossSection(tree, segment, { constriction, inflammation });
        expect(lining[segment]).toBeCloseTo(cut.mucosaRadiusMm, 5);
        expect(muscle[segment]).toBeCloseTo(cut.muscleRadiusMm, 5);
      }
    }
  });

  it('keeps the layers in their order when changes are drawn larger than life', () => {
    const pose = avatarPose(tree, twin({ constriction: trait(0.7), inflammation: trait(0.7) }), { exaggeration: 2 });
    const rings = [
      poseChannel(pose, 0, 0),
      poseChannel(pose, 2, 2),
      poseChannel(pose, 2, 3),
      poseChannel(pose, 0, 1),
    ] as const;
    for (let segment = 0; segment < tree.count; segment += 1) {
      const radii = rings.map((ring) => ring[segment] ?? NaN);
      expect(radii).toEqual([...radii].sort((a, b) => a - b));
    }
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

describe('the pose of what a treatment works on', () => {
  it('shows the preventer’s lining without constriction', () => {
    const tight = avatarPose(tree, twin({ constriction: trait(0.8) }), { target: 'lining' });
    expect(tight).toEqual(avatarPose(tree, twin({ constriction: trait(0.1) }), { target: 'lining' }));
    expect(poseChannel(tight, 0, 0)).toEqual(airwayCalibre(tree, { constriction: 0, inflammation: 0.5 }).lumenRadiusMm);
  });

  it('shows the reliever’s muscle without inflammation and without mucus', () => {
    const pattern = { seed: 3, spread: 0, mucusScore: 20 };
    const swollen = avatarPose(tree, twin({ inflammation: trait(0.9) }), { target: 'muscle', pattern });
    expect(swollen).toEqual(avatarPose(tree, twin({ inflammation: trait(0.1) }), { target: 'muscle' }));
    expect(poseChannel(swollen, 0, 0)).toEqual(
      airwayCalibre(tree, { constriction: 0.3, inflammation: 0 }).lumenRadiusMm,
    );
  });

  it('is as uncertain as its own trait: between the two nothing unknown is hidden', () => {
    const uncertainty = (state: AvatarTwin, target: 'lining' | 'muscle' | 'both') =>
      poseSummary(tree, avatarPose(tree, state, { target }).texels).uncertainty;
    for (const state of [twin({ constriction: null }), twin({ inflammation: null }), twin()]) {
      const parts = [uncertainty(state, 'lining'), uncertainty(state, 'muscle')];
      expect(Math.max(...parts)).toBe(uncertainty(state, 'both'));
    }
    expect(uncertainty(twin({ constriction: null }), 'lining')).toBeLessThan(0.2);
    expect(uncertainty(twin({ constriction: null }), 'muscle')).toBe(1);
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
