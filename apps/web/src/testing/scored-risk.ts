import { probabilityOf, RISK_FEATURES, type Risk, type RiskFeatureName } from '@airway-twin/domain/risk';
import { NOON_MS } from './builders.js';

export const A_MODEL = {
  name: 'risk',
  version: '2',
  fileSha256: '26a298ca24b075fb'.repeat(4),
  featureSchemaHash: 'fnv1a64:0',
} as const;

const BASE = -4;

/** A score made of those log-odds, all other features adding nothing, as every served score adds up. */
export function aScoredRisk(
  logOdds: Partial<Record<RiskFeatureName, number>> = {},
  personalLogOdds = 0,
): Extract<Risk, { kind: 'scored' }> {
  const contributions = RISK_FEATURES.map(({ name }) => ({ feature: name, value: 0.5, logOdds: logOdds[name] ?? 0 }));
  const sum = contributions.reduce((all, one) => all + one.logOdds, BASE + personalLogOdds);
  return {
    kind: 'scored',
    model: A_MODEL,
    scoredAtMs: NOON_MS,
    within3Days: probabilityOf(sum) / 2,
    within7Days: probabilityOf(sum),
    band7Days: { low: probabilityOf(sum - 0.7), high: probabilityOf(sum + 0.7) },
    baseLogOdds: BASE,
    personalLogOdds,
    contributions: contributions.toSorted((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds)),
  };
}
