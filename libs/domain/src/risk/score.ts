import { RISK_FEATURES } from './feature-schema.js';
import type { FeatureVector, ModelScore, Risk, RiskContribution, RiskModelIdentity } from './risk.js';

/** Standard normal quantile of 90 %: a band of 80 % lies between −z and +z standard deviations. */
const Z_80_PERCENT = 1.2815515655446004;

/**
 * A model's score as the risk that people see: the probability that an attack starts within 7 days with its 80 % band, within 3 days when
 * each of the 7 is alike, and the reasons, largest first. A score that is no probability makes the risk unavailable, with the reason.
 */
export function riskFrom(score: ModelScore, features: FeatureVector, identity: RiskModelIdentity, nowMs: number): Risk {
  const { logOdds7d, logOddsSd, baseLogOdds, personalLogOdds, logOddsByFeature } = score;
  const parts = [logOdds7d, logOddsSd, baseLogOdds, personalLogOdds];
  if (!parts.every(Number.isFinite) || !logOddsByFeature.every(Number.isFinite) || logOddsSd < 0) {
    return {
      kind: 'unavailable',
      reason: `model ${identity.name} ${identity.version} gave a score that is no probability`,
    };
  }
  if (logOddsByFeature.length !== RISK_FEATURES.length || features.length !== RISK_FEATURES.length) {
    return {
      kind: 'unavailable',
      reason: `model ${identity.name} ${identity.version} gave another number of reasons than features`,
    };
  }
  const contributions: RiskContribution[] = RISK_FEATURES.map((feature, index) => ({
    feature: feature.name,
    value: Number.isNaN(features[index]!) ? null : features[index]!,
    logOdds: logOddsByFeature[index]!,
  }));
  const within7Days = probabilityOf(logOdds7d);
  return {
    kind: 'scored',
    model: identity,
    scoredAtMs: nowMs,
    within3Days: withinDays(within7Days, 3),
    within7Days,
    band7Days: {
      low: probabilityOf(logOdds7d - Z_80_PERCENT * logOddsSd),
      high: probabilityOf(logOdds7d + Z_80_PERCENT * logOddsSd),
    },
    baseLogOdds,
    personalLogOdds,
    contributions: contributions.sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds)),
  };
}

/** The probability of log-odds. */
export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** The log-odds of a probability between 0 and 1. */
export function logOddsOf(probability: number): number {
  return Math.log(probability) - Math.log1p(-probability);
}

/** The probability within so many days of what has this one within 7, when each day is alike: 1 − (1 − p)^(days/7), exact for small ones. */
export function withinDays(within7Days: number, days: number): number {
  return within7Days >= 1 ? 1 : -Math.expm1((days / 7) * Math.log1p(-within7Days));
}
