import { RISK_FEATURES } from './feature-schema.js';
import { HAZARD_BASE_LOG_ODDS, HAZARD_COEFFICIENTS } from './hazard-coefficients.js';
import type { FeatureVector, ModelScore } from './risk.js';

/**
 * The discrete-time hazard in plain TypeScript: the probability of an attack on a day, with each feature's part in its log-odds. The
 * same arithmetic as the exported ONNX file (a test compares the two). Throws for a vector of another length.
 */
export function scoreHazard(features: FeatureVector): ModelScore {
  if (features.length !== RISK_FEATURES.length) {
    throw new RangeError(`expected ${RISK_FEATURES.length} features, got ${features.length}`);
  }
  const logOddsByFeature = Float64Array.from(HAZARD_COEFFICIENTS, (coefficient, index) => {
    const value = features[index]!;
    if (Number.isNaN(value)) return coefficient.whenMissing;
    const held = Math.min(coefficient.most, Math.max(coefficient.least, value));
    return coefficient.logOddsPerUnit * (held - coefficient.centre);
  });
  const logOdds = logOddsByFeature.reduce((sum, part) => sum + part, HAZARD_BASE_LOG_ODDS);
  return { dailyHazard: 1 / (1 + Math.exp(-logOdds)), logOddsByFeature, baseLogOdds: HAZARD_BASE_LOG_ODDS };
}
