import { ageForHeight, medianHeightCm, ASSUMED_ADULT_HEIGHT_CM } from '../airways/index.js';
import { ageYears, type PatientProfile, type Sex } from '../patient/index.js';
import { plausibleHeightCm, REFERENCE_AGE_YEARS } from '../spirometry/plausible-body.js';

/** What a person's lungs are built from. */
export interface AirwayBuild {
  readonly heightCm: number;
  readonly ageYears: number;
  readonly sex: Sex | null;
  /** Height, age or sex was unknown or out of range and a typical or the nearest possible value stands in for it. Screens must say so. */
  readonly assumed: boolean;
  /** Personal best FEV1, L, to which the airways are calibrated; null: the predicted value. */
  readonly bestFev1Litres: number | null;
}

/** What of a profile the airways depend on. */
export type BuildProfile = Pick<
  PatientProfile,
  'sex' | 'age' | 'heightCm' | 'heightMeasuredOn' | 'declaredBestFev1Litres'
>;

/** An adult of unknown age is taken to be this old, years (design choice). */
const ASSUMED_ADULT_AGE_YEARS = 40;
const ADULT_FROM_YEARS = 18;

/**
 * The build of a patient: age on the day when the height was measured, to a tenth of a year (the middle of a range; by the height when
 * unknown), within the ages and heights that GLI covers. It depends on the profile alone and not on today, so a patient's airways change
 * only when somebody measures again.
 */
export function airwayBuildOf(profile: BuildProfile): AirwayBuild {
  const { sex, heightCm } = profile;
  const knownAge = ageWhenMeasured(profile);
  const age = withinGli(knownAge ?? typicalAge(heightCm, sex));
  const height = heightCm ?? (age < ADULT_FROM_YEARS ? medianHeightCm(age, sex) : ASSUMED_ADULT_HEIGHT_CM);
  const { least, most } = plausibleHeightCm(age);
  const kept = Math.min(most, Math.max(least, height));
  return {
    heightCm: kept,
    ageYears: age,
    sex,
    assumed: sex === null || kept !== heightCm || age !== knownAge,
    bestFev1Litres: profile.declaredBestFev1Litres,
  };
}

function ageWhenMeasured({ age, heightMeasuredOn }: BuildProfile): number | null {
  if (age.kind === 'birth-date' && heightMeasuredOn === null) return null;
  const years = ageYears(age, Date.parse(`${heightMeasuredOn ?? '1970-01-01'}T00:00:00Z`));
  return years === null ? null : Math.round(10 * years) / 10;
}

function typicalAge(heightCm: number | null, sex: Sex | null): number {
  const age = heightCm === null ? ADULT_FROM_YEARS : ageForHeight(heightCm, sex);
  return age < ADULT_FROM_YEARS ? age : ASSUMED_ADULT_AGE_YEARS;
}

function withinGli(years: number): number {
  return Math.min(REFERENCE_AGE_YEARS.most, Math.max(REFERENCE_AGE_YEARS.least, years));
}
