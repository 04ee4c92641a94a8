import { PLAUSIBLE } from '../measurement/plausible.js';
import { bronchodilatorResponse, type BeforeAndAfter, type BronchodilatorResponse } from './bronchodilator-response.js';
import type {
  GliGroup,
  ReferenceEquation,
  ReferencePerson,
  SpirometryMeasure,
  SpirometryReference,
  SpirometryRefusal,
} from './reference-names.js';
import { equationFor, percentPredicted, referenceValue, zScore, type ReferenceValue } from './reference-value.js';
import {
  gradedBy,
  impairment,
  ventilatoryPattern,
  type Impairment,
  type VentilatoryPattern,
} from './ventilatory-pattern.js';

/** Values of one spirometry; those without prefix were measured before any bronchodilator. Undefined or null: not measured. */
export interface SpirometryValues {
  readonly fev1Litres?: number | null | undefined;
  readonly fvcLitres?: number | null | undefined;
  readonly fef2575LitresPerSecond?: number | null | undefined;
  readonly postFev1Litres?: number | null | undefined;
  readonly postFvcLitres?: number | null | undefined;
}

export interface SpirometryRequest extends ReferencePerson, SpirometryValues {
  readonly reference: SpirometryReference;
  /** For GLI-2012, and `other` without it; GLI Global 2022 knows no groups. */
  readonly group?: GliGroup | null | undefined;
}

/** Reference of one measure, and where a value was measured, where it stands. Units as in `ReferenceValue`. */
export interface InterpretedMeasure {
  readonly predicted: number;
  readonly lln: number;
  readonly uln: number;
  /** Which equation answers: FEF25-75 asked of GLI Global 2022 comes from GLI-2012 `other`. */
  readonly equation: ReferenceEquation;
  readonly measured?: number;
  readonly zScore?: number;
  readonly percentPredicted?: number;
  readonly impairment?: Impairment;
  /** After a bronchodilator. */
  readonly post?: { readonly measured: number; readonly zScore: number; readonly percentPredicted: number };
}

export interface SpirometryInterpretation {
  readonly kind: 'interpreted';
  /** `fef2575` is null above 90 years, where it has no reference. */
  readonly measures: Readonly<Record<Exclude<SpirometryMeasure, 'fef2575'>, InterpretedMeasure>> & {
    readonly fef2575: InterpretedMeasure | null;
  };
  /** Null while FEV1 or FVC is missing. */
  readonly pattern: VentilatoryPattern | null;
  /** Of `severityBy`; null without a pattern. `normal` also for a low ratio whose FEV1 is within normal limits. */
  readonly severity: Impairment | null;
  readonly severityBy: 'fev1' | 'fvc' | null;
  /** Null while no measure is known both before and after. */
  readonly bronchodilatorResponse: BronchodilatorResponse | null;
}

/**
 * Reads a spirometry: GLI reference, z-score and % predicted of each measure, pattern and severity by ERS/ATS 2022, bronchodilator response
 * by ERS/ATS 2022 and by GINA. Refuses, naming the field, an age or height without reference and a value that nobody blows.
 * It reads figures; it makes no diagnosis.
 */
export function interpretSpirometry(request: SpirometryRequest): SpirometryInterpretation | SpirometryRefusal {
  const refused = refuseValues(request);
  if (refused) return refused;
  const { reference, group } = request;
  const of = (measure: SpirometryMeasure) =>
    referenceValue(measure, request, equationFor(measure, reference, group ?? undefined));
  const [fev1, fvc, ratio, fef2575] = [of('fev1'), of('fvc'), of('fev1Fvc'), of('fef2575')];
  if (fev1.kind === 'refused') return fev1;
  if (fvc.kind === 'refused') return fvc;
  if (ratio.kind === 'refused') return ratio;
  if (fef2575.kind === 'refused' && isNumber(request.fef2575LitresPerSecond)) return fef2575;
  const measures = {
    fev1: interpreted(fev1, request.fev1Litres, request.postFev1Litres),
    fvc: interpreted(fvc, request.fvcLitres, request.postFvcLitres),
    fev1Fvc: interpreted(
      ratio,
      quotient(request.fev1Litres, request.fvcLitres),
      quotient(request.postFev1Litres, request.postFvcLitres),
    ),
    fef2575: fef2575.kind === 'refused' ? null : interpreted(fef2575, request.fef2575LitresPerSecond, null),
  };
  const pattern = ventilatoryPattern({
    fev1: measures.fev1.zScore ?? null,
    fvc: measures.fvc.zScore ?? null,
    fev1Fvc: measures.fev1Fvc.zScore ?? null,
  });
  const severityBy = pattern && gradedBy(pattern);
  return {
    kind: 'interpreted',
    measures,
    pattern,
    severity: (severityBy && measures[severityBy].impairment) ?? null,
    severityBy,
    bronchodilatorResponse: bronchodilatorResponse(
      request.ageYears,
      beforeAndAfter(measures.fev1, request.fev1Litres, request.postFev1Litres),
      beforeAndAfter(measures.fvc, request.fvcLitres, request.postFvcLitres),
    ),
  };
}

type Value = number | null | undefined;

function isNumber(value: Value): value is number {
  return value !== null && value !== undefined;
}

function quotient(fev1: Value, fvc: Value): number | null {
  return isNumber(fev1) && isNumber(fvc) ? fev1 / fvc : null;
}

function interpreted(reference: ReferenceValue, measured: Value, post: Value): InterpretedMeasure {
  const { predicted, lln, uln, equation } = reference;
  const standing = (value: number) => ({
    measured: value,
    zScore: zScore(reference, value),
    percentPredicted: percentPredicted(reference, value),
  });
  return {
    ...{ predicted, lln, uln, equation },
    ...(isNumber(measured) ? { ...standing(measured), impairment: impairment(zScore(reference, measured)) } : {}),
    ...(isNumber(post) ? { post: standing(post) } : {}),
  };
}

function beforeAndAfter({ predicted }: InterpretedMeasure, before: Value, after: Value): BeforeAndAfter | null {
  return isNumber(before) && isNumber(after)
    ? { beforeLitres: before, afterLitres: after, predictedLitres: predicted }
    : null;
}

const VALUE_RANGES = {
  fev1Litres: PLAUSIBLE.fev1Litres,
  fvcLitres: PLAUSIBLE.fvcLitres,
  fef2575LitresPerSecond: PLAUSIBLE.fef2575LitresPerSecond,
  postFev1Litres: PLAUSIBLE.fev1Litres,
  postFvcLitres: PLAUSIBLE.fvcLitres,
} as const;

function refuseValues(request: SpirometryRequest): SpirometryRefusal | null {
  for (const [field, { least, most }] of Object.entries(VALUE_RANGES)) {
    const value = request[field as keyof typeof VALUE_RANGES];
    if (isNumber(value) && !(value >= least && value <= most)) {
      const unit = field === 'fef2575LitresPerSecond' ? 'L/s' : 'L';
      return { kind: 'refused', field, expected: `${least} to ${most} ${unit}` };
    }
  }
  const over = (fev1: Value, fvc: Value) => isNumber(fev1) && isNumber(fvc) && fev1 > fvc;
  if (over(request.fev1Litres, request.fvcLitres))
    return { kind: 'refused', field: 'fev1Litres', expected: 'at most fvcLitres' };
  if (over(request.postFev1Litres, request.postFvcLitres))
    return { kind: 'refused', field: 'postFev1Litres', expected: 'at most postFvcLitres' };
  return null;
}
