import { RISK_FEATURES } from './feature-schema.js';
import type {
  FeatureVector,
  ModelScore,
  Risk,
  RiskBand,
  RiskContribution,
  RiskLook,
  RiskModelIdentity,
} from './risk.js';

type ScoredRisk = Risk & { readonly kind: 'scored' };
type ScoredLook = RiskLook & { readonly kind: 'scored' };

/** Standard normal quantile of 90 %: a band of 80 % lies between −z and +z standard deviations. */
const Z_80_PERCENT = 1.2815515655446004;

/**
 * A model's score as the risk that people see: the probability that an attack starts within 7 days with its 80 % band, within 3 days when
 * each of the 7 is alike, and the reasons, largest first. A score that is no probability makes the risk unavailable, with the reason.
 */
export function riskFrom(score: ModelScore, features: FeatureVector, identity: RiskModelIdentity, nowMs: number): Risk {
  return riskOf(lookFrom(score, features, identity, nowMs));
}

/** The same as far as every look needs it: the probability within 7 days, and whether it is one. Reasons and band are left for `riskOf`. */
export function lookFrom(
  score: ModelScore,
  features: FeatureVector,
  model: RiskModelIdentity,
  scoredAtMs: number,
): RiskLook {
  const { logOdds7d, logOddsSd, baseLogOdds, personalLogOdds, logOddsByFeature } = score;
  const isFinite =
    Number.isFinite(logOdds7d) &&
    Number.isFinite(logOddsSd) &&
    Number.isFinite(baseLogOdds) &&
    Number.isFinite(personalLogOdds) &&
    areFinite(logOddsByFeature);
  if (!isFinite || logOddsSd < 0) {
    return { kind: 'unavailable', reason: `model ${model.name} ${model.version} gave a score that is no probability` };
  }
  if (logOddsByFeature.length !== RISK_FEATURES.length || features.length !== RISK_FEATURES.length) {
    return {
      kind: 'unavailable',
      reason: `model ${model.name} ${model.version} gave another number of reasons than features`,
    };
  }
  return { kind: 'scored', within7Days: probabilityOf(logOdds7d), model, scoredAtMs, score, features };
}

/** The whole of what was looked at, with its band, and its reasons in order. */
export function riskOf(look: RiskLook): Risk {
  return look.kind === 'scored' ? { ...numbersOf(look), contributions: reasonsOf(look) } : look;
}

/** The same for those who seldom ask for the reasons: they are put in order when they are first read. */
export function riskOnDemand(look: RiskLook): Risk {
  if (look.kind !== 'scored') return look;
  let reasons: readonly RiskContribution[] | null = null;
  return {
    ...numbersOf(look),
    get contributions() {
      return (reasons ??= reasonsOf(look));
    },
  };
}

function numbersOf({ within7Days, model, scoredAtMs, score }: ScoredLook): Omit<ScoredRisk, 'contributions'> {
  const { logOdds7d, logOddsSd, baseLogOdds, personalLogOdds } = score;
  return {
    kind: 'scored',
    model,
    scoredAtMs,
    within3Days: withinDays(within7Days, 3),
    within7Days,
    band7Days: {
      low: probabilityOf(logOdds7d - Z_80_PERCENT * logOddsSd),
      high: probabilityOf(logOdds7d + Z_80_PERCENT * logOddsSd),
    },
    baseLogOdds,
    personalLogOdds,
  };
}

function reasonsOf({ features, score: { logOddsByFeature } }: ScoredLook): RiskContribution[] {
  return RISK_FEATURES.map(({ name }, index) => ({
    feature: name,
    value: Number.isNaN(features[index]!) ? null : features[index]!,
    logOdds: logOddsByFeature[index]!,
  })).sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds));
}

/** The standard deviation of log-odds that such a band stands for; `NaN` for one that reaches 0 or 1. */
export function logOddsSdOf({ low, high }: RiskBand): number {
  return (logOddsOf(high) - logOddsOf(low)) / (2 * Z_80_PERCENT);
}

function areFinite(values: Float64Array): boolean {
  for (let at = 0; at < values.length; at++) if (!Number.isFinite(values[at])) return false;
  return true;
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
