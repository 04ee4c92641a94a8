import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { airwayTree, SEGMENTAL_BRONCHI } from '../airways/index.js';
import type { Age, Sex } from '../patient/index.js';
import {
  AIRFLOW_MEASURES,
  airflowAt,
  airflowTable,
  airwayBuildOf,
  airwayResistance,
  forcedExpiration,
  lungsOf,
  mucusPlugs,
  pluggedLungs,
  predictedVolumes,
  segmentAirways,
  symmetricAirways,
  type AirflowMeasure,
  type AirwayBuild,
  type BuildProfile,
} from './index.js';

const NONE = { constriction: 0, inflammation: 0 };

function buildOf(
  heightCm: number,
  ageYears: number,
  sex: Sex | null,
  bestFev1Litres: number | null = null,
): AirwayBuild {
  return { heightCm, ageYears, sex, assumed: false, bestFev1Litres };
}

const child = buildOf(128, 8, 'female');
const man = buildOf(176, 25, 'male');
const childLungs = lungsOf(child);
const manLungs = lungsOf(man);
const childTable = airflowTable(child);

describe('the build of a patient', () => {
  const profile: BuildProfile = {
    sex: 'female',
    age: { kind: 'birth-date', birthDate: '2018-03-10' },
    heightCm: 128,
    heightMeasuredOn: '2026-03-10',
    declaredBestFev1Litres: 1.6,
  };

  it('takes the age of the day when the height was measured, and does not age until somebody measures again', () => {
    expect(airwayBuildOf(profile)).toEqual({
      heightCm: 128,
      ageYears: 8,
      sex: 'female',
      assumed: false,
      bestFev1Litres: 1.6,
    });
    expect(airwayBuildOf({ ...profile, heightMeasuredOn: '2026-09-10' }).ageYears).toBe(8.5);
  });

  it('takes the middle of an age range', () => {
    const age: Age = { kind: 'range', fromYears: 30, toYears: 39 };
    expect(airwayBuildOf({ ...profile, age, heightCm: 165 })).toMatchObject({ ageYears: 34.5, assumed: false });
  });

  it('says so when it had to assume', () => {
    const unknown: Age = { kind: 'unknown' };
    expect(airwayBuildOf({ ...profile, age: unknown })).toMatchObject({ ageYears: 8, heightCm: 128, assumed: true });
    expect(airwayBuildOf({ ...profile, age: unknown, heightCm: 171 })).toMatchObject({ ageYears: 40, assumed: true });
    expect(airwayBuildOf({ ...profile, age: unknown, heightCm: null })).toMatchObject({ heightCm: 170, assumed: true });
    expect(airwayBuildOf({ ...profile, heightCm: null })).toMatchObject({ heightCm: 128, ageYears: 8, assumed: true });
    expect(airwayBuildOf({ ...profile, heightMeasuredOn: null })).toMatchObject({ ageYears: 8, assumed: true });
    expect(airwayBuildOf({ ...profile, sex: null })).toMatchObject({ sex: null, assumed: true });
  });

  it('takes the nearest body that the reference values cover', () => {
    const infant = { ...profile, age: { kind: 'birth-date', birthDate: '2024-09-10' } as const, heightCm: 82 };
    expect(airwayBuildOf(infant)).toMatchObject({ ageYears: 3, heightCm: 82, assumed: true });
    expect(airwayBuildOf({ ...profile, heightCm: 12.8 })).toMatchObject({ assumed: true });
    fc.assert(
      fc.property(fc.double({ min: 1, max: 299, noNaN: true }), fc.integer({ min: 0, max: 110 }), (heightCm, years) => {
        const age: Age = { kind: 'range', fromYears: years, toYears: years };
        expect(() => predictedVolumes(airwayBuildOf({ ...profile, age, heightCm }))).not.toThrow();
      }),
    );
  });
});

describe('calibration', () => {
  it.each([
    ['a girl of 8', child],
    ['a boy of 3', buildOf(95, 3, 'male')],
    ['a man of 25', man],
    ['a woman of 70', buildOf(160, 70, 'female')],
    ['somebody of unknown sex', buildOf(170, 40, null)],
  ])('gives %s the predicted FEV1 and FVC in health', (_, build) => {
    const blow = forcedExpiration(lungsOf(build), NONE);
    const predicted = predictedVolumes(build);
    expect(blow.fev1Litres / predicted.fev1Litres).toBeCloseTo(1, 3);
    expect(blow.fvcLitres / predicted.fvcLitres).toBeCloseTo(1, 3);
  });

  it.each([0.4, 0.7, 0.9, 1.1, 1.3])('meets a personal best of %d times the predicted FEV1', (share) => {
    const best = share * predictedVolumes(man).fev1Litres;
    const lungs = lungsOf({ ...man, bestFev1Litres: best });
    expect(forcedExpiration(lungs, NONE).fev1Litres / best).toBeCloseTo(1, 2);
    const larger = Math.log(lungs.totalLungCapacityLitres / manLungs.totalLungCapacityLitres);
    const wider = Math.log(lungs.airwayScale / manLungs.airwayScale) - larger / 3;
    expect(Math.abs(wider)).toBeLessThanOrEqual(0.2 + 1e-9);
  });

  it('changes the airways before it changes the size of the lungs', () => {
    const best = 1.08 * predictedVolumes(man).fev1Litres;
    const lungs = lungsOf({ ...man, bestFev1Litres: best });
    expect(lungs.airwayScale).toBeGreaterThan(manLungs.airwayScale);
    expect(lungs.totalLungCapacityLitres).toBe(manLungs.totalLungCapacityLitres);
  });

  it('refuses a personal best that is none', () => {
    expect(() => lungsOf({ ...man, bestFev1Litres: 0 })).toThrow(/bestFev1Litres/);
  });
});

describe('a forced expiration', () => {
  it('has a loop whose figures are the reported ones', () => {
    for (const traits of [NONE, { constriction: 0.6, inflammation: 0.4 }]) {
      const blow = forcedExpiration(manLungs, traits);
      const { timesSeconds, volumesLitres, flowsLitresPerSecond } = blow.loop;
      expect(volumesLitres.at(-1)).toBeCloseTo(blow.fvcLitres, 9);
      expect(Math.max(...flowsLitresPerSecond)).toBeLessThanOrEqual(blow.pefLitresPerSecond + 1e-9);
      expect(Math.max(...flowsLitresPerSecond)).toBeGreaterThan(0.98 * blow.pefLitresPerSecond);
      let integral = 0;
      for (let at = 1; at < timesSeconds.length; at += 1)
        integral +=
          (((flowsLitresPerSecond[at] ?? NaN) + (flowsLitresPerSecond[at - 1] ?? NaN)) / 2) *
          ((timesSeconds[at] ?? NaN) - (timesSeconds[at - 1] ?? NaN));
      expect(integral / blow.fvcLitres).toBeCloseTo(1, 2);
      const afterOne = timesSeconds.findIndex((time) => time >= 1);
      expect(volumesLitres[afterOne] ?? NaN).toBeGreaterThanOrEqual(blow.fev1Litres);
      expect(volumesLitres[afterOne - 1] ?? NaN).toBeLessThan(blow.fev1Litres);
    }
  });

  it('scoops out and falls when the airways tighten', () => {
    const open = forcedExpiration(manLungs, NONE);
    const tight = forcedExpiration(manLungs, { constriction: 0.7, inflammation: 0.3 });
    expect(tight.fev1Litres / tight.fvcLitres).toBeLessThan(open.fev1Litres / open.fvcLitres);
    const fall = (measure: 'fev1Litres' | 'fef2575LitresPerSecond') => tight[measure] / open[measure];
    expect(fall('fef2575LitresPerSecond')).toBeLessThan(fall('fev1Litres'));
  });

  it('never closes everywhere: a fifth of FEV1 is left at full constriction and inflammation', () => {
    const frail = lungsOf(buildOf(150, 94, 'female', 0.8));
    for (const lungs of [childLungs, manLungs, lungsOf(buildOf(160, 70, 'female')), frail]) {
      const worst = forcedExpiration(lungs, { constriction: 1, inflammation: 1 });
      const share = worst.fev1Litres / forcedExpiration(lungs, NONE).fev1Litres;
      expect(share).toBeGreaterThanOrEqual(0.2);
      expect(share).toBeLessThan(0.4);
    }
  });

  it('is the same blow for the same traits, bit for bit', () => {
    const traits = { constriction: 0.37, inflammation: 0.61 };
    const first = forcedExpiration(childLungs, traits);
    forcedExpiration(manLungs, NONE);
    expect(forcedExpiration(childLungs, traits)).toEqual(first);
  });

  it('is a possible blow for every body that the reference values cover', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 95 }),
        fc.integer({ min: 90, max: 200 }),
        share,
        share,
        (years, height, c, i) => {
          const age: Age = { kind: 'range', fromYears: years, toYears: years };
          const body = { sex: null, age, heightCm: height, heightMeasuredOn: null, declaredBestFev1Litres: null };
          const lungs = lungsOf(airwayBuildOf(body));
          const open = forcedExpiration(lungs, NONE);
          const blow = forcedExpiration(lungs, { constriction: c, inflammation: i });
          expect(blow.fev1Litres).toBeGreaterThan(0.199 * open.fev1Litres);
          expect(blow.fev1Litres).toBeLessThanOrEqual(1.0005 * open.fev1Litres);
          expect(blow.fvcLitres).toBeGreaterThanOrEqual(blow.fev1Litres);
          expect(blow.fef2575LitresPerSecond).toBeLessThan(blow.pefLitresPerSecond);
          expect(blow.loop.flowsLitresPerSecond.every((flow) => flow >= 0)).toBe(true);
        },
      ),
      { numRuns: 25, seed: 7 },
    );
  });

  it('refuses a trait outside 0 to 1 by name', () => {
    expect(() => forcedExpiration(manLungs, { constriction: -0.1, inflammation: 0 })).toThrow(/constriction/);
    expect(() => airwayResistance(manLungs, { constriction: 0, inflammation: 2 }, 0.5)).toThrow(/inflammation/);
  });
});

describe('the table over C and I', () => {
  const shareOf = (measure: AirflowMeasure, c: number, i: number) => {
    const traits = { constriction: c, inflammation: i };
    const of = (at: typeof NONE) => {
      const blow = forcedExpiration(childLungs, at);
      return {
        fev1: blow.fev1Litres,
        fvc: blow.fvcLitres,
        pef: blow.pefLitresPerSecond,
        fef2575: blow.fef2575LitresPerSecond,
        resistance: airwayResistance(childLungs, at, 0.5).total,
      }[measure];
    };
    return Math.log(of(traits) / of(NONE));
  };

  it('gives back the mechanics at its nodes and comes near between them', () => {
    for (const measure of AIRFLOW_MEASURES) expect(airflowAt(childTable, measure, 0, 0).lnShare).toBe(0);
    for (const [c, i] of [
      [0.3, 0.2],
      [0.5, 0.4],
    ] as const)
      expect(airflowAt(childTable, 'fev1', c, i).lnShare).toBeCloseTo(shareOf('fev1', c, i), 5);
    for (const [c, i] of [
      [0.05, 0.05],
      [0.33, 0.17],
      [0.47, 0.71],
      [0.86, 0.12],
    ] as const)
      for (const measure of ['fev1', 'pef'] as const)
        expect(Math.abs(airflowAt(childTable, measure, c, i).lnShare - shareOf(measure, c, i))).toBeLessThan(0.01);
  });

  it('never opens an airway with more constriction or more inflammation, on a grid five times finer', () => {
    const steps = 50;
    for (const measure of AIRFLOW_MEASURES) {
      const sign = measure === 'resistance' ? 1 : -1;
      let worst = 0;
      for (let i = 0; i <= steps; i += 1)
        for (let c = 0; c <= steps; c += 1) {
          const here = airflowAt(childTable, measure, c / steps, i / steps);
          expect(sign * here.lnShare).toBeGreaterThanOrEqual(0);
          if (c > 0)
            worst = Math.min(
              worst,
              sign * (here.lnShare - airflowAt(childTable, measure, (c - 1) / steps, i / steps).lnShare),
            );
          if (i > 0)
            worst = Math.min(
              worst,
              sign * (here.lnShare - airflowAt(childTable, measure, c / steps, (i - 1) / steps).lnShare),
            );
        }
      // A twentieth of a percent is a hundredth of what two blows of the same person differ by.
      expect(worst).toBeGreaterThanOrEqual(-5e-4);
    }
  });

  it('has the derivatives of what it gives, also across the edges of its cells', () => {
    const hair = 1e-6;
    const inside = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(inside, inside, fc.constantFrom(...AIRFLOW_MEASURES), (c, i, measure) => {
        const at = (dc: number, di: number) => airflowAt(childTable, measure, c + dc, i + di).lnShare;
        const here = airflowAt(childTable, measure, c, i);
        expect(here.perConstriction).toBeCloseTo((at(hair, 0) - at(-hair, 0)) / (2 * hair), 3);
        expect(here.perInflammation).toBeCloseTo((at(0, hair) - at(0, -hair)) / (2 * hair), 3);
      }),
    );
    for (const edge of [0.1, 0.5, 0.9]) {
      const before = airflowAt(childTable, 'fev1', edge - 1e-9, 0.33);
      const after = airflowAt(childTable, 'fev1', edge + 1e-9, 0.33);
      expect(after.perConstriction).toBeCloseTo(before.perConstriction, 5);
    }
  });

  it('is plain data that survives storage, with six digits at most', () => {
    expect(JSON.parse(JSON.stringify(childTable))).toEqual(childTable);
    for (const measure of AIRFLOW_MEASURES)
      for (const value of childTable.lnShare[measure]) expect(Number(value.toPrecision(6))).toBe(value);
  });

  it('knows that wider airways blow faster and resist less', () => {
    expect(childTable.perLnScale.fev1).toBeGreaterThan(0.3);
    expect(childTable.perLnScale.pef).toBeGreaterThan(1);
    expect(childTable.perLnScale.resistance).toBeLessThan(-0.5);
  });

  it('refuses a trait outside 0 to 1 by name', () => {
    expect(() => airflowAt(childTable, 'fev1', 1.01, 0)).toThrow(/constriction/);
    expect(() => airflowAt(childTable, 'fev1', 0, NaN)).toThrow(/inflammation/);
  });
});

describe('one tree, two resolutions', () => {
  const tree = airwayTree({ ageYears: 8, heightCm: 128, sex: 'female', seed: 5 });

  it('goes on behind every segmental bronchus with its share of the same small airways', () => {
    const behind = segmentAirways(tree, childLungs.airways);
    const atGeneration = (values: Float64Array, z: number) =>
      values.reduce((sum, value, at) => (at % 7 === z - 10 ? sum + value : sum), 0);
    for (let z = 10; z <= 16; z += 1) {
      expect(atGeneration(behind.parallel, z) / 2 ** z).toBeCloseTo(1, 5);
      expect(atGeneration(behind.largestAreaCm2, z) / (childLungs.airways.largestAreaCm2[z] ?? NaN)).toBeCloseTo(1, 5);
    }
    expect(behind.volumeShare).toHaveLength(SEGMENTAL_BRONCHI.length);
  });

  it('refuses a depth that the tube law does not know', () => {
    expect(() => symmetricAirways(childLungs.airways, 17)).toThrow(/deepestGeneration/);
  });

  it('plugs airways of generation 6 to 9 with mucus, more of them with a higher score', () => {
    const some = mucusPlugs(tree, 6, 5);
    const many = mucusPlugs(tree, 20, 5);
    some.plugged.forEach((plug, airway) => {
      if (plug === 0) return;
      expect(tree.generation[airway]).toBeGreaterThanOrEqual(6);
      expect(tree.generation[airway]).toBeLessThanOrEqual(9);
      expect(many.plugged[airway]).toBe(1);
    });
    expect(some.closedShare).toBeGreaterThan(0);
    expect(many.closedShare).toBeGreaterThan(some.closedShare);
    expect(many.closedShare).toBeLessThan(1);
    expect(mucusPlugs(tree, 0, 5).closedShare).toBe(0);
    expect(() => mucusPlugs(tree, 21, 5)).toThrow(/mucusScore/);
  });

  it('blows less, but not with another shape of its tubes, when plugs cut a part of the lungs off', () => {
    const open = forcedExpiration(childLungs, NONE);
    const plugged = forcedExpiration(pluggedLungs(childLungs, 0.2), NONE);
    expect(plugged.fvcLitres / open.fvcLitres).toBeCloseTo(0.8, 2);
    expect(plugged.fev1Litres).toBeLessThan(open.fev1Litres);
    expect(() => pluggedLungs(childLungs, 1)).toThrow(/closedShare/);
  });
});
