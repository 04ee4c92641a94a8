import type { Risk, RiskFeatureName } from '@airway-twin/domain/risk';

/** What a patient can recognise in their own days; features that are nobody's day (age, earlier attacks, the band) are not among them. */
const REASON_OF = {
  lungFunctionPercentOfBest7d: 'blows',
  lungFunctionFall3d: 'blows',
  lungFunctionZ3d: 'blows',
  lungFunctionSlope7d: 'blows',
  lungFunctionSpread14d: 'blows',
  relieverPuffsPerDay14d: 'reliever',
  relieverRise4d: 'reliever',
  relieverPuffs24h: 'reliever',
  nightWakingShare7d: 'symptoms',
  symptomDayShare7d: 'symptoms',
  symptomRise3d: 'symptoms',
  controllerAdherence7d: 'preventer',
  controllerAdherenceChange7d: 'preventer',
  techniqueFailureShare: 'breathingIn',
  inspiratoryFlowLitresPerMinute: 'breathingIn',
  coldReported7d: 'cold',
  virusEstimate: 'cold',
  inflammationEstimate: 'puffy',
  inflammationRise: 'puffy',
  constrictionEstimate: 'tight',
  pm25MicrogramsPerM3: 'air',
  no2MicrogramsPerM3: 'air',
  highPollenDay: 'air',
  childInSeptember: 'school',
} as const satisfies Partial<Record<RiskFeatureName, string>>;
export type WeekReason = (typeof REASON_OF)[keyof typeof REASON_OF];

/** Odds of a bad week at least a fifth higher: less is not worth a word. */
const WORTH_A_WORD = Math.log(1.2);
const MOST = 3;

/** What adds most to the risk, strongest first, at most three; of a feature that is not known nothing is said. Empty without a score. */
export function weekReasons(risk: Risk): readonly WeekReason[] {
  if (risk.kind !== 'scored') return [];
  const sums = new Map<WeekReason, number>();
  for (const { feature, value, logOdds } of risk.contributions) {
    const reason = (REASON_OF as Readonly<Record<string, WeekReason | undefined>>)[feature];
    if (reason === undefined || value === null) continue;
    sums.set(reason, (sums.get(reason) ?? 0) + logOdds);
  }
  return [...sums]
    .filter(([, logOdds]) => logOdds >= WORTH_A_WORD)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST)
    .map(([reason]) => reason);
}
