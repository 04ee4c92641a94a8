import { personalOffset } from '@airway-twin/domain/risk';
import type { PatientDays, Person } from './patient-days.js';

const DAYS_OF_RISK = 7;
const LEAST_SHAPE = 0.2;
const MOST_SHAPE = 200;
const STEPS = 60;

/** Attacks that the model expected of each person, and those that came. `risk7d` by row, NaN where there is no score. */
export function expectedAndObserved(
  days: PatientDays,
  people: readonly Person[],
  risk7d: Float64Array,
): { expected: number; observed: number }[] {
  return people.map(({ from, to }) => {
    let [expected, observed] = [0, 0];
    for (let row = from; row < to; row++) {
      if (row > from && days.attackToday[row] === 1) observed++;
      if (isAtRisk(days, row) && !Number.isNaN(risk7d[row]!)) expected += risk7d[row]! / DAYS_OF_RISK;
    }
    return { expected, observed };
  });
}

/**
 * Shape k of the Gamma distribution of the personal factor, mean 1: the most probable one when each person's attacks are Poisson with mean
 * factor × expected, that is negative binomial (Greenwood & Yule 1920). Between 0.2 (people differ widely) and 200 (hardly at all).
 */
export function frailtyShapeOf(people: readonly { readonly expected: number; readonly observed: number }[]): number {
  const logLikelihood = (shape: number): number =>
    people.reduce((sum, { expected, observed }) => {
      let term = 0;
      for (let i = 0; i < observed; i++) term += Math.log(shape + i);
      return sum + term + shape * Math.log(shape) - (shape + observed) * Math.log(shape + expected);
    }, 0);
  // Golden-section search over the logarithm.
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(LEAST_SHAPE), Math.log(MOST_SHAPE)];
  for (let step = 0; step < STEPS; step++) {
    const [one, two] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (logLikelihood(Math.exp(one)) > logLikelihood(Math.exp(two))) high = two;
    else low = one;
  }
  return Number(Math.exp((low + high) / 2).toPrecision(4));
}

/**
 * The 7-day risk of each row with what the person's own past weeks add: only days before that row are learnt from, never the weeks that it
 * foretells.
 */
export function personalRisks(
  days: PatientDays,
  people: readonly Person[],
  risk7d: Float64Array,
  frailtyShape: number,
): Float64Array {
  const out = Float64Array.from(risk7d);
  for (const { from, to } of people) {
    let [expected, observed] = [0, 0];
    for (let row = from; row < to; row++) {
      const risk = risk7d[row]!;
      if (!Number.isNaN(risk)) {
        const own = personalOffset({ expected, observed }, frailtyShape);
        out[row] = 1 / (1 + Math.exp(-(Math.log(risk / (1 - risk)) + own.logOdds)));
        if (isAtRisk(days, row)) expected += risk / DAYS_OF_RISK;
      }
      if (row > from && days.attackToday[row] === 1) observed++;
    }
  }
  return out;
}

/** At the end of a record the outcome is not known although the person is at risk: those few days expect nothing here. */
function isAtRisk(days: PatientDays, row: number): boolean {
  return !Number.isNaN(days.outcome[row]!);
}
