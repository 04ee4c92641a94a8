import type { Recommendation } from './recommendation.js';

/** Was it made because of a risk score: does it count against the alert budget? */
export function isRiskAlert(recommendation: Pick<Recommendation, 'reasons'>): boolean {
  return recommendation.reasons.some((each) => each.code === 'risk-high');
}
