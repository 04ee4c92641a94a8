import { RISK_FEATURES, type Risk, type RiskContribution, type RiskFeatureName } from '@airway-twin/domain/risk';

export type ScoredRisk = Extract<Risk, { kind: 'scored' }>;

export const RISK_GROUPS = [
  'airways',
  'breathing',
  'reliever',
  'symptoms',
  'preventer',
  'history',
  'surroundings',
  'silence',
  'other',
] as const;
export type RiskGroup = (typeof RISK_GROUPS)[number];

/** Where a clinician looks for each feature. */
const GROUP_OF: Readonly<Record<RiskFeatureName, Exclude<RiskGroup, 'other'>>> = {
  constrictionEstimate: 'airways',
  constrictionBandWidth: 'airways',
  inflammationEstimate: 'airways',
  inflammationRise: 'airways',
  virusEstimate: 'airways',
  lungFunctionPercentOfBest7d: 'breathing',
  lungFunctionFall3d: 'breathing',
  lungFunctionZ3d: 'breathing',
  lungFunctionSlope7d: 'breathing',
  lungFunctionSpread14d: 'breathing',
  relieverPuffsPerDay14d: 'reliever',
  relieverRise4d: 'reliever',
  relieverPuffs24h: 'reliever',
  nightWakingShare7d: 'symptoms',
  symptomDayShare7d: 'symptoms',
  symptomRise3d: 'symptoms',
  controllerAdherence7d: 'preventer',
  controllerAdherenceChange7d: 'preventer',
  techniqueFailureShare: 'preventer',
  inspiratoryFlowLitresPerMinute: 'preventer',
  attackLastYear: 'history',
  repeatedAttacksLastYear: 'history',
  ageYears: 'history',
  coldReported7d: 'symptoms',
  pm25MicrogramsPerM3: 'surroundings',
  no2MicrogramsPerM3: 'surroundings',
  highPollenDay: 'surroundings',
  childInSeptember: 'surroundings',
  daysWithoutLungFunction: 'silence',
  daysWithoutInhaler: 'silence',
  diaryShare14d: 'silence',
};

/** One bar: a group of features, or the patient's own weeks. */
export interface RiskPart {
  readonly group: RiskGroup | 'personal';
  /** What the group adds: the sum of its features. */
  readonly logOdds: number;
  /** Its features, largest first, by absolute size. */
  readonly contributions: readonly RiskContribution[];
}

/**
 * A score as few parts, largest first, by absolute size. With `baseLogOdds` they add up to the log-odds of the score, as its contributions
 * do. A feature that this app does not know stands under `other`.
 */
export function riskParts({ contributions, personalLogOdds }: ScoredRisk): readonly RiskPart[] {
  const groups = RISK_GROUPS.map((group): RiskPart => {
    const own = contributions.filter(({ feature }) => groupOf(feature) === group);
    return { group, logOdds: sumOf(own), contributions: own.toSorted(byStrength) };
  });
  const personal: RiskPart = { group: 'personal', logOdds: personalLogOdds, contributions: [] };
  return [...groups.filter(({ contributions: own }) => own.length > 0), personal].toSorted(byStrength);
}

/** Log-odds of the score as the sum of its parts. */
export function logOddsOfParts({ baseLogOdds, personalLogOdds, contributions }: ScoredRisk): number {
  return baseLogOdds + sumOf(contributions) + personalLogOdds;
}

/** The group of a feature, by its name. */
export function groupOf(feature: string): RiskGroup {
  return RISK_FEATURES.some(({ name }) => name === feature) ? GROUP_OF[feature as RiskFeatureName] : 'other';
}

function sumOf(contributions: readonly RiskContribution[]): number {
  return contributions.reduce((sum, { logOdds }) => sum + logOdds, 0);
}

function byStrength(a: { readonly logOdds: number }, b: { readonly logOdds: number }): number {
  return Math.abs(b.logOdds) - Math.abs(a.logOdds);
}
