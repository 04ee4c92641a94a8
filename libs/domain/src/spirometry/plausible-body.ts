import type { ReferencePerson, SpirometryRefusal } from './reference-names.js';

/** Ages that GLI has reference values for, years (Quanjer 2012, Bowerman 2023). */
export const REFERENCE_AGE_YEARS = { least: 3, most: 95 } as const;

/**
 * Heights that somebody of that age may have, cm. Design choice, wide on purpose: about six standard deviations around the medians of the
 * WHO growth reference (de Onis et al., Bull World Health Organ 2007;85:660; to verify). Further out it is far more often a slip of unit or
 * digit than a body, and the equations were not fitted to such bodies.
 */
const HEIGHTS_BY_AGE = [
  { ageYears: 3, leastCm: 70, mostCm: 120 },
  { ageYears: 5, leastCm: 80, mostCm: 140 },
  { ageYears: 10, leastCm: 98, mostCm: 180 },
  { ageYears: 15, leastCm: 115, mostCm: 215 },
  { ageYears: 19, leastCm: 120, mostCm: 225 },
] as const;

/** Least and greatest plausible height at that age, whole cm. */
export function plausibleHeightCm(ageYears: number): { least: number; most: number } {
  const next = HEIGHTS_BY_AGE.findIndex((row) => row.ageYears > ageYears);
  const upper = HEIGHTS_BY_AGE.at(next)!;
  const lower = HEIGHTS_BY_AGE[Math.max(0, next - 1)]!;
  if (next <= 0) return { least: upper.leastCm, most: upper.mostCm };
  const share = (ageYears - lower.ageYears) / (upper.ageYears - lower.ageYears);
  return {
    least: Math.floor(lower.leastCm + share * (upper.leastCm - lower.leastCm)),
    most: Math.ceil(lower.mostCm + share * (upper.mostCm - lower.mostCm)),
  };
}

/** Null when GLI has reference values for somebody of that age and height; else the field that is out of range, and its range. */
export function refuseBody({ ageYears, heightCm }: Omit<ReferencePerson, 'sex'>): SpirometryRefusal | null {
  const { least, most } = REFERENCE_AGE_YEARS;
  if (!(ageYears >= least && ageYears <= most))
    return { kind: 'refused', field: 'ageYears', expected: `${least} to ${most} years, the ages that GLI covers` };
  const height = plausibleHeightCm(ageYears);
  if (!(heightCm >= height.least && heightCm <= height.most))
    return {
      kind: 'refused',
      field: 'heightCm',
      expected: `${height.least} to ${height.most} cm at the age of ${Number(ageYears.toFixed(2))} years`,
    };
  return null;
}
