import type { Reason, Recommendation, RecommendationStatus } from './recommendation.js';

const OPEN: ReadonlySet<RecommendationStatus> = new Set(['proposed', 'approved', 'sent', 'seen', 'acknowledged']);
const UNANSWERED: ReadonlySet<RecommendationStatus> = new Set(['proposed', 'approved', 'sent', 'seen']);

/** Open: someone still has to answer, or its effect is still awaited. The others are closed for good. */
export function isOpen(recommendation: Recommendation): boolean {
  return OPEN.has(recommendation.status);
}

/** Has nobody answered it yet? */
export function isUnanswered(recommendation: Recommendation): boolean {
  return UNANSWERED.has(recommendation.status);
}

/** When it was first sent to its audience; when it was made, for one that was never sent. */
export function sentAtMs(recommendation: Recommendation): number {
  return recommendation.events.find((event) => event.status === 'sent')?.atMs ?? recommendation.createdAtMs;
}

const ESCALATIONS: ReadonlySet<string> = new Set(['red-zone-declined-escalated', 'red-zone-unanswered-escalated']);

/** Why the emergency card went on to a clinician (the patient declined it, or nobody answered it in time); null: it did not. */
export function escalationOf(recommendation: Recommendation): Reason | null {
  const reasons = recommendation.events.flatMap((event) => event.reasons);
  return reasons.find((each) => ESCALATIONS.has(each.code)) ?? null;
}

/** Does a clinician have to answer the emergency card, because the patient declined it or did not answer? */
export function isEscalated(recommendation: Recommendation): boolean {
  return escalationOf(recommendation) !== null;
}

/** From whom an answer is awaited; null when from nobody any more. */
export function answerAwaitedFrom(recommendation: Recommendation): 'clinician' | 'patient' | null {
  if (!isUnanswered(recommendation)) return null;
  if (recommendation.status === 'proposed' || isEscalated(recommendation)) return 'clinician';
  return recommendation.audience;
}

/**
 * The recommendation as it stood at that instant: only the steps taken until then, and the status after the last of them (proposed before
 * any). Whether it was made by then at all is for the caller to ask: `createdAtMs`.
 */
export function recommendationAsOf(recommendation: Recommendation, atMs: number): Recommendation {
  const events = recommendation.events.filter((event) => event.atMs <= atMs);
  return { ...recommendation, events, status: events.at(-1)?.status ?? 'proposed' };
}
