import { RISK_FEATURES } from './feature-schema.js';
import type { FeatureVector, ModelScore, Risk, RiskContribution, RiskModelIdentity } from './risk.js';

/**
 * A model's score as the risk that people see: the probability of at least one attack within 3 and 7 days when the hazard stays as it is
 * today, with its reasons, largest first. A score that is no probability makes the risk unavailable, with the reason.
 */
export function riskFrom(score: ModelScore, features: FeatureVector, identity: RiskModelIdentity, nowMs: number): Risk {
  const parts = [score.dailyHazard, score.baseLogOdds, ...score.logOddsByFeature];
  if (!parts.every(Number.isFinite) || score.dailyHazard < 0 || score.dailyHazard > 1) {
    return {
      kind: 'unavailable',
      reason: `model ${identity.name} ${identity.version} gave a score that is no probability`,
    };
  }
  if (score.logOddsByFeature.length !== RISK_FEATURES.length || features.length !== RISK_FEATURES.length) {
    return {
      kind: 'unavailable',
      reason: `model ${identity.name} ${identity.version} gave another number of reasons than features`,
    };
  }
  const contributions: RiskContribution[] = RISK_FEATURES.map((feature, index) => ({
    feature: feature.name,
    value: Number.isNaN(features[index]!) ? null : features[index]!,
    logOdds: score.logOddsByFeature[index]!,
  }));
  return {
    kind: 'scored',
    model: identity,
    scoredAtMs: nowMs,
    within3Days: withinDays(score.dailyHazard, 3),
    within7Days: withinDays(score.dailyHazard, 7),
    baseLogOdds: score.baseLogOdds,
    contributions: contributions.sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds)),
  };
}

/** 1 − (1 − h)^days, exact for small hazards. */
export function withinDays(dailyHazard: number, days: number): number {
  return dailyHazard >= 1 ? 1 : -Math.expm1(days * Math.log1p(-dailyHazard));
}
