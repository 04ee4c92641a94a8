import { RISK_FEATURES } from './feature-schema.js';
import type { ModelScore, ScoreRow } from './risk.js';

/** A straight stretch of one feature's effect: `logOdds` over the whole stretch, level before and after it. */
export interface EffectStretch {
  /** Place in `RISK_FEATURES`. */
  readonly feature: number;
  readonly from: number;
  readonly to: number;
  /** Mean share of the stretch that the people trained on had behind them: effects count from there. */
  readonly mean: number;
  readonly logOdds: number;
}

/** What not knowing one feature adds. */
export interface EffectOfMissing {
  readonly feature: number;
  readonly logOdds: number;
}

/**
 * A logistic model of an attack within 7 days whose parts add up, feature by feature. Plain data, as it stands in the model's manifest.
 */
export interface AdditiveRisk {
  readonly baseLogOdds: number;
  readonly stretches: readonly EffectStretch[];
  readonly missing: readonly EffectOfMissing[];
  /**
   * Lower triangular factor L, row by row, of the covariance LLᵀ of all coefficients: the base, the stretches, the missing, in this order.
   */
  readonly uncertainty: readonly (readonly number[])[];
}

/**
 * The model's score of one patient at one instant: the same arithmetic as the exported ONNX file (a test compares the two to 1e-5). The
 * features are read as 32-bit floats, as the file reads them. `logOddsSd`: of the coefficients and of the personal offset together.
 * Throws RangeError for a vector of another length.
 */
export function scoreAdditively(model: AdditiveRisk, { features, personal }: ScoreRow): ModelScore {
  if (features.length !== RISK_FEATURES.length) {
    throw new RangeError(`expected ${RISK_FEATURES.length} features, got ${features.length}`);
  }
  const { stretches, missing, uncertainty, baseLogOdds } = model;
  const basis = additiveBasis(model, features);
  const logOddsByFeature = new Float64Array(RISK_FEATURES.length);
  for (const [at, { feature, logOdds }] of [...stretches, ...missing].entries()) {
    logOddsByFeature[feature]! += logOdds * basis[at]!;
  }
  let variance = personal.variance;
  for (let column = 0; column < uncertainty.length; column++) {
    let part = column === 0 ? uncertainty[0]![0]! : 0;
    for (let row = Math.max(1, column); row < uncertainty.length; row++) {
      part += basis[row - 1]! * uncertainty[row]![column]!;
    }
    variance += part * part;
  }
  return {
    logOdds7d: logOddsByFeature.reduce((sum, part) => sum + part, baseLogOdds + personal.logOdds),
    logOddsSd: Math.sqrt(Math.max(0, variance)),
    logOddsByFeature,
    baseLogOdds,
    personalLogOdds: personal.logOdds,
  };
}

/** What each coefficient but the base is multiplied with: the stretches, then the missing. */
export function additiveBasis(
  { stretches, missing }: Pick<AdditiveRisk, 'stretches' | 'missing'>,
  features: ArrayLike<number>,
): Float64Array {
  const basis = new Float64Array(stretches.length + missing.length);
  for (let at = 0; at < stretches.length; at++) {
    const { feature, from, to, mean } = stretches[at]!;
    const value = Math.fround(features[feature]!);
    if (Number.isNaN(value)) continue;
    const [start, end] = [Math.fround(from), Math.fround(to)];
    basis[at] = (Math.min(end, Math.max(start, value)) - start) / (end - start) - mean;
  }
  for (let at = 0; at < missing.length; at++) {
    if (Number.isNaN(features[missing[at]!.feature]!)) basis[stretches.length + at] = 1;
  }
  return basis;
}
