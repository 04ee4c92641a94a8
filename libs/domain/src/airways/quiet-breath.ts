import type { Sex } from '../patient/profile.js';
import { bodySize } from './body-size.js';

/** Slowest and fastest breathing that a count is believed, breaths a minute. */
export const SLOWEST_BREATHING = 4;
export const FASTEST_BREATHING = 100;

/** How somebody breathes at rest. The depth and the lung's volume are always estimates from size; the rate may be counted. */
export interface QuietBreath {
  readonly ratePerMinute: number;
  /** Counted on the person, or the usual rate: at their age, or at the age that their height speaks for where it is not known. */
  readonly rateKind: 'measured' | 'usual-for-age' | 'age-not-known';
  readonly tidalLitres: number;
  /** What is left in the lungs at the end of a quiet breath out. */
  readonly restingVolumeLitres: number;
  /** Age or height was not known and a typical value stands in for it. */
  readonly assumed: boolean;
}

/** An instant of a quiet breath. */
export interface BreathInstant {
  /** Air breathed in since the end of the last breath out, litres; 0 … tidal volume. */
  readonly inhaledLitres: number;
  /** Positive while breathing in. */
  readonly flowLitresPerSecond: number;
  readonly phase: 'in' | 'out';
}

/**
 * Median breaths a minute of healthy children by age in months: the age groups of Fleming 2011 (Lancet 377:1011, 3 881 children), each at its
 * middle; at birth the curve of the same authors.
 */
const MEDIAN_RATE: readonly (readonly [months: number, rate: number])[] = [
  [0, 44],
  [1.5, 43],
  [4.5, 41],
  [7.5, 39],
  [10.5, 37],
  [15, 35],
  [21, 31],
  [30, 28],
  [42, 25],
  [60, 23],
  [84, 21],
  [120, 19],
  [162, 18],
  [198, 16],
  [216, 15],
];

/** From 18 years on: where the children's curve ends, within the 12–20 that NEWS2 (Royal College of Physicians 2017) calls usual. */
const ADULT_RATE = 15;

/** Share of a breath that is breathing in: in to out as 1 to 1.5 (textbook value at rest). */
const SHARE_IN = 1 / 2.5;

/** Litres a breath for each kg of predicted weight: 6–8 mL/kg at rest from infancy on (textbook value, to verify). */
const TIDAL_LITRES_PER_KG = 0.007;

/**
 * Quiet breathing of a person: the counted rate when there is one, else the usual rate at that age (an adult's when the age is not
 * known, unless the height can only be a child's).
 * Errors: RangeError for a counted rate outside 4–100 a minute and for an impossible age or height.
 */
export function quietBreath(
  person: { readonly ageYears: number | null; readonly heightCm: number | null; readonly sex: Sex | null },
  measuredRatePerMinute: number | null,
): QuietBreath {
  if (measuredRatePerMinute !== null && !isBreathingRate(measuredRatePerMinute))
    throw new RangeError(
      `measuredRatePerMinute: expected ${SLOWEST_BREATHING} to ${FASTEST_BREATHING} breaths a minute or null, got ${measuredRatePerMinute}`,
    );
  const { heightCm, ageYears: drawnAge, assumed } = bodySize(person);
  const ageYears = person.ageYears ?? drawnAge;
  return {
    ratePerMinute: measuredRatePerMinute ?? usualBreathingRate(ageYears),
    rateKind:
      measuredRatePerMinute !== null ? 'measured' : person.ageYears === null ? 'age-not-known' : 'usual-for-age',
    tidalLitres: TIDAL_LITRES_PER_KG * predictedWeightKg(ageYears, heightCm, person.sex),
    restingVolumeLitres: restingVolumeLitres(ageYears, heightCm, person.sex),
    assumed,
  };
}

/** Whether a rate can be somebody's breathing, breaths a minute. */
export function isBreathingRate(ratePerMinute: number): boolean {
  return ratePerMinute >= SLOWEST_BREATHING && ratePerMinute <= FASTEST_BREATHING;
}

/** Median breaths a minute at rest at that age (Fleming 2011 to 18 years, straight between its age groups). */
export function usualBreathingRate(ageYears: number): number {
  const months = Math.max(0, 12 * ageYears);
  for (let at = 1; at < MEDIAN_RATE.length; at += 1) {
    const [fromMonths, fromRate] = MEDIAN_RATE[at - 1] ?? [0, ADULT_RATE];
    const [toMonths, toRate] = MEDIAN_RATE[at] ?? [0, ADULT_RATE];
    if (months <= toMonths) return fromRate + ((toRate - fromRate) * (months - fromMonths)) / (toMonths - fromMonths);
  }
  return ADULT_RATE;
}

/**
 * Where a quiet breath is at `elapsedMs` after the end of a breath out: volume rises and falls as half a cosine, so that the flow, its exact
 * derivative, is a half sine each way and nothing at the turns.
 */
export function breathAt(breath: QuietBreath, elapsedMs: number): BreathInstant {
  const seconds = 60 / breath.ratePerMinute;
  const cycles = elapsedMs / 1000 / seconds;
  const share = cycles - Math.floor(cycles);
  const isIn = share < SHARE_IN;
  const partSeconds = seconds * (isIn ? SHARE_IN : 1 - SHARE_IN);
  const angle = Math.PI * (isIn ? share / SHARE_IN : (share - SHARE_IN) / (1 - SHARE_IN));
  const half = breath.tidalLitres / 2;
  const peak = (half * Math.PI) / partSeconds;
  return {
    inhaledLitres: isIn ? half * (1 - Math.cos(angle)) : half * (1 + Math.cos(angle)),
    flowLitresPerSecond: (isIn ? peak : -peak) * Math.sin(angle),
    phase: isIn ? 'in' : 'out',
  };
}

/**
 * How much longer every length within the lungs has become since the end of a breath out: 0.05 is 5 %. Lengths follow the cube root of the
 * lung's volume (Hughes 1972).
 */
export function lungGrowth(breath: QuietBreath, inhaledLitres: number): number {
  return Math.cbrt(1 + inhaledLitres / breath.restingVolumeLitres) - 1;
}

/**
 * Children: weight for height of Traub & Johnson 1980; adults: predicted weight by height and sex (Devine 1974, as ARDSNet 2000 writes it); a
 * short adult's is never less than a child's of that height.
 */
function predictedWeightKg(ageYears: number, heightCm: number, sex: Sex | null): number {
  const asChild = (cm: number) => 2.396 * Math.exp(0.01863 * cm);
  if (ageYears < 18) return asChild(heightCm);
  const atFiveFeet = sex === null ? 47.75 : sex === 'male' ? 50 : 45.5;
  return Math.max(asChild(Math.min(152.4, heightCm)), atFiveFeet + 0.91 * (heightCm - 152.4));
}

/**
 * Functional residual capacity by the equations of the Global Lung Function Initiative (Hall 2021, ERJ 57:2000289) without their age spline; the
 * age is held within 5–80 years, where they were fitted.
 */
function restingVolumeLitres(ageYears: number, heightCm: number, sex: Sex | null): number {
  const logAge = Math.log(Math.min(80, Math.max(5, ageYears)));
  const logHeight = Math.log(heightCm);
  const male = Math.exp(-13.4898 + 0.1111 * logAge + 2.7634 * logHeight);
  const female = Math.exp(-12.7674 + 0.1251 * logAge + 2.6049 * logHeight);
  return sex === null ? (male + female) / 2 : sex === 'male' ? male : female;
}
