import { describe, expect, it } from '@jest/globals';
import { airwayCalibre, airwayTree, SEGMENTAL_BRONCHI } from '@airway-twin/domain/airways';
import type { TraitBand } from '@airway-twin/domain/twin';
import { airwayFlow, avatarPose, exaggerated, patternedAirways, poseChannel, type AvatarTwin } from './index.js';

const tree = airwayTree({ ageYears: 9, heightCm: 133, sex: 'female', seed: 3 });

function twinAt(constriction: number, inflammation: number): AvatarTwin {
  const trait = (mid: number): TraitBand => ({ low: mid, mid, high: mid, known: true });
  return {
    constriction: trait(constriction),
    inflammation: trait(inflammation),
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
  };
}

/** The segmental bronchus that an airway lies behind, or is; null for the central ones. */
function segmentOf(airway: number): number | null {
  for (let at = airway; at >= 0; at = tree.parent[at] ?? -1)
    if ((SEGMENTAL_BRONCHI as readonly (string | null)[]).includes(tree.name[at] ?? null)) return at;
  return null;
}

describe('a pattern over the lung segments', () => {
  const spread = patternedAirways(tree, { seed: 5, spread: 0.5, mucusScore: 0 });

  it('is one value for all airways behind a segmental bronchus, and leaves the central airways alone', () => {
    for (let airway = 0; airway < tree.count; airway += 1) {
      const segment = segmentOf(airway);
      const expected = segment === null ? 1 : (spread.constrictionFactor[segment] ?? NaN);
      expect(spread.constrictionFactor[airway]).toBe(expected);
    }
  });

  it('keeps the mean over the lungs and spreads as widely as it says', () => {
    const factors = SEGMENTAL_BRONCHI.map((name) => tree.name.indexOf(name));
    const shares = factors.map((root) => tree.volumeFraction[root] ?? 0);
    const mean = factors.reduce((sum, root, at) => sum + (spread.constrictionFactor[root] ?? 0) * (shares[at] ?? 0), 0);
    expect(mean / shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    const variances = Array.from({ length: 60 }, (_, seed) => {
      const { inflammationFactor } = patternedAirways(tree, { seed, spread: 0.4, mucusScore: 0 });
      return factors.reduce((sum, root) => sum + ((inflammationFactor[root] ?? 0) - 1) ** 2, 0) / factors.length;
    });
    const sd = Math.sqrt(variances.reduce((sum, value) => sum + value, 0) / variances.length);
    expect(sd).toBeGreaterThan(0.32);
    expect(sd).toBeLessThan(0.48);
  });

  it('is the same for the same seed, another for another, and none at a spread of 0', () => {
    expect(patternedAirways(tree, { seed: 5, spread: 0.5, mucusScore: 0 })).toEqual(spread);
    expect(patternedAirways(tree, { seed: 6, spread: 0.5, mucusScore: 0 })).not.toEqual(spread);
    const even = avatarPose(tree, twinAt(0.4, 0.4), { pattern: { seed: 6, spread: 0, mucusScore: 0 } });
    expect(even).toEqual(avatarPose(tree, twinAt(0.4, 0.4)));
  });

  it('refuses a spread that is none by name', () => {
    expect(() => patternedAirways(tree, { seed: 1, spread: -0.1, mucusScore: 0 })).toThrow(/spread/);
    expect(() => patternedAirways(tree, { seed: 1, spread: 0, mucusScore: 21 })).toThrow(/mucusScore/);
  });

  it('closes some airways and not others, never the whole tree', () => {
    const pose = avatarPose(tree, twinAt(0.8, 0.8), { pattern: { seed: 5, spread: 0.5, mucusScore: 0 } });
    const closed = poseChannel(pose, 1, 2);
    const small = [...closed].filter((_, airway) => (tree.generation[airway] ?? 0) >= 8);
    expect(small.some((value) => value === 1)).toBe(true);
    expect(small.some((value) => value === 0)).toBe(true);
    expect([...closed].filter((value, airway) => value === 1 && (tree.generation[airway] ?? 0) < 3)).toEqual([]);
  });

  it('puts plugs only into generations 6 to 9, and no air behind them', () => {
    const pose = avatarPose(tree, twinAt(0.1, 0.1), { pattern: { seed: 5, spread: 0, mucusScore: 20 } });
    const mucus = poseChannel(pose, 1, 3);
    const flow = poseChannel(pose, 2, 0);
    const plugs = [...mucus.keys()].filter((airway) => mucus[airway] === 1);
    expect(plugs.length).toBeGreaterThan(10);
    for (const plug of plugs) {
      expect(tree.generation[plug]).toBeGreaterThanOrEqual(6);
      expect(tree.generation[plug]).toBeLessThanOrEqual(9);
      expect(flow[plug]).toBe(0);
    }
    for (let airway = 0; airway < tree.count; airway += 1)
      if ((flow[tree.parent[airway] ?? -1] ?? 1) === 0) expect(flow[airway]).toBe(0);
  });
});

describe('the flow through the airways', () => {
  it('is what each one feeds when all are open, and adds up at every fork', () => {
    const flow = airwayFlow(tree, new Uint8Array(tree.count));
    expect(flow[0]).toBe(1);
    const fed = new Float64Array(tree.count);
    tree.parent.forEach((parent, airway) => {
      if (parent >= 0) fed[parent] = (fed[parent] ?? 0) + (flow[airway] ?? 0);
    });
    fed.forEach((sum, airway) => {
      if (sum > 0) expect(sum).toBeCloseTo(flow[airway] ?? NaN, 5);
    });
  });

  it('goes to the open rest when a lung is shut, and is nothing when all is', () => {
    const blocked = new Uint8Array(tree.count);
    blocked[tree.name.indexOf('left-main')] = 1;
    const flow = airwayFlow(tree, blocked);
    expect(flow[tree.name.indexOf('right-main')]).toBeCloseTo(1, 6);
    expect(flow[tree.name.indexOf('LB6')]).toBe(0);
    blocked[0] = 1;
    expect(airwayFlow(tree, blocked).every((share) => share === 0)).toBe(true);
  });
});

describe('an exaggerated picture', () => {
  it('doubles the change from health at most, and says the true radius beside it', () => {
    expect(exaggerated(3, 4, 2, 0.4)).toBe(2);
    expect(exaggerated(3, 4, 1, 0.4)).toBe(3);
    expect(exaggerated(2.1, 4, 2, 0.4)).toBe(0.4);
    expect(() => exaggerated(3, 4, 2.1, 0.4)).toThrow(/exaggeration/);
    const pose = avatarPose(tree, twinAt(0.4, 0.2), { exaggeration: 2 });
    const calibre = airwayCalibre(tree, { constriction: 0.4, inflammation: 0.2 });
    const healthy = airwayCalibre(tree, { constriction: 0, inflammation: 0 });
    const airway = tree.name.indexOf('RB6');
    expect(poseChannel(pose, 2, 1)[airway]).toBeCloseTo(calibre.lumenRadiusMm[airway] ?? NaN, 5);
    const [drawn, real, whole] = [poseChannel(pose, 0, 0), calibre.lumenRadiusMm, healthy.lumenRadiusMm].map(
      (radii) => radii[airway] ?? NaN,
    );
    expect(whole! - drawn!).toBeCloseTo(2 * (whole! - real!), 4);
  });
});
