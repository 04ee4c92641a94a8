import { summaryOf, type PersonalRecord, type PersonalSummary } from './personal-record.js';
import type { PersonalOffset } from './risk.js';

/**
 * Shape of the Gamma prior of a population's own base rate over the model's (design choice: 4, a standard deviation of the rate of one
 * half: the yearly rates of published populations differ by factors of two and more, de Hond 2022, Sci Rep 12:20363, table 1).
 */
const POPULATION_SHAPE = 4;

/**
 * What one patient's own weeks add to the log-odds. The patient's rate is the population's times a factor with a Gamma prior of mean 1
 * and shape `frailtyShape`; attacks are Poisson around it, so the factor's posterior is Gamma with shape k + observed and rate
 * k + expected (Bühlmann 1967; Clayton & Kaldor, Biometrics 1987;43:671). For rare attacks the mean of the probability moves with the
 * mean of the factor, so `logOdds` is its logarithm; `variance` is that of the factor's logarithm, trigamma(k + observed). Without weeks:
 * 0, with the prior's variance. `populationLogOdds`: what the site's base rate adds for everyone, so that it is not learnt twice.
 */
export function personalOffset(
  { expected, observed }: Pick<PersonalSummary, 'expected' | 'observed'>,
  frailtyShape: number,
  populationLogOdds = 0,
): PersonalOffset {
  return gammaPoisson(frailtyShape, expected * Math.exp(populationLogOdds), observed);
}

/**
 * The same for all patients of a site together: how the base rate of the people served differs from that of the people the model learnt
 * from. Patients differ among themselves, so their attacks tell less than as many independent ones: expected and observed are divided by
 * the dispersion 1 + Σ expected² / (frailtyShape · Σ expected).
 */
export function populationOffset(
  people: readonly Pick<PersonalSummary, 'expected' | 'observed'>[],
  frailtyShape: number,
): PersonalOffset {
  let expected = 0;
  let observed = 0;
  let squares = 0;
  for (const each of people) {
    expected += each.expected;
    observed += each.observed;
    squares += each.expected ** 2;
  }
  const dispersion = expected > 0 ? 1 + squares / (frailtyShape * expected) : 1;
  return gammaPoisson(POPULATION_SHAPE, expected / dispersion, observed / dispersion);
}

/** Both together, as a model's input: log-odds and variances add up. */
export function offsetOf(
  person: Pick<PersonalSummary, 'expected' | 'observed'>,
  population: PersonalOffset,
  frailtyShape: number,
): PersonalOffset {
  const own = personalOffset(person, frailtyShape, population.logOdds);
  return { logOdds: own.logOdds + population.logOdds, variance: own.variance + population.variance };
}

/** The offset before anything is known of patient and population: 0, with both priors' variances. */
export function unlearntOffset(frailtyShape: number): PersonalOffset {
  return offsetOf({ expected: 0, observed: 0 }, populationOffset([], frailtyShape), frailtyShape);
}

interface Known {
  readonly population: PersonalOffset;
  readonly frailtyShape: number;
  readonly offset: PersonalOffset;
}

const known = new WeakMap<PersonalRecord, Known>();

/** `offsetOf` a record, worked out once as long as neither it nor the population changes: a record changes once a day. */
export function offsetOfRecord(
  record: PersonalRecord,
  population: PersonalOffset,
  frailtyShape: number,
): PersonalOffset {
  const before = known.get(record);
  if (before && before.population === population && before.frailtyShape === frailtyShape) return before.offset;
  const offset = offsetOf(summaryOf(record), population, frailtyShape);
  known.set(record, { population, frailtyShape, offset });
  return offset;
}

function gammaPoisson(shape: number, expected: number, observed: number): PersonalOffset {
  return {
    logOdds: Math.log((shape + observed) / (shape + expected)),
    variance: trigamma(shape + observed),
  };
}

/** Second derivative of ln Γ for x > 0 (Abramowitz & Stegun 1964, 6.4.6 and 6.4.12), to 1e-9. */
export function trigamma(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < 8; at += 1) sum += 1 / at ** 2;
  const inverse = 1 / at;
  const square = inverse ** 2;
  return sum + inverse * (1 + inverse / 2 + square * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square / 30))));
}
