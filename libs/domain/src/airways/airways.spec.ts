import { describe, expect, it } from '@jest/globals';
import {
  AIRWAY_NAMES,
  airwayCalibre,
  airwayTree,
  closingShortening,
  crossSection,
  innerWallShare,
  lobeAt,
  LOBES,
  lumenArea,
  meanOverGenerations,
  relativeArea,
  SEGMENTAL_BRONCHI,
  segmentAreas,
  sideOfLobe,
  tubeLaw,
  TUBE_LAW_GENERATIONS,
  wallThicknessShare,
  type AirwayName,
  type AirwayTree,
} from './index.js';

const adult = airwayTree({ ageYears: 40, heightCm: 176, sex: 'male', seed: 7 });
const child = airwayTree({ ageYears: 6, heightCm: 116, sex: 'female', seed: 7 });
const healthy = { constriction: 0, inflammation: 0 };

function segmentOf(tree: AirwayTree, name: AirwayName): number {
  return tree.name.indexOf(name);
}

function tracheaDiameterTlcMm(heightCm: number): number {
  return 2 * (airwayTree({ ageYears: null, heightCm, sex: null, seed: 1 }).radiusTlcMm[0] ?? NaN);
}

describe('the size of the airways', () => {
  it('gives an adult of 176 cm a trachea of 16.5 to 20 mm and a child of 116 cm one of 8.6 to 11.5 mm', () => {
    expect(tracheaDiameterTlcMm(176)).toBeGreaterThanOrEqual(16.5);
    expect(tracheaDiameterTlcMm(176)).toBeLessThanOrEqual(20);
    expect(tracheaDiameterTlcMm(116)).toBeGreaterThanOrEqual(8.6);
    expect(tracheaDiameterTlcMm(116)).toBeLessThanOrEqual(11.5);
    const exponent = Math.log(tracheaDiameterTlcMm(176) / tracheaDiameterTlcMm(116)) / Math.log(176 / 116);
    expect(exponent).toBeGreaterThanOrEqual(1.15);
    expect(exponent).toBeLessThanOrEqual(1.4);
  });

  it('gives a child airways that are wide for their length', () => {
    const rb1 = segmentOf(child, 'RB1');
    const ratio = (child.radiusTlcMm[rb1] ?? 0) / (adult.radiusTlcMm[rb1] ?? 1);
    expect(ratio).toBeGreaterThan(116 / 176);
  });

  it('opens the main bronchi of a young child evenly and sets the right one steeper in an adult', () => {
    const fromVertical = (tree: AirwayTree, name: AirwayName) => {
      const at = 3 * segmentOf(tree, name);
      const dx = (tree.endMm[at] ?? 0) - (tree.startMm[at] ?? 0);
      const dz = (tree.endMm[at + 2] ?? 0) - (tree.startMm[at + 2] ?? 0);
      return (Math.atan2(Math.abs(dx), -dz) * 180) / Math.PI;
    };
    const toddler = airwayTree({ ageYears: 4, heightCm: 102, sex: null, seed: 1 });
    expect(fromVertical(toddler, 'right-main')).toBeCloseTo(42, 3);
    expect(fromVertical(toddler, 'left-main')).toBeCloseTo(43, 3);
    expect(fromVertical(adult, 'right-main')).toBeCloseTo(25, 3);
    expect(fromVertical(adult, 'left-main')).toBeCloseTo(40, 3);
  });

  it('says so when age or height had to be assumed', () => {
    const unknown = airwayTree({ ageYears: null, heightCm: null, sex: null, seed: 1 });
    expect(unknown.body).toMatchObject({ heightCm: 170, assumed: true });
    expect(airwayTree({ ageYears: 8, heightCm: null, sex: 'female', seed: 1 }).body).toMatchObject({
      heightCm: 128,
      assumed: true,
    });
    expect(adult.body.assumed).toBe(false);
  });

  it('names the field when a size is impossible', () => {
    expect(() => airwayTree({ ageYears: 8, heightCm: -1, sex: null, seed: 1 })).toThrow(/heightCm/);
    expect(() => airwayTree({ ageYears: NaN, heightCm: 120, sex: null, seed: 1 })).toThrow(/ageYears/);
  });
});

describe('the branching', () => {
  it('has every named airway once, in its lobe and on its side', () => {
    for (const name of AIRWAY_NAMES) expect(adult.name.filter((other) => other === name)).toHaveLength(1);
    expect(SEGMENTAL_BRONCHI).toHaveLength(18);
    const expected: Record<string, string> = { RB1: 'right-upper', RB5: 'right-middle', RB10: 'right-lower' };
    Object.assign(expected, { 'LB1+2': 'left-upper', LB5: 'left-upper', LB6: 'left-lower', LB10: 'left-lower' });
    for (const [name, lobe] of Object.entries(expected))
      expect(adult.lobe[segmentOf(adult, name as AirwayName)]).toBe(lobe);
    for (let segment = 0; segment < adult.count; segment += 1) {
      const lobe = adult.lobe[segment];
      if (!lobe) continue;
      expect(adult.side[segment]).toBe(sideOfLobe(lobe));
      const x = adult.endMm[3 * segment] ?? 0;
      expect(Math.sign(x)).toBe(sideOfLobe(lobe) === 'left' ? 1 : -1);
    }
  });

  it('reaches generation 8 in every lobe with 600 to 1000 airways', () => {
    expect(adult.count).toBeGreaterThanOrEqual(600);
    expect(adult.count).toBeLessThanOrEqual(1000);
    for (const lobe of LOBES) {
      const deepest = Math.max(...adult.generation.filter((_, segment) => adult.lobe[segment] === lobe));
      expect(deepest).toBeGreaterThanOrEqual(8);
    }
  });

  it('keeps nearly all small airways inside the lobe that they feed', () => {
    let inside = 0;
    let grown = 0;
    for (let segment = 0; segment < adult.count; segment += 1) {
      if (adult.name[segment] !== null) continue;
      const [x, y, z] = adult.endMm.subarray(3 * segment, 3 * segment + 3);
      grown += 1;
      if (lobeAt([x ?? 0, y ?? 0, z ?? 0], adult.bodyScale) === adult.lobe[segment]) inside += 1;
    }
    expect(inside / grown).toBeGreaterThan(0.97);
  });

  it('starts every airway where its parent ends, narrower than the parent, and shares the volume out', () => {
    for (let segment = 1; segment < adult.count; segment += 1) {
      const parent = adult.parent[segment] ?? -1;
      expect(parent).toBeLessThan(segment);
      expect(adult.startMm.slice(3 * segment, 3 * segment + 3)).toEqual(adult.endMm.slice(3 * parent, 3 * parent + 3));
      expect(adult.radiusTlcMm[segment]).toBeLessThan(adult.radiusTlcMm[parent] ?? 0);
      expect(adult.generation[segment]).toBe((adult.generation[parent] ?? 0) + 1);
    }
    expect(adult.volumeFraction[0]).toBe(1);
    const lobar: AirwayName[] = ['right-upper-lobe', 'right-middle-lobe', 'right-lower-lobe'];
    lobar.push('left-upper-lobe', 'left-lower-lobe');
    const shares = lobar.map((name) => adult.volumeFraction[segmentOf(adult, name)] ?? 0);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    const right = shares.slice(0, 3).reduce((sum, share) => sum + share, 0);
    expect(right).toBeGreaterThan(0.5);
    expect(right).toBeLessThan(0.6);
  });

  it('is the same for the same seed and another for another', () => {
    const again = airwayTree({ ageYears: 40, heightCm: 176, sex: 'male', seed: 7 });
    expect(again.endMm).toEqual(adult.endMm);
    expect(again.radiusTlcMm).toEqual(adult.radiusTlcMm);
    expect(airwayTree({ ageYears: 40, heightCm: 176, sex: 'male', seed: 8 }).endMm).not.toEqual(adult.endMm);
  });
});

describe('the tube law of Lambert 1982', () => {
  it('meets its anchors and is smooth at pressure 0 in all generations', () => {
    for (let z = 0; z < TUBE_LAW_GENERATIONS; z += 1) {
      const law = tubeLaw(z);
      const step = 1e-7;
      const slopeAbove = (relativeArea(law, step) - relativeArea(law, 0)) / step;
      const slopeBelow = (relativeArea(law, 0) - relativeArea(law, -step)) / step;
      expect(relativeArea(law, 0)).toBeCloseTo(law.alpha0, 6);
      expect(relativeArea(law, 1e-12)).toBeCloseTo(law.alpha0, 6);
      expect(Math.abs(slopeAbove - law.slope0)).toBeLessThan(1e-6);
      expect(Math.abs(slopeBelow - law.slope0)).toBeLessThan(1e-6);
      expect(relativeArea(law, 30)).toBeGreaterThan(0.97);
      expect(relativeArea(law, 30)).toBeLessThanOrEqual(1);
    }
  });
});

describe('muscle and wall', () => {
  it('closes at less shortening the thicker the wall is: .55, .45, .37', () => {
    const wall = 0.2 / 0.8;
    expect(closingShortening(1, wall, 1)).toBeCloseTo(0.55, 2);
    expect(closingShortening(1, wall, 1.5)).toBeCloseTo(0.45, 2);
    expect(closingShortening(1, wall, 2)).toBeCloseTo(0.37, 2);
  });

  it('amplifies resistance: the same shortening costs a thickened airway more than 1.5 times as much of its own', () => {
    const wall = innerWallShare(8);
    const rise = (m: number) => (lumenArea(0.63, wall, 0, m) / lumenArea(0.63, wall, 0.15, m)) ** 2;
    expect(rise(1.5) / rise(1)).toBeGreaterThan(1.5);
  });

  it('turns wall area into wall thickness as computed tomography studies do', () => {
    expect(100 * wallThicknessShare(0.546)).toBeCloseTo(16.3, 1);
    expect(100 * wallThicknessShare(0.566)).toBeCloseTo(17.1, 1);
  });

  it('thickens the wall at generation 4 by 5–10 points at I = 0.5 and 12–18 at I = 1, the outer wall staying where it is', () => {
    const segment = segmentOf(adult, 'LB3');
    expect(adult.generation[segment]).toBe(4);
    const at = (inflammation: number) => airwayCalibre(adult, { constriction: 0, inflammation });
    const wall = (inflammation: number) => at(inflammation).wallAreaPercent[segment] ?? NaN;
    expect(wall(0)).toBeCloseTo(55, 3);
    expect(wall(0.5) - wall(0)).toBeGreaterThanOrEqual(5);
    expect(wall(0.5) - wall(0)).toBeLessThanOrEqual(10);
    expect(wall(1) - wall(0)).toBeGreaterThanOrEqual(12);
    expect(wall(1) - wall(0)).toBeLessThanOrEqual(18);
    expect(at(1).outerRadiusMm[segment]).toBeCloseTo(at(0).outerRadiusMm[segment] ?? NaN, 5);
  });
});

describe('how wide the airways are', () => {
  const steps = [0, 0.2, 0.4, 0.6, 0.8, 1];

  it('never widens with more constriction or more inflammation, and stays finite and open by a hair', () => {
    for (const tree of [adult, child])
      for (const fixed of steps) {
        let byC: Float32Array | null = null;
        let byI: Float32Array | null = null;
        for (const step of steps) {
          const c = airwayCalibre(tree, { constriction: step, inflammation: fixed });
          const i = airwayCalibre(tree, { constriction: fixed, inflammation: step });
          for (let segment = 0; segment < tree.count; segment += 1) {
            const lumen = c.lumenRadiusMm[segment] ?? NaN;
            const largest = segmentAreas(tree, segment, healthy).largestLumenMm2;
            if (!(Math.PI * lumen ** 2 >= 0.0099 * largest)) throw new Error(`segment ${segment} is ${lumen} mm wide`);
            if (!((c.outerRadiusMm[segment] ?? NaN) > lumen)) throw new Error(`segment ${segment} has no wall`);
            if (byC && lumen > (byC[segment] ?? NaN) + 1e-6) throw new Error(`C widens segment ${segment}`);
            if (byI && (i.lumenRadiusMm[segment] ?? NaN) > (byI[segment] ?? NaN) + 1e-6)
              throw new Error(`I widens segment ${segment}`);
          }
          byC = c.lumenRadiusMm;
          byI = i.lumenRadiusMm;
        }
      }
    expect.assertions(0);
  });

  it('narrows the middle airways plainly at C = 0.6 and leaves the trachea alone', () => {
    const open = airwayCalibre(adult, healthy);
    const tight = airwayCalibre(adult, { constriction: 0.6, inflammation: 0 });
    const ratio = (from: number, to: number) =>
      meanOverGenerations(adult, tight.lumenRadiusMm, from, to) /
      meanOverGenerations(adult, open.lumenRadiusMm, from, to);
    expect(ratio(3, 6)).toBeLessThan(0.8);
    expect(ratio(0, 0)).toBeCloseTo(1, 6);
  });

  it('closes some small airways but never the central ones at C = 1 and I = 1', () => {
    const worst = airwayCalibre(adult, { constriction: 1, inflammation: 1 });
    const closedAt = (generation: number) =>
      adult.generation.some((z, segment) => z === generation && worst.closed[segment] === 1);
    expect(closedAt(8)).toBe(true);
    expect(closedAt(0)).toBe(false);
    expect(closedAt(1)).toBe(false);
  });

  it('refuses a trait outside 0 to 1 by name', () => {
    expect(() => airwayCalibre(adult, { constriction: 1.2, inflammation: 0 })).toThrow(/constriction/);
    expect(() => airwayCalibre(adult, { constriction: 0, inflammation: NaN })).toThrow(/inflammation/);
  });
});

describe('the cut through one airway', () => {
  it('orders its rings and agrees with the calibre of the tree', () => {
    const condition = { constriction: 0.4, inflammation: 0.7 };
    const segment = segmentOf(adult, 'RB6');
    const cut = crossSection(adult, segment, { ...condition, mucusShare: 0.2 });
    const calibre = airwayCalibre(adult, condition);
    expect(cut.airRadiusMm).toBeLessThan(cut.lumenRadiusMm);
    expect(cut.lumenRadiusMm).toBeLessThan(cut.mucosaRadiusMm);
    expect(cut.mucosaRadiusMm).toBeLessThan(cut.muscleRadiusMm);
    expect(cut.muscleRadiusMm).toBeLessThan(cut.outerRadiusMm);
    expect(cut.lumenRadiusMm).toBeCloseTo(calibre.lumenRadiusMm[segment] ?? NaN, 5);
    expect(cut.wallAreaPercent).toBeCloseTo(calibre.wallAreaPercent[segment] ?? NaN, 3);
    expect(cut.openPercent).toBeLessThan(100);
    expect(crossSection(adult, segment, healthy).openPercent).toBe(100);
  });

  it('refuses a segment that is not there', () => {
    expect(() => crossSection(adult, adult.count, healthy)).toThrow(/segment/);
  });
});
