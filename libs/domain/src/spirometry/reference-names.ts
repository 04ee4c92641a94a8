import type { Sex } from '../patient/profile.js';

/** What GLI gives reference values for. FEV1 and FVC in L, FEV1/FVC as a share of 1, FEF25-75 in L/s. */
export const SPIROMETRY_MEASURES = ['fev1', 'fvc', 'fev1Fvc', 'fef2575'] as const;
export type SpirometryMeasure = (typeof SPIROMETRY_MEASURES)[number];

export const SPIROMETRY_REFERENCES = ['gli-global-2022', 'gli-2012'] as const;
export type SpirometryReference = (typeof SPIROMETRY_REFERENCES)[number];

/** The groups of GLI-2012, as published. GLI Global 2022 knows none. */
export const GLI_GROUPS = ['caucasian', 'african-american', 'north-east-asian', 'south-east-asian', 'other'] as const;
export type GliGroup = (typeof GLI_GROUPS)[number];

/** Which equation a figure comes from; `group` is null for GLI Global 2022. */
export type ReferenceEquation =
  { readonly name: 'gli-global-2022'; readonly group: null } | { readonly name: 'gli-2012'; readonly group: GliGroup };

/** Whom the reference is for. Age is decimal: birth to test date. */
export interface ReferencePerson {
  readonly sex: Sex;
  readonly ageYears: number;
  readonly heightCm: number;
}

/** Why there is no figure: the field that is at fault and what was expected there. */
export interface SpirometryRefusal {
  readonly kind: 'refused';
  readonly field: string;
  readonly expected: string;
}
