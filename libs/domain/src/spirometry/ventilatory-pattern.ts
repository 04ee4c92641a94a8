import { LIMIT_OF_NORMAL_Z } from './reference-value.js';

/**
 * Pattern of ERS/ATS 2022 (Stanojevic et al., Eur Respir J 2022;60:2101499). `possible-restriction` stands for possible restriction or a
 * non-specific pattern: spirometry cannot tell them apart, and, as for `possible-mixed`, lung volumes must. `prism`: preserved ratio, FVC
 * within normal limits, FEV1 below them (part of the non-specific pattern by the 2022 statement).
 */
export const VENTILATORY_PATTERNS = [
  'normal',
  'obstruction',
  'possible-restriction',
  'possible-mixed',
  'prism',
] as const;
export type VentilatoryPattern = (typeof VENTILATORY_PATTERNS)[number];

/** How far a value lies below normal (ERS/ATS 2022): mild to z −2.5, moderate to −4, severe below. */
export const IMPAIRMENTS = ['normal', 'mild', 'moderate', 'severe'] as const;
export type Impairment = (typeof IMPAIRMENTS)[number];

/** z-scores of one person's spirometry; null where not measured. */
export interface SpirometryZScores {
  readonly fev1: number | null;
  readonly fvc: number | null;
  readonly fev1Fvc: number | null;
}

/** The pattern; null while FEV1, FVC or their ratio is missing. */
export function ventilatoryPattern({ fev1, fvc, fev1Fvc }: SpirometryZScores): VentilatoryPattern | null {
  if (fev1 === null || fvc === null || fev1Fvc === null) return null;
  const fvcLow = isLow(fvc);
  if (isLow(fev1Fvc)) return fvcLow ? 'possible-mixed' : 'obstruction';
  if (fvcLow) return 'possible-restriction';
  return isLow(fev1) ? 'prism' : 'normal';
}

/** How far below normal a z-score lies. */
export function impairment(z: number): Impairment {
  if (!isLow(z)) return 'normal';
  if (z >= -2.5) return 'mild';
  return z >= -4 ? 'moderate' : 'severe';
}

/** Which measure tells how severe a pattern is: FVC a possible restriction, FEV1 the rest. Design choice where the statement leaves it open. */
export function gradedBy(pattern: VentilatoryPattern): 'fev1' | 'fvc' {
  return pattern === 'possible-restriction' ? 'fvc' : 'fev1';
}

function isLow(z: number): boolean {
  return z < -LIMIT_OF_NORMAL_Z;
}
