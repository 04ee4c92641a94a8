import { describe, expect, it } from '@jest/globals';
import {
  aDiaryDay,
  aPatient,
  aPeakFlowSession,
  aPuff,
  aSessionAfterReliever,
  anAirReading,
  at,
  contextAt,
  preventerTaken,
  relieverPuffs,
  TWICE_DAILY_STEROID,
} from '../testing/a-story.js';
import type { Observation } from '../measurement/observation.js';
import type { PatientProfile } from '../patient/profile.js';
import {
  RISK_FEATURES,
  featureIndex,
  featureSchemaHash,
  riskFeatureSchemaHash,
  type RiskFeatureName,
} from './feature-schema.js';
import { riskFeatures } from './features.js';

const NOW = at(20, 20);

function features(observations: readonly Observation[], profile: PatientProfile = aPatient(), nowMs = NOW) {
  const { state, view } = contextAt(nowMs, observations, { profile });
  return riskFeatures(state, view, nowMs);
}

function feature(name: RiskFeatureName, observations: readonly Observation[], profile?: PatientProfile): number {
  const vector = features(observations, profile);
  if (!(vector instanceof Float64Array)) throw new Error(`not enough data: ${vector.missing.join()}`);
  return vector[featureIndex(name)]!;
}

const steadyMonth = [
  ...preventerTaken(0, 20),
  ...Array.from({ length: 20 }, (_unused, day) => aPeakFlowSession(at(day, 8), 290, 285, 280)),
];

describe('risk features', () => {
  it('name what is missing when nothing was heard for 14 days', () => {
    expect(features([])).toEqual({ kind: 'not-enough-data', missing: ['lung-function', 'inhaler', 'diary'] });
    expect(features([aPuff(at(1, 8)), aPeakFlowSession(at(2, 8), 290, 285)])).toMatchObject({
      kind: 'not-enough-data',
    });
  });

  it('are scored as soon as one kind of data is there, with NaN for what is missing', () => {
    const vector = features([aDiaryDay(19)]) as Float64Array;
    expect(vector).toHaveLength(RISK_FEATURES.length);
    expect(vector[featureIndex('lungFunctionPercentOfBest7d')]).toBeNaN();
    expect(vector[featureIndex('nightWakingShare7d')]).toBe(0);
    expect(vector[featureIndex('daysWithoutLungFunction')]).toBe(14);
  });

  it('know nothing of the future: later observations do not change the features of a past instant', () => {
    const past = [...steadyMonth, ...relieverPuffs(at(19, 12), 3)];
    const future = [...relieverPuffs(at(21, 3), 12), aPeakFlowSession(at(21, 8), 140, 135)];
    expect(features([...past, ...future])).toEqual(features(past));
  });

  it('count reliever puffs a day and their rise above the patient’s own baseline', () => {
    const story = [...steadyMonth, ...relieverPuffs(at(10, 12), 2), ...relieverPuffs(at(19, 12), 8)];
    expect(feature('relieverPuffsPerDay14d', story)).toBeCloseTo(10 / 14, 1);
    expect(feature('relieverRise4d', story)).toBeCloseTo(8 / 4 - 2 / 10, 1);
  });

  it('believe the diary about reliever puffs when it says more than the sensor saw', () => {
    const diary = [17, 18, 19, 20].map((day) => aDiaryDay(day, { relieverPuffs: { atLeast: 5, atMost: 8 } }));
    const told = features([...steadyMonth, ...diary], aPatient(), at(20, 22)) as Float64Array;
    expect(told[featureIndex('relieverRise4d')]).toBeCloseTo(5, 5);
  });

  it('never count maintenance puffs of a MART inhaler as reliever', () => {
    const profile = aPatient({
      medications: [
        { ...TWICE_DAILY_STEROID, drug: 'budesonide-formoterol', role: 'mart', dosesPerDay: 2, puffsPerDose: 2 },
      ],
    });
    const day = (each: number) =>
      [7, 7.1, 19, 19.1].map((hour) => aPuff(at(each, hour), 'budesonide-formoterol', 'mart'));
    const maintenance = Array.from({ length: 20 }, (_unused, each) => day(each)).flat();
    expect(feature('relieverPuffsPerDay14d', maintenance, profile)).toBe(0);
    const asNeeded = [22, 22.1, 22.2].map((hour) => aPuff(at(19, hour), 'budesonide-formoterol', 'mart'));
    expect(feature('relieverPuffsPerDay14d', [...maintenance, ...asNeeded], profile)).toBeGreaterThan(0);
  });

  it('measure the fall of lung function against the patient’s own last two weeks', () => {
    const story = [...steadyMonth.filter((each) => each.measuredAtMs < at(18)), aPeakFlowSession(at(19, 8), 230, 225)];
    expect(feature('lungFunctionFall3d', story)).toBeCloseTo(((290 - 230) / 300) * 100, 5);
  });

  it('ignore one blow that nothing confirms', () => {
    const story = [...steadyMonth.filter((each) => each.measuredAtMs < at(18)), aPeakFlowSession(at(19, 8), 120)];
    expect(feature('lungFunctionFall3d', story)).toBeNaN();
  });

  it('do not take a blow after the reliever for the patient’s own', () => {
    const story = [...steadyMonth.filter((each) => each.measuredAtMs < at(17)), aPeakFlowSession(at(19, 8), 210, 205)];
    const masked = [...story, aSessionAfterReliever(at(19, 9), 300, 298)];
    expect(feature('lungFunctionPercentOfBest7d', masked)).toBe(feature('lungFunctionPercentOfBest7d', story));
  });

  it('do not act on air that was measured days ago', () => {
    expect(feature('pm25MicrogramsPerM3', [...steadyMonth, anAirReading(at(20, 19), 80)])).toBe(80);
    expect(feature('pm25MicrogramsPerM3', [...steadyMonth, anAirReading(at(18, 19), 80)])).toBeNaN();
  });

  it('leave unknown what the profile does not say: history of attacks, age, regimen', () => {
    const profile = aPatient({
      attacksLastYear: null,
      age: { kind: 'unknown' },
      medications: [{ ...TWICE_DAILY_STEROID, dosesPerDay: null }],
    });
    for (const name of [
      'attackLastYear',
      'repeatedAttacksLastYear',
      'childInSeptember',
      'controllerAdherence7d',
    ] as const) {
      expect(feature(name, steadyMonth, profile)).toBeNaN();
    }
  });

  it('set the season for children only, by the patient’s own calendar', () => {
    const september = Date.parse('2026-09-20T12:00:00Z');
    const shifted = steadyMonth.map((each) => ({ ...each, measuredAtMs: each.measuredAtMs + september - NOW }));
    const child = features(shifted, aPatient(), september) as Float64Array;
    const adult = features(
      shifted,
      aPatient({ age: { kind: 'range', fromYears: 40, toYears: 50 } }),
      september,
    ) as Float64Array;
    expect(child[featureIndex('childInSeptember')]).toBe(1);
    expect(adult[featureIndex('childInSeptember')]).toBe(0);
  });

  it('change their schema hash with name, unit and order', () => {
    const [first, second, ...others] = RISK_FEATURES;
    expect(featureSchemaHash(RISK_FEATURES)).toBe(riskFeatureSchemaHash);
    expect(featureSchemaHash([second, first, ...others])).not.toBe(riskFeatureSchemaHash);
    expect(featureSchemaHash([{ ...first, unit: 'L' }, second, ...others])).not.toBe(riskFeatureSchemaHash);
    expect(featureSchemaHash([{ ...first, name: 'other' }, second, ...others])).not.toBe(riskFeatureSchemaHash);
  });
});

describe('a patient whose story gets worse', () => {
  /** Each value is at least the one before, and the last is above the first. */
  function expectRise(values: readonly number[]): void {
    for (const [index, value] of values.entries()) {
      expect(value).toBeGreaterThanOrEqual(values[Math.max(0, index - 1)]!);
    }
    expect(values.at(-1)!).toBeGreaterThan(values[0]!);
  }
  const expectFall = (values: readonly number[]) => expectRise(values.map((value) => -value));

  const sign = steadyMonth.filter((each) => each.stream === 'peakflow.session');
  const doses = preventerTaken(0, 20);
  /** All doses taken; then 0 to 10 missed before the last one. */
  const fewerDoses = [
    [...sign, ...doses],
    ...Array.from({ length: 11 }, (_unused, missed) => [
      ...sign,
      ...doses.slice(0, doses.length - 1 - missed),
      doses.at(-1)!,
    ]),
  ];

  it('takes less of the preventer with each missed dose, until the sensor was silent for three days: then it is not known', () => {
    const adherence = fewerDoses.map((story) => feature('controllerAdherence7d', story));
    const unknownFrom = adherence.findIndex(Number.isNaN);
    expectFall(adherence.slice(0, unknownFrom));
    expect(unknownFrom).toBe(7);
    expect(adherence.slice(unknownFrom).every(Number.isNaN)).toBe(true);
  });

  it('never has less inflammation estimated for missing more doses, known or not', () => {
    expectRise(fewerDoses.map((story) => feature('inflammationEstimate', story)));
  });

  it.each(['relieverRise4d', 'relieverPuffsPerDay14d'] as const)(
    'never has a lower %s for more reliever puffs in the last four days',
    (name) => {
      const counts = [0, 1, 2, 4, 8, 16, 40];
      expectRise(counts.map((puffs) => feature(name, [...steadyMonth, ...relieverPuffs(at(19, 12), puffs)])));
    },
  );

  it('never has a better lung function for a lower verified blow', () => {
    const stories = [300, 280, 250, 220, 180, 140, 100].map((pef) => [
      ...steadyMonth,
      aPeakFlowSession(at(20, 8), pef, pef - 5),
    ]);
    const course = (name: RiskFeatureName) => stories.map((story) => feature(name, story));
    expectRise(course('lungFunctionFall3d'));
    expectFall(course('lungFunctionPercentOfBest7d'));
    expectFall(course('lungFunctionZ3d'));
    expectFall(course('lungFunctionSlope7d'));
  });
});
