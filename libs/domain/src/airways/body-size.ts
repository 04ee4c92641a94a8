import type { Sex } from '../patient/profile.js';

/** Height of the adult to whom the published sizes belong, cm. */
export const REFERENCE_HEIGHT_CM = 176;
/** Height that is drawn when nothing is known, cm. */
export const ASSUMED_ADULT_HEIGHT_CM = 170;

/** Median height by whole years of age 2…18, cm; rounded from the CDC 2000 growth charts. Only to draw a child whose height is not recorded. */
const MEDIAN_HEIGHT_CM = {
  female: [85, 94, 101, 108, 115, 122, 128, 133, 138, 144, 151, 157, 160, 162, 162, 163, 163],
  male: [87, 95, 102, 109, 115, 122, 128, 133, 139, 143, 149, 156, 164, 170, 173, 175, 176],
} as const;

export interface BodySize {
  readonly heightCm: number;
  /** Age that sets the angles of the main bronchi; 18 stands for every adult. */
  readonly ageYears: number;
  /** Height or age was not known and a typical value stands in for it. Screens must say so. */
  readonly assumed: boolean;
}

/** Median height at that age (from 2 years on; adults' from 18), cm; the mean of both sexes when the sex is not known. */
export function medianHeightCm(ageYears: number, sex: Sex | null): number {
  const at = Math.min(16, Math.max(0, ageYears - 2));
  const below = Math.floor(at);
  const above = Math.min(16, below + 1);
  const of = (which: Sex) => {
    const row = MEDIAN_HEIGHT_CM[which];
    return (row[below] ?? 0) + ((row[above] ?? 0) - (row[below] ?? 0)) * (at - below);
  };
  return sex === null ? (of('female') + of('male')) / 2 : of(sex);
}

/**
 * The size to draw. Unknown height: the median of that age for a child, 170 cm for an adult or an unknown age. Unknown age: adult angles,
 * unless the height can only be a child's. Either way `assumed` is true.
 * Errors: RangeError when a given height or age is not a positive number.
 */
export function bodySize(input: { ageYears: number | null; heightCm: number | null; sex: Sex | null }): BodySize {
  const { ageYears, heightCm, sex } = input;
  if (heightCm !== null && !(heightCm > 0 && heightCm < 300))
    throw new RangeError(`heightCm: expected a height between 0 and 300 cm or null, got ${heightCm}`);
  if (ageYears !== null && !(ageYears >= 0 && ageYears < 150))
    throw new RangeError(`ageYears: expected an age between 0 and 150 years or null, got ${ageYears}`);
  const height =
    heightCm ?? (ageYears !== null && ageYears < 18 ? medianHeightCm(ageYears, sex) : ASSUMED_ADULT_HEIGHT_CM);
  const age = ageYears ?? ageForHeight(height, sex);
  return { heightCm: height, ageYears: Math.min(18, age), assumed: heightCm === null || ageYears === null };
}

/** The age at which a child of median growth has that height, years; 18 from 150 cm on, where it can be an adult's. */
export function ageForHeight(heightCm: number, sex: Sex | null): number {
  if (heightCm >= 150) return 18;
  for (let age = 2; age < 18; age += 0.25) if (medianHeightCm(age, sex) >= heightCm) return age;
  return 18;
}

/**
 * Factor on an adult diameter of that generation: (H/176)^e with e = 1.25 at the trachea falling to 0.6 at generation 7 and beyond
 * (derived from Griscom 1985/86 for the trachea, tuned on FEV1/FVC of children for the rest: airways of children are relatively wide).
 */
export function diameterScale(generation: number, heightCm: number): number {
  const exponent = 1.25 + (0.6 - 1.25) * (Math.min(7, generation) / 7);
  return (heightCm / REFERENCE_HEIGHT_CM) ** exponent;
}

/** Angles of the main bronchi from the vertical, degrees: alike in young children, the right steeper in adults (Wani 2018; anatomy texts). */
export function mainBronchusAngles(ageYears: number): { readonly right: number; readonly left: number } {
  const grown = Math.min(1, Math.max(0, (ageYears - 4) / 14));
  return { right: 42 + (25 - 42) * grown, left: 43 + (40 - 43) * grown };
}
