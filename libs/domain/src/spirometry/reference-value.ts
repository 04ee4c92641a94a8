import { FIRST_SPLINE_AGE_YEARS, lastSplineAgeYears, splineAt, type AgeSpline } from './age-spline.js';
import { GLI_2012_FEMALE_SPLINES } from './gli-2012-female-splines.js';
import { GLI_2012_MALE_SPLINES } from './gli-2012-male-splines.js';
import { GLI_2012, GLI_GLOBAL_2022, type GliCoefficients } from './gli-coefficients.js';
import { GLI_GLOBAL_2022_FEMALE_SPLINES } from './gli-global-2022-female-splines.js';
import { GLI_GLOBAL_2022_MALE_SPLINES } from './gli-global-2022-male-splines.js';
import { refuseBody } from './plausible-body.js';
import type {
  ReferenceEquation,
  ReferencePerson,
  SpirometryMeasure,
  SpirometryReference,
  SpirometryRefusal,
} from './reference-names.js';

/** Centiles 5 and 95 of healthy people: the limits of normal (Stanojevic et al., Eur Respir J 2022;60:2101499). */
export const LIMIT_OF_NORMAL_Z = 1.645;

/** Median, coefficient of variation and skewness of healthy people like that one (Cole and Green 1992), and what follows from them. */
export interface ReferenceValue {
  readonly kind: 'reference';
  readonly measure: SpirometryMeasure;
  readonly equation: ReferenceEquation;
  /** L for FEV1 and FVC, a share of 1 for FEV1/FVC, L/s for FEF25-75; so are `lln` and `uln`. */
  readonly predicted: number;
  readonly lln: number;
  readonly uln: number;
  readonly skewness: number;
  readonly variation: number;
}

/**
 * What healthy people of that sex, age and height blow: median and limits of normal. The coefficients stand with their sources in
 * `gli-coefficients.ts`. Refused outside 3 to 95 years (FEF25-75: 90), for a height that nobody of that age has, and for FEF25-75 by GLI
 * Global 2022, which has none (take GLI-2012, group `other`).
 */
export function referenceValue(
  measure: SpirometryMeasure,
  person: ReferencePerson,
  equation: ReferenceEquation,
): ReferenceValue | SpirometryRefusal {
  const refused = refuseBody(person);
  if (refused) return refused;
  const found = equationOf(measure, person, equation);
  if (found === null)
    return {
      kind: 'refused',
      field: 'reference',
      expected: 'gli-2012 for FEF25-75, which GLI Global 2022 does not have',
    };
  const { coefficients: k, spline, group } = found;
  const oldest = lastSplineAgeYears(spline);
  if (person.ageYears > oldest)
    return {
      kind: 'refused',
      field: 'ageYears',
      expected: `${FIRST_SPLINE_AGE_YEARS} to ${oldest} years for ${measure}`,
    };
  const at = splineAt(spline, person.ageYears);
  const lnAge = Math.log(person.ageYears);
  const lnMedian = k.a0 + k.a1 * Math.log(person.heightCm) + k.a2 * lnAge + group.m + at.m;
  const variation = Math.exp(k.p0 + k.p1 * lnAge + group.s + at.s);
  const skewness = k.q0 + k.q1 * lnAge + at.l;
  const valueAt = (z: number): number => valueAtZ({ predicted: Math.exp(lnMedian), skewness, variation }, z);
  return {
    kind: 'reference',
    measure,
    equation,
    predicted: Math.exp(lnMedian),
    lln: valueAt(-LIMIT_OF_NORMAL_Z),
    uln: valueAt(LIMIT_OF_NORMAL_Z),
    skewness,
    variation,
  };
}

type Distribution = Pick<ReferenceValue, 'predicted' | 'skewness' | 'variation'>;
/** Below this the power transform is the logarithm. */
const NO_SKEWNESS = 1e-6;

/** How many standard deviations a measured value lies from the median of its reference (Cole and Green 1992). Same unit as `predicted`. */
export function zScore({ predicted, skewness, variation }: Distribution, value: number): number {
  const ratio = value / predicted;
  return Math.abs(skewness) < NO_SKEWNESS
    ? Math.log(ratio) / variation
    : (ratio ** skewness - 1) / (skewness * variation);
}

/** The value that stands that many standard deviations from the median: the inverse of `zScore`. */
export function valueAtZ({ predicted, skewness, variation }: Distribution, z: number): number {
  return Math.abs(skewness) < NO_SKEWNESS
    ? predicted * Math.exp(z * variation)
    : predicted * (1 + z * skewness * variation) ** (1 / skewness);
}

/** A measured value as a share of the predicted one, %. */
export function percentPredicted(reference: Pick<ReferenceValue, 'predicted'>, value: number): number {
  return (100 * value) / reference.predicted;
}

/**
 * The equation that answers for a measure when somebody asks for that reference. Group defaults to `other` for GLI-2012 and is ignored by
 * GLI Global 2022, whose missing FEF25-75 comes from GLI-2012 `other`.
 */
export function equationFor(
  measure: SpirometryMeasure,
  reference: SpirometryReference,
  group: (ReferenceEquation & { name: 'gli-2012' })['group'] = 'other',
): ReferenceEquation {
  if (reference === 'gli-2012') return { name: 'gli-2012', group };
  return measure === 'fef2575' ? { name: 'gli-2012', group: 'other' } : { name: 'gli-global-2022', group: null };
}

interface FoundEquation {
  readonly coefficients: GliCoefficients;
  readonly spline: AgeSpline;
  readonly group: { readonly m: number; readonly s: number };
}

const GLOBAL_SPLINES = { male: GLI_GLOBAL_2022_MALE_SPLINES, female: GLI_GLOBAL_2022_FEMALE_SPLINES };
const SPLINES_OF_2012 = { male: GLI_2012_MALE_SPLINES, female: GLI_2012_FEMALE_SPLINES };
const BASE_GROUP = { m: 0, s: 0 };

function equationOf(
  measure: SpirometryMeasure,
  { sex }: ReferencePerson,
  equation: ReferenceEquation,
): FoundEquation | null {
  if (equation.name === 'gli-global-2022') {
    if (measure === 'fef2575') return null;
    return { coefficients: GLI_GLOBAL_2022[sex][measure], spline: GLOBAL_SPLINES[sex][measure], group: BASE_GROUP };
  }
  const coefficients = GLI_2012[sex][measure];
  const group = equation.group === 'caucasian' ? BASE_GROUP : coefficients.groups[equation.group];
  return { coefficients, spline: SPLINES_OF_2012[sex][measure], group };
}
