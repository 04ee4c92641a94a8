import { describe, expect, it } from '@jest/globals';
import type { Observation, SymptomsDay } from '../measurement/observation.js';
import {
  aDiaryDay,
  aHealthMessage,
  aPatient,
  aPeakFlowSession,
  aPollenDay,
  aQuestionnaire,
  aTwin,
  anAirReading,
  at,
  preventerTaken,
  relieverPuffs,
} from '../testing/a-story.js';
import { advanceTo, foldObservation } from './fold.js';
import { forecastLungFunction } from './forecast.js';
import { momentOf } from './moment.js';
import { presentTwin } from './present.js';
import type { TwinState } from './state.js';
import { PRIOR, TRAIT, TRAIT_COUNT, type TRAIT as Trait } from './trait-model.js';
import { relieverResponse, shownConstriction, shownInflammation } from './traits.js';

const patient = aPatient();
const days = (from: number, to: number) => Array.from({ length: to - from }, (_unused, index) => from + index);
/** A good week with the preventer taken and a blow each morning. */
const goodWeek: Observation[] = [
  ...preventerTaken(0, 8),
  ...days(0, 8).map((day) => aPeakFlowSession(at(day, 8), 285, 280, 270)),
];
const after = (...more: Observation[]) => aTwin(patient, [...goodWeek, ...more]);
const inflammation = (state: TwinState) => shownInflammation(state.traits!).mid;
const constriction = (state: TwinState, effect = 0) =>
  shownConstriction(state.traits!, { ...momentOf(state, state.traits!.atMs), effect }).mid;
const mean = (state: TwinState, part: keyof typeof Trait) => state.traits!.mean[TRAIT[part]]!;
function sd(state: TwinState, part: keyof typeof Trait): number {
  const index = TRAIT[part];
  // Place of the diagonal in the upper triangle, row by row.
  const place = index * TRAIT_COUNT - (index * (index - 1)) / 2;
  return Math.sqrt(state.traits!.covariance[place]!);
}

describe('the reliever at hand', () => {
  const shown = relieverPuffs(at(8, 0), 1);
  const heard = days(8, 16).map((day) => aHealthMessage(at(day, 12), 'inhaler'));

  it('that is watched and not used speaks for open airways', () => {
    const quiet = after(...shown, ...heard);
    const nothingSaid = advanceTo(after(...shown), at(15, 12));
    expect(constriction(quiet)).toBeLessThan(constriction(nothingSaid) - 0.005);
    expect(mean(quiet, 'use')).toBeLessThan(mean(nothingSaid, 'use'));
  });

  it('whose sensor has fallen silent says nothing: unseen is not unused', () => {
    // The sensor's silence is noticed on the fourth day; another device goes on.
    const silent = after(...shown, ...days(12, 16).map((day) => aHealthMessage(at(day, 12), 'air-sensor')));
    const nothingSaid = advanceTo(after(...shown), at(15, 12));
    expect(constriction(silent)).toBeCloseTo(constriction(nothingSaid), 3);
    expect(mean(silent, 'use')).toBeCloseTo(mean(nothingSaid, 'use'), 6);
  });

  it('that is reached for speaks for tight airways, in clusters of twenty minutes only once', () => {
    const plain = advanceTo(after(), at(8, 3));
    const once = advanceTo(after(...relieverPuffs(at(8, 3), 1)), at(8, 3));
    const twoPuffs = after(...relieverPuffs(at(8, 3), 2));
    expect(constriction(once)).toBeGreaterThan(constriction(plain));
    expect(mean(twoPuffs, 'use')).toBeCloseTo(mean(once, 'use'), 2);
  });

  it('that is used every day by habit is learnt as a habit, and then says less', () => {
    const daily = days(8, 30).flatMap((day) => [
      ...relieverPuffs(at(day, 15), 1),
      aPeakFlowSession(at(day, 8), 285, 280, 270),
    ]);
    const habitual = after(...preventerTaken(8, 30), ...daily);
    expect(mean(habitual, 'use')).toBeGreaterThan(PRIOR.use.mean + 0.5);
    const rise = (state: TwinState) =>
      constriction(foldObservation(state, relieverPuffs(at(30, 14), 1)[0]!)) - constriction(state);
    const newcomer = advanceTo(after(), at(30, 14));
    expect(rise(advanceTo(habitual, at(30, 14)))).toBeLessThan(rise(newcomer));
  });
});

describe('the diary', () => {
  const told = (changes: Partial<SymptomsDay>) => after(aDiaryDay(8, changes));

  it('of a night awake raises both traits, a quiet one lowers them', () => {
    const plain = advanceTo(after(), at(8, 21));
    const awake = told({ nightWaking: true, daySymptoms: true });
    const quiet = told({});
    expect(constriction(awake)).toBeGreaterThan(constriction(plain));
    expect(inflammation(awake)).toBeGreaterThan(inflammation(plain));
    expect(constriction(quiet)).toBeLessThan(constriction(plain));
    expect(inflammation(quiet)).toBeLessThan(inflammation(plain));
  });

  it('is weak evidence beside a blow: one bad night moves neither trait by more than 0.06', () => {
    const plain = advanceTo(after(), at(8, 21));
    const awake = told({ nightWaking: true, daySymptoms: true });
    expect(constriction(awake) - constriction(plain)).toBeLessThan(0.06);
    expect(inflammation(awake) - inflammation(plain)).toBeLessThan(0.06);
  });

  it('without answers says nothing', () => {
    const unanswered = told({ nightWaking: null, daySymptoms: null, activityLimited: null });
    expect(unanswered.traits).toEqual(advanceTo(after(), at(8, 21)).traits);
  });

  it('that is written twice for a day counts once', () => {
    const once = told({ nightWaking: true });
    const again = after(aDiaryDay(8, { nightWaking: true }), {
      ...aDiaryDay(8, { nightWaking: true }),
      measuredAtMs: at(8, 22),
    });
    expect(again.traits).toEqual(advanceTo(once, at(8, 22)).traits);
  });
});

describe('a cold that the diary names', () => {
  const cold = after(aDiaryDay(8, { triggers: ['cold'] }));
  const well = after(aDiaryDay(8));
  const raised = (of: (state: TwinState) => number, day: number) =>
    of(advanceTo(cold, at(day, 21))) - of(advanceTo(well, at(day, 21)));

  it('raises inflammation by 0.1 to 0.4 and constriction by 0.02 to 0.3 at its height', () => {
    const most = (of: (state: TwinState) => number) => Math.max(...days(8, 16).map((day) => raised(of, day)));
    expect(most(inflammation)).toBeGreaterThan(0.1);
    expect(most(inflammation)).toBeLessThan(0.4);
    expect(most(constriction)).toBeGreaterThan(0.02);
    expect(most(constriction)).toBeLessThan(0.3);
  });

  it('is not there at once: inflammation goes on rising for days', () => {
    expect(raised(inflammation, 10)).toBeGreaterThan(raised(inflammation, 8) + 0.03);
  });

  it('weakens the reliever, and heals within a month', () => {
    expect(raised((state) => relieverResponse(state.traits!), 11)).toBeLessThan(-0.05);
    expect(Math.abs(raised(inflammation, 38))).toBeLessThan(0.05);
    expect(Math.abs(raised(constriction, 38))).toBeLessThan(0.03);
  });
});

describe('an oral steroid course', () => {
  const sick = days(8, 12).map((day) => aDiaryDay(day, { triggers: ['cold'], nightWaking: true, daySymptoms: true }));
  const course = (oralSteroid: 'no' | 'more-than-usual' | 'as-usual') =>
    advanceTo(after(...sick, aQuestionnaire(at(12, 8), oralSteroid)), at(14, 8));

  it('takes inflammation down within two days', () => {
    expect(inflammation(course('more-than-usual'))).toBeLessThan(inflammation(course('no')) - 0.05);
  });

  it('works only when it is more than this patient always takes', () => {
    expect(course('as-usual').traits).toEqual(course('no').traits);
  });
});

describe('the air', () => {
  const breathing = (pm25: number, from = 8, to = 13) =>
    days(from, to).flatMap((day) => [0, 6, 12, 18].map((hour) => anAirReading(at(day, hour), pm25)));
  const fev1 = (state: TwinState) => forecastLungFunction(state, 'fev1', state.traits!.atMs)!.mid;

  it('of 75 µg/m³ for five days narrows the airways, by a little: less than a twentieth of FEV1', () => {
    const clean = after(...breathing(5));
    const bad = after(...breathing(75));
    expect(constriction(bad)).toBeGreaterThan(constriction(clean));
    expect(constriction(bad) - constriction(clean)).toBeLessThan(0.06);
    expect(fev1(bad) / fev1(clean)).toBeGreaterThan(0.95);
    expect(fev1(bad) / fev1(clean)).toBeLessThan(1);
  });

  it('full of pollen does no more', () => {
    const low = after(...days(8, 13).map((day) => aPollenDay(at(day, 6), 'low')));
    const high = after(...days(8, 13).map((day) => aPollenDay(at(day, 6), 'very-high')));
    expect(constriction(high)).toBeGreaterThan(constriction(low));
    expect(constriction(high) - constriction(low)).toBeLessThan(0.06);
  });

  it('is believed to matter no more than is published until this patient shows it', () => {
    const state = aTwin(patient, goodWeek.slice(0, 1));
    expect(mean(state, 'air')).toBe(PRIOR.air.mean);
    expect(sd(state, 'air')).toBeCloseTo(PRIOR.air.sd, 9);
    expect(PRIOR.air.sd).toBeLessThan(0.01);
    expect(sd(state, 'pollen')).toBeCloseTo(PRIOR.pollen.sd, 9);
  });

  /** Weeks of clean and of bad air in turn, with the morning's peak flow that goes with them. */
  const weeks = (peakFlowInBadAir: number) => {
    const story = days(0, 56).flatMap((day) => {
      const isBad = Math.floor(day / 7) % 2 === 1;
      const best = isBad ? peakFlowInBadAir : 285;
      return [
        ...[0, 6, 12, 18].map((hour) => anAirReading(at(day, hour), isBad ? 90 : 8)),
        aPeakFlowSession(at(day, 20), best, best - 4, best - 15),
      ];
    });
    return aTwin(patient, [...preventerTaken(0, 56), ...story]);
  };

  it('is learnt to matter to a patient whose peak flow falls with it, and not to one whose does not', () => {
    const sensitive = weeks(255);
    const hardy = weeks(285);
    expect(mean(sensitive, 'air')).toBeGreaterThan(mean(hardy, 'air') + 0.002);
    expect(mean(sensitive, 'air')).toBeGreaterThan(PRIOR.air.mean);
    expect(mean(hardy, 'air')).toBeLessThan(PRIOR.air.mean);
    expect(sd(sensitive, 'air')).toBeLessThan(PRIOR.air.sd);
  });
});

describe('the hours of the day', () => {
  it('airways are believed narrowest at half past four in the morning, widest twelve hours later', () => {
    const state = after();
    const at24 = days(0, 24).map((hour) => {
      const moment = { atMs: at(8, hour + 0.5), timeZone: 'UTC', effect: 0 };
      return shownConstriction(state.traits!, moment).mid;
    });
    expect(at24.indexOf(Math.max(...at24))).toBe(4);
    expect(at24.indexOf(Math.min(...at24))).toBe(16);
  });

  it('of the patient’s own country count', () => {
    const state = after();
    const there = (timeZone: string) => shownConstriction(state.traits!, { atMs: at(8, 4), timeZone, effect: 0 }).mid;
    expect(there('UTC')).toBeGreaterThan(there('America/Los_Angeles'));
  });

  it('a morning dipper is learnt: whose blows fall each morning is expected narrower then', () => {
    const story = (dip: number) =>
      aTwin(patient, [
        ...preventerTaken(0, 28),
        ...days(0, 28).flatMap((day) => [
          aPeakFlowSession(at(day, 6), 285 - dip, 283 - dip, 270 - dip),
          aPeakFlowSession(at(day, 18), 285, 283, 270),
        ]),
      ]);
    const dips = story(45);
    const steady = story(0);
    expect(mean(dips, 'cosine')).toBeGreaterThan(mean(steady, 'cosine') + 0.03);
    const swing = (state: TwinState) =>
      presentTwin(state, at(28, 4.5)).constriction!.mid - presentTwin(state, at(28, 16.5)).constriction!.mid;
    expect(swing(dips)).toBeGreaterThan(swing(steady) + 0.05);
  });
});
