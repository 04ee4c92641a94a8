import type { Reason, Recommendation, RecommendationStatus } from './recommendation.js';

export const SYSTEM = 'system';

/**
 * The recommendation one step further, with the step recorded. A step never lies before the one it follows: an answer may come from a
 * clock that is behind the twin's.
 */
export function step(
  recommendation: Recommendation,
  status: RecommendationStatus,
  atMs: number,
  actor: string,
  reasons: readonly Reason[] = [],
): Recommendation {
  const lastAtMs = recommendation.events.at(-1)?.atMs ?? recommendation.createdAtMs;
  const event = { status, atMs: Math.max(atMs, lastAtMs), actor, reasons };
  return { ...recommendation, status, events: [...recommendation.events, event] };
}
