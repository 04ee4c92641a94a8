import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareOrder, orderKey, type Observation } from '../measurement/observation.js';
import type { PatientProfile } from '../patient/profile.js';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '../time/calendar.js';
import {
  RELIEVER,
  TWICE_DAILY_STEROID,
  aDiaryDay,
  aPatient,
  aPeakFlowSession,
  aPollenDay,
  aPuff,
  aSessionAfterReliever,
  aSpirometerBlow,
  aTwin,
  anAirReading,
  at,
  relieverPuffs,
} from '../testing/a-story.js';
import { plainRiskFeatures } from '../testing/plain-risk-features.js';
import { foldObservation } from '../twin/fold.js';
import { presentTwin } from '../twin/present.js';
import type { TwinState } from '../twin/state.js';
import { RISK_FEATURES } from './feature-schema.js';
import { riskFeatures } from './features.js';

const MART = { ...TWICE_DAILY_STEROID, drug: 'budesonide-formoterol', role: 'mart', puffsPerDose: 2 } as const;

/** A clock that changes in the story, a regimen of thirds of doses, a MART inhaler, and one of whom little is known. */
const PROFILES: readonly PatientProfile[] = [
  aPatient({ timeZone: 'Europe/Paris', medications: [{ ...TWICE_DAILY_STEROID, puffsPerDose: 3 }, RELIEVER] }),
  aPatient({ timeZone: 'America/St_Johns', medications: [MART] }),
  aPatient({ timeZone: 'Asia/Kathmandu', attacksLastYear: null, age: { kind: 'range', fromYears: 20, toYears: null } }),
];

const aDay = fc.record({
  hour: fc.double({ min: 0.5, max: 23, noNaN: true }),
  pef: fc.option(fc.integer({ min: 120, max: 310 }), { nil: null }),
  alone: fc.boolean(),
  after: fc.boolean(),
  fev1: fc.option(fc.double({ min: 0.8, max: 1.9, noNaN: true }), { nil: null }),
  doses: fc.integer({ min: 0, max: 4 }),
  flow: fc.option(fc.integer({ min: 20, max: 70 }), { nil: null }),
  puffs: fc.integer({ min: 0, max: 5 }),
  told: fc.option(fc.integer({ min: 0, max: 9 }), { nil: null }),
  diary: fc.integer({ min: 0, max: 2 }),
  cold: fc.boolean(),
  air: fc.boolean(),
});

function storyOf(days: readonly (typeof aDay extends fc.Arbitrary<infer Day> ? Day : never)[]): Observation[] {
  const drug = (index: number) => (index % 2 === 0 ? 'budesonide' : 'budesonide-formoterol');
  return days
    .flatMap((each, day): Observation[] => {
      const hour = (later: number) => Math.round(at(day, Math.min(23.9, each.hour + later)));
      return [
        ...(each.pef === null
          ? []
          : [aPeakFlowSession(hour(0), ...[each.pef, each.pef - 8].slice(0, each.alone ? 1 : 2))]),
        ...(each.after ? [aSessionAfterReliever(hour(0.4), 290, 285)] : []),
        ...(each.fev1 === null
          ? []
          : [0, 1, 2].map((blow) => aSpirometerBlow(hour(0.6) + blow * MS_PER_MINUTE, each.fev1!))),
        ...Array.from({ length: each.doses }, (_unused, index) =>
          aPuff(hour(0.01 * index), drug(index), index % 2 === 0 ? 'controller' : 'mart', {
            peakInspiratoryFlowLitresPerMinute: each.flow,
          }),
        ),
        ...relieverPuffs(hour(0.8), each.puffs),
        ...(each.diary > 0
          ? [
              aDiaryDay(day, {
                daySymptoms: each.diary === 2,
                triggers: each.cold ? ['cold'] : [],
                relieverPuffs: each.told === null ? null : { atLeast: each.told, atMost: null },
              }),
            ]
          : []),
        ...(each.air ? [anAirReading(hour(1), 20 + each.puffs), aPollenDay(hour(0), each.cold ? 'high' : 'low')] : []),
      ];
    })
    .sort((a, b) => compareOrder(orderKey(a), orderKey(b)));
}

/** Compared one by one, so that a difference names its feature. */
function expectPlain(state: TwinState, nowMs: number): void {
  const view = presentTwin(state, nowMs);
  const found = riskFeatures(state, view, nowMs);
  if (!(found instanceof Float64Array)) return;
  const plain = plainRiskFeatures(state, view, nowMs);
  for (const [place, { name }] of RISK_FEATURES.entries()) {
    if (!Object.is(found[place], plain[place]))
      expect({ nowMs, name, is: found[place] }).toEqual({ nowMs, name, is: plain[place] });
  }
}

describe('the features, worked out once and kept while nothing changes them', () => {
  it('are those of the plain definition, bit for bit, after every observation and at any time between', () => {
    fc.assert(
      fc.property(
        fc.array(aDay, { minLength: 18, maxLength: 30 }),
        fc.integer({ min: 0, max: PROFILES.length - 1 }),
        fc.array(fc.integer({ min: 1, max: 9 * MS_PER_HOUR }), { minLength: 3, maxLength: 6 }),
        (days, who, steps) => {
          let state = aTwin(PROFILES[who]!);
          for (const observation of storyOf(days)) {
            state = foldObservation(state, observation);
            let nowMs = observation.measuredAtMs;
            expectPlain(state, nowMs);
            for (const step of steps.slice(0, 1 + (state.observationCount % 3))) expectPlain(state, (nowMs += step));
          }
        },
      ),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('are so while the weeks pass and nothing more is heard, and to the millisecond at which something grows too old', () => {
    fc.assert(
      fc.property(fc.array(aDay, { minLength: 16, maxLength: 16 }), fc.integer({ min: 0, max: 2 }), (days, who) => {
        const story = storyOf(days);
        const state = story.reduce(foldObservation, aTwin(PROFILES[who]!));
        const startMs = state.clockMs!;
        const crossings = story.flatMap(({ measuredAtMs }) =>
          [1, 3, 4, 7, 12, 14].flatMap((age) => [-1, 0, 1].map((aside) => measuredAtMs + age * MS_PER_DAY + aside)),
        );
        const quarters = Array.from({ length: 15 * 96 }, (_unused, quarter) => startMs + quarter * 15 * MS_PER_MINUTE);
        const instants = [...crossings, ...quarters].filter((nowMs) => nowMs >= startMs).sort((a, b) => a - b);
        for (const nowMs of instants) expectPlain(state, nowMs);
        for (const nowMs of instants.reverse().filter((_each, index) => index % 50 === 0)) expectPlain(state, nowMs);
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  it('can be written over those of another patient', () => {
    const of = (day: number) => {
      const state = aTwin(aPatient(), [aPeakFlowSession(at(day, 8), 290, 285), aDiaryDay(day)].slice(0, 1 + (day % 2)));
      return { state, view: presentTwin(state, at(day + 1)), nowMs: at(day + 1) };
    };
    const [one, other] = [of(5), of(6)];
    const into = new Float64Array(RISK_FEATURES.length);
    riskFeatures(one.state, one.view, one.nowMs, into);
    expect(riskFeatures(other.state, other.view, other.nowMs, into)).toBe(into);
    expect(into).toEqual(riskFeatures(other.state, other.view, other.nowMs));
  });
});
