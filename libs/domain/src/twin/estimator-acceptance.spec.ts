import { describe, it } from '@jest/globals';
import { airwayTree, segmentAreas } from '../airways/index.js';
import { airflowAt, airflowTable, type AirflowTable, type AirwayBuild } from '../mechanics/index.js';
import { modelledPatients } from '../testing/a-modelled-patient.js';
import { acceptance } from '../testing/acceptance.js';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '../time/calendar.js';
import { independent } from './belief.js';
import { driftBelief, type TraitDrive } from './drift.js';
import { EXPOSURE_TIME_CONSTANT_DAYS } from './medication.js';
import { relieverEffect } from './reliever.js';
import {
  CONTROLLER_EFFECT,
  FAST_SHARE,
  INFLAMMATION_ON_RESPONSE,
  RESTING_TONE,
  SLOW_SHARE,
  TONE_PER_INFLAMMATION,
  TRAIT,
  TRAIT_COUNT,
  USUAL_RESPONSE,
} from './trait-model.js';

/** The checks 11, 12 and 15 of the acceptance numbers, with their bands. */
const ADULT: AirwayBuild = { heightCm: 176, ageYears: 25, sex: 'male', assumed: false, bestFev1Litres: null };
const CHILD: AirwayBuild = { heightCm: 128, ageYears: 8, sex: 'male', assumed: false, bestFev1Litres: null };
const BUILDS = [ADULT, CHILD] as const;
const tables = BUILDS.map(airflowTable);

const fev1 = (table: AirflowTable, constriction: number, inflammation: number) =>
  table.healthy.fev1 * Math.exp(airflowAt(table, 'fev1', constriction, inflammation).lnShare);
const within = (value: number, least: number, most: number) => value >= least && value <= most;
const all = (values: readonly number[], least: number, most: number) =>
  values.every((value) => within(value, least, most));
const figures = (values: readonly number[], digits = 0) =>
  values
    .map((value) =>
      value
        .toFixed(digits)
        .replace(/^-(?=[0.]*$)/, '')
        .replace('-', '−'),
    )
    .join(', ');
const percent = (values: readonly number[]) => `${figures(values.map((value) => 100 * value))} %`;

describe('the reliever', () => {
  const puffs = (count: number) =>
    Array.from({ length: count }, () => ({
      atMs: 0,
      drug: 'salbutamol' as const,
      role: 'reliever' as const,
      technique: null,
    }));
  const NARROW = { constriction: 0.5, inflammation: 0.3 };
  /** FEV1 so long after two puffs, as the estimator reads it: the effect, the response of such airways, and the table. */
  const fev1After = (table: AirflowTable, { constriction, inflammation }: typeof NARROW, ms: number, count = 2) => {
    const response = USUAL_RESPONSE - INFLAMMATION_ON_RESPONSE * inflammation;
    return fev1(table, constriction * (1 - relieverEffect(puffs(count), ms) * response), inflammation);
  };
  const minutes = Array.from({ length: 24 * 60 + 1 }, (_unused, minute) => minute * MS_PER_MINUTE);
  /** Share of the full response that is there at each of these times, adult and child. */
  const shares = (ms: number, count: number) =>
    tables.map((table) => {
      const before = fev1(table, NARROW.constriction, NARROW.inflammation);
      const full = Math.max(...minutes.map((each) => fev1After(table, NARROW, each, count))) - before;
      return (fev1After(table, NARROW, ms, count) - before) / full;
    });

  it('11: opens within minutes, lasts for hours and does nothing to inflammation', () => {
    const basis = 'Lötvall 1998, salbutamol label';
    const rows: readonly [string, number, readonly number[], string, number, number][] = [
      ['two puffs after 2 and 5 min', 2, [2 * MS_PER_MINUTE, 5 * MS_PER_MINUTE], 'at least 50 % by 2–5 min', 0.5, 1],
      ['two puffs after 15 min', 2, [15 * MS_PER_MINUTE], 'at least 85 %', 0.85, 1],
      ['two puffs after 4 h', 2, [4 * MS_PER_HOUR], 'at least 40 %', 0.4, 1],
      ['one puff after 6 h', 1, [6 * MS_PER_HOUR], 'at most 30 %', 0, 0.3],
      ['two puffs after 6 h', 2, [6 * MS_PER_HOUR], 'at most 30 %', 0, 0.3],
    ];
    for (const [after, count, times, expected, least, most] of rows) {
      const got = times.flatMap((ms) => shares(ms, count));
      acceptance({
        number: 11,
        check: `share of the full FEV1 response to ${after}, adult and child, C 0.5, I 0.3`,
        expected,
        got: percent(got),
        basis,
        // The first row is met when the response is half there by the fifth minute.
        met: all(got.slice(-BUILDS.length), least, most),
      });
    }
    const inflamed = { constriction: 0, inflammation: 0.5 };
    const changes = tables.map((table) => {
      const after = Math.max(...minutes.map((each) => fev1After(table, inflamed, each)));
      return after / fev1(table, 0, inflamed.inflammation) - 1;
    });
    acceptance({
      number: 11,
      check: 'what it does to FEV1 with I 0.5 and C 0, adult and child',
      expected: 'less than 3 %',
      got: percent(changes),
      basis,
      met: changes.every((change) => Math.abs(change) < 0.03),
    });
  });
});

describe('the preventer', () => {
  const UNTREATED = 0.8;
  const START = RESTING_TONE + TONE_PER_INFLAMMATION * UNTREATED;
  /** Doses taken from day 0 on and no more from `stopDay` on: exposure as running mean of the doses. */
  const drive = (stopDay: number): TraitDrive => ({
    controllerExposure: (atMs) => {
      const towards = (from: number, goal: number, days: number) =>
        goal + (from - goal) * Math.exp(-days / EXPOSURE_TIME_CONSTANT_DAYS);
      const day = atMs / MS_PER_DAY;
      return day <= stopDay ? towards(0, 1, day) : towards(towards(0, 1, stopDay), 0, day - stopDay);
    },
    oralSteroidUntilMs: -Infinity,
    pollen: 0,
    pollenUntilMs: -Infinity,
    air: 0,
    airUntilMs: -Infinity,
  });
  /** Traits on a day, all else at its mean, nothing observed. */
  function traitsOn(day: number, stopDay = Infinity) {
    const mean = new Array<number>(TRAIT_COUNT).fill(0);
    mean[TRAIT.tone] = START;
    mean[TRAIT.fast] = mean[TRAIT.slow] = mean[TRAIT.untreated] = UNTREATED;
    const belief = independent(mean, new Array<number>(TRAIT_COUNT).fill(0));
    // Day by day, for the exposure is read in the middle of a step.
    for (let from = 0; from < day; from += 0.25)
      driftBelief(belief, from * MS_PER_DAY, (from + 0.25) * MS_PER_DAY, drive(stopDay));
    const fast = belief.mean[TRAIT.fast]!;
    const inflammation = FAST_SHARE * fast + SLOW_SHARE * belief.mean[TRAIT.slow]!;
    return { fast, inflammation, constriction: belief.mean[TRAIT.tone]! };
  }
  /**
   * Exhaled nitric oxide against the untreated patient's: log-linear in the fast inflammation, so that the whole way from untreated to fully
   * treated is 31 → 21 ppb (Mehta 2009). How fast it goes that way is the model's.
   */
  const PER_FAST = Math.log(31 / 21) / (UNTREATED * CONTROLLER_EFFECT);
  const feno = (fast: number) => Math.exp(PER_FAST * (fast - UNTREATED));

  it('12: brings nitric oxide down within a week, lung function within weeks and the wall within months', () => {
    const week = feno(traitsOn(7).fast) - 1;
    acceptance({
      number: 12,
      check: 'nitric oxide 7 days after the start of the preventer, from I 0.8 (31 → 21 ppb when fully treated)',
      expected: '−25 to −45 %',
      got: percent([week]),
      basis: 'Mehta 2009',
      met: within(week, -0.45, -0.25),
    });
    const treatedDays = 84;
    const treated = feno(traitsOn(treatedDays).fast);
    const back = (feno(traitsOn(treatedDays + 7, treatedDays).fast) - treated) / (1 - treated);
    acceptance({
      number: 12,
      check: 'share of that fall which is back 7 days after the preventer is stopped',
      expected: 'at least 70 %',
      got: percent([back]),
      basis: 'Mehta 2009',
      met: within(back, 0.7, 1.05),
    });
    const gains = tables.map((table) => {
      const at = (day: number) => {
        const { constriction, inflammation } = traitsOn(day);
        return fev1(table, constriction, inflammation);
      };
      const [before, whole] = [at(0), at(182)];
      const share = (day: number) => (at(day) - before) / (whole - before);
      let half = 0;
      while (share(half) < 0.5) half += 0.25;
      return { half, sixWeeks: share(42) };
    });
    acceptance({
      number: 12,
      check: 'day on which half of the gain in FEV1 is there, adult and child (gain of half a year)',
      expected: '3–10 d',
      got: `${figures(
        gains.map(({ half }) => half),
        1,
      )} d`,
      basis: 'Mehta 2009, (derived)',
      met: all(
        gains.map(({ half }) => half),
        3,
        10,
      ),
    });
    acceptance({
      number: 12,
      check: 'share of that gain after 6 weeks, adult and child',
      expected: 'at least 85 %',
      got: percent(gains.map(({ sixWeeks }) => sixWeeks)),
      basis: 'Mehta 2009, (derived)',
      met: all(
        gains.map(({ sixWeeks }) => sixWeeks),
        0.85,
        1,
      ),
    });
    const tree = airwayTree({ ageYears: 25, heightCm: 176, sex: 'male', seed: 1 });
    const wallMm2 = (inflammation: number) =>
      Array.from(tree.generation).reduce((sum, generation, segment) => {
        if (generation < 3 || generation > 5) return sum;
        const { innerWallMm2, outerWallMm2 } = segmentAreas(tree, segment, { constriction: 0, inflammation });
        return sum + innerWallMm2 + outerWallMm2;
      }, 0);
    const { inflammation } = traitsOn(84);
    const thinner = wallMm2(inflammation) / wallMm2(UNTREATED) - 1;
    acceptance({
      number: 12,
      check: `wall area of generations 3–5 after 12 weeks (I 0.8 → ${inflammation.toFixed(2)})`,
      expected: '−8 to −15 %',
      got: percent([thinner]),
      basis: 'Niimi 2004',
      met: within(thinner, -0.15, -0.08),
    });
  });
});

describe('the filter', () => {
  const PATIENTS = 10;
  const { asked, blown } = modelledPatients(PATIENTS);
  const rootMeanSquare = (values: readonly number[]) =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  const who = `${PATIENTS} patients drawn from the estimator’s own model, 60 days, the first 14 only seen`;

  it('15: says how sure it is of C and I, and foretells the next FEV1', () => {
    const coverage = (['constriction', 'inflammation'] as const).map((trait) => {
      const covered = asked.filter(({ [trait]: band }) => band.low <= band.truth && band.truth <= band.high);
      return covered.length / asked.length;
    });
    acceptance({
      number: 15,
      check: `truth within the 80 % bands of C and of I, ${who}`,
      expected: '75–85 %',
      got: percent(coverage),
      basis: '(derived), 2.7; hidden patients of another model: npm run fidelity',
      met: all(coverage, 0.75, 0.85),
    });
    const error = rootMeanSquare(blown.map(({ foretold, observed }) => foretold - observed));
    const noise = rootMeanSquare(blown.map(({ perfect, observed }) => perfect - observed));
    acceptance({
      number: 15,
      check: 'error of the next FEV1 foretold, as a multiple of the noise of effort and meter (RMSE), same patients',
      expected: 'at most 1.15',
      got: figures([error / noise], 2),
      basis: '(derived), 2.7',
      met: error <= 1.15 * noise,
      notMetBecause:
        'the tone of the airways wanders by itself between two sessions half a day apart (0.07 of C in the long run, time constant two days, and colds that nobody has named yet): no forecast can know it, and the steadier the meter the more of the error it is',
    });
    const errors = asked.map(
      ({ unmaskedError, inflammation }) => [unmaskedError, inflammation.mid - inflammation.truth] as const,
    );
    const [meanC, meanI] = [0, 1].map((at) => errors.reduce((sum, pair) => sum + pair[at]!, 0) / errors.length);
    const moment = (of: (c: number, i: number) => number) =>
      errors.reduce((sum, [c, i]) => sum + of(c - meanC!, i - meanI!), 0);
    const correlation = moment((c, i) => c * i) / Math.sqrt(moment((c) => c * c) * moment((_c, i) => i * i));
    acceptance({
      number: 15,
      check: 'correlation of the errors of C without reliever and of I, same patients',
      expected: 'reported',
      got: figures([correlation], 2),
      basis: '(derived), 2.7: −0.92 in one spirogram',
      met: Number.isFinite(correlation),
    });
  });
});
