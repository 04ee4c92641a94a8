import { RISK_FEATURES } from './feature-schema.js';
import { HAZARD_BASE_LOG_ODDS, HAZARD_COEFFICIENTS } from './hazard-coefficients.js';
import type { FeatureVector, ModelScore, PersonalOffset } from './risk.js';
import { logOddsOf, withinDays } from './score.js';

/** What the hazard of one day is made of. */
export interface DailyHazardScore {
  readonly dailyHazard: number;
  readonly logOddsByFeature: Float64Array;
  readonly baseLogOdds: number;
}

/**
 * The discrete-time hazard in plain TypeScript: the probability of an attack on a day, with each feature's part in its log-odds. The
 * same arithmetic as the exported ONNX file (a test compares the two). Throws for a vector of another length.
 */
export function scoreHazard(features: FeatureVector): DailyHazardScore {
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

/**
 * A day's hazard as the score of seven days: its base becomes that of 7 days at the same hazard, and each feature moves these odds as it
 * moves those of a day, which holds for the small hazards of this model (log-odds differ by less than 7/2 of the daily hazard). The file
 * states no uncertainty of its own, so the band is that of the personal part alone.
 */
export function weekScoreOfHazard(score: DailyHazardScore, personal: PersonalOffset): ModelScore {
  const dailyAtBase = 1 / (1 + Math.exp(-score.baseLogOdds));
  const baseLogOdds = logOddsOf(withinDays(dailyAtBase, 7));
  const sum = score.logOddsByFeature.reduce((total, part) => total + part, baseLogOdds + personal.logOdds);
  return {
    logOdds7d: sum,
    logOddsSd: Math.sqrt(personal.variance),
    logOddsByFeature: score.logOddsByFeature,
    baseLogOdds,
    personalLogOdds: personal.logOdds,
  };
}
