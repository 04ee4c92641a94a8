import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MS_PER_DAY } from '../time/calendar.js';
import type { Observation } from '../measurement/observation.js';
import {
  aDiaryDay,
  aPatient,
  aPeakFlowSession,
  aPuff,
  anAirReading,
  at,
  contextAt,
  preventerTaken,
  relieverPuffs,
} from '../testing/a-story.js';
import { RISK_FEATURES, featureIndex } from './feature-schema.js';
import { riskFeatures } from './features.js';

const DAYS = 24;

/** One day's happenings: blows, doses, puffs, diary and air, each present or not. */
const aDay = fc.record({
  pef: fc.option(fc.integer({ min: 120, max: 310 }), { nil: null }),
  doses: fc.integer({ min: 0, max: 2 }),
  puffs: fc.integer({ min: 0, max: 6 }),
  diary: fc.boolean(),
  night: fc.boolean(),
  pm25: fc.option(fc.integer({ min: 2, max: 120 }), { nil: null }),
});
const aStory = fc
  .array(aDay, { minLength: DAYS, maxLength: DAYS })
  .map((days) =>
    days.flatMap(({ pef, doses, puffs, diary, night, pm25 }, day): Observation[] => [
      ...(pef === null ? [] : [aPeakFlowSession(at(day, 8), pef, pef - 10)]),
      ...[7, 19].slice(0, doses).map((hour) => aPuff(at(day, hour))),
      ...relieverPuffs(at(day, 15), puffs),
      ...(diary ? [aDiaryDay(day, { nightWaking: night, daySymptoms: puffs > 2 })] : []),
      ...(pm25 === null ? [] : [anAirReading(at(day, 12), pm25)]),
    ]),
  );

function featuresAt(observations: readonly Observation[], nowMs: number) {
  const { state, view } = contextAt(nowMs, observations, { profile: aPatient() });
  return riskFeatures(state, view, nowMs);
}

describe('the features and time', () => {
  it('what comes after an instant changes none of its features: with the rest of the record and without it they are the same', () => {
    fc.assert(
      fc.property(aStory, fc.integer({ min: 3, max: DAYS - 2 }), (story, day) => {
        const nowMs = at(day, 20);
        const known = story.filter((each) => each.measuredAtMs <= nowMs);
        expect(featuresAt(story, nowMs)).toEqual(featuresAt(known, nowMs));
      }),
      { numRuns: 8 },
    );
  });

  it('a worse future with the same past: the day’s features are the same, the later ones are not', () => {
    const past = [
      ...preventerTaken(0, 20),
      ...Array.from({ length: 20 }, (_unused, day) => aPeakFlowSession(at(day, 8), 290, 285)),
    ];
    const attack = [...relieverPuffs(at(20, 22), 12), aPeakFlowSession(at(21, 8), 150, 145), aDiaryDay(21)];
    const [calm, stormy] = [past, [...past, ...attack]];
    expect(featuresAt(stormy, at(20, 20))).toEqual(featuresAt(calm, at(20, 20)));
    const [later, without] = [featuresAt(stormy, at(21, 21.5)), featuresAt(calm, at(21, 21.5))] as Float64Array[];
    for (const name of ['relieverRise4d', 'lungFunctionFall3d', 'relieverPuffs24h', 'constrictionEstimate'] as const) {
      expect(later![featureIndex(name)]!).toBeGreaterThan(without![featureIndex(name)]!);
    }
    expect(later![featureIndex('lungFunctionZ3d')]).toBeLessThan(without![featureIndex('lungFunctionZ3d')]!);
  });

  it('nothing but age and the calendar knows the date: the whole story 8 weeks later gives the same features', () => {
    const story = fc.sample(aStory, { numRuns: 1, seed: 11 })[0]!;
    const weeksMs = 56 * MS_PER_DAY;
    const shifted = story.map((each) => ({
      ...each,
      measuredAtMs: each.measuredAtMs + weeksMs,
      ...(each.stream === 'symptoms.day' && {
        data: {
          ...each.data,
          localDate: new Date(Date.parse(each.data.localDate) + weeksMs).toISOString().slice(0, 10),
        },
      }),
    })) as Observation[];
    const now = featuresAt(story, at(20, 20)) as Float64Array;
    const later = featuresAt(shifted, at(20, 20) + weeksMs) as Float64Array;
    for (const [index, { name }] of RISK_FEATURES.entries()) {
      if (name === 'ageYears') continue;
      expect({ name, value: later[index]!.toFixed(6) }).toEqual({ name, value: now[index]!.toFixed(6) });
    }
  });
});
