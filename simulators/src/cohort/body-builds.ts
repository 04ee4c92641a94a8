import { bodySize } from '@airway-twin/domain/airways';
import { airflowTable, type AirflowTable } from '@airway-twin/domain/mechanics';
import type { Sex } from '@airway-twin/domain/patient';

/** One of the body builds that people of a cohort share: the twin's airways are computed once for each, and its own scale does the rest. */
export interface BodyBuild {
  readonly sex: Sex;
  readonly ageYears: number;
  readonly heightCm: number;
}

const ADULT_FROM_YEARS = 18;
const CHILD_YEARS = [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17] as const;
const ADULT_YEARS = [23, 35, 50, 64] as const;
const CHILD_HEIGHT_FACTORS = [0.965, 1.035] as const;
const ADULT_HEIGHT_CM = { female: [159, 169], male: [171.5, 182.5] } as const;
const SEXES: readonly Sex[] = ['female', 'male'];

/** All builds, children first. */
export const BODY_BUILDS: readonly BodyBuild[] = SEXES.flatMap((sex) => [
  ...CHILD_YEARS.flatMap((years) =>
    CHILD_HEIGHT_FACTORS.map((factor) => ({
      sex,
      ageYears: years + 0.5,
      heightCm: factor * medianHeight(sex, years + 0.5),
    })),
  ),
  ...ADULT_YEARS.flatMap((years) => ADULT_HEIGHT_CM[sex].map((heightCm) => ({ sex, ageYears: years, heightCm }))),
]);

/** Place in `BODY_BUILDS` of the build nearest to that body. */
export function buildIndexOf(body: BodyBuild): number {
  const child = body.ageYears < ADULT_FROM_YEARS;
  const apart = (build: BodyBuild): number =>
    build.sex !== body.sex || build.ageYears < ADULT_FROM_YEARS !== child
      ? Infinity
      : Math.abs(build.ageYears - body.ageYears) * (child ? 1 : 0.05) +
        Math.abs(build.heightCm / body.heightCm - 1) * 10;
  let best = 0;
  BODY_BUILDS.forEach((build, index) => {
    if (apart(build) < apart(BODY_BUILDS[best]!)) best = index;
  });
  return best;
}

/** The twin's airways of a build: some tenths of a second. */
export function airwaysOfBuild(index: number): AirflowTable {
  return airflowTable({ ...BODY_BUILDS[index]!, assumed: false, bestFev1Litres: null });
}

function medianHeight(sex: Sex, ageYears: number): number {
  return bodySize({ ageYears, heightCm: null, sex }).heightCm;
}
