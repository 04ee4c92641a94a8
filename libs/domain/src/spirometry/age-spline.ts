/** Spline of one measure and sex at every quarter-year from 3 years on; `l` null where it is 0 at every age. */
export interface AgeSpline {
  readonly m: readonly number[];
  readonly s: readonly number[];
  readonly l: readonly number[] | null;
}

export const FIRST_SPLINE_AGE_YEARS = 3;
const STEPS_PER_YEAR = 4;

/** The oldest age that the spline reaches, years. */
export function lastSplineAgeYears(spline: AgeSpline): number {
  return FIRST_SPLINE_AGE_YEARS + (spline.m.length - 1) / STEPS_PER_YEAR;
}

/**
 * M, S and L spline at a decimal age, linear between quarter-years as the official GLI-2012 calculator does (taking the nearest or the
 * lower quarter instead moves a child's z-score by up to 0.045). The age must lie between 3 years and the end of the spline.
 */
export function splineAt(spline: AgeSpline, ageYears: number): { m: number; s: number; l: number } {
  const steps = (ageYears - FIRST_SPLINE_AGE_YEARS) * STEPS_PER_YEAR;
  const lower = Math.min(Math.max(0, Math.floor(steps)), spline.m.length - 2);
  const share = steps - lower;
  const between = (figures: readonly number[]): number => {
    const from = figures[lower]!;
    return from + share * (figures[lower + 1]! - from);
  };
  return { m: between(spline.m), s: between(spline.s), l: spline.l === null ? 0 : between(spline.l) };
}
