import { isOpen } from './lifetime.js';
import { reason } from './reason-codes.js';
import type { Reason, Recommendation, RecommendationStatus } from './recommendation.js';
import { SYSTEM, step } from './step.js';

export type Answer = 'approve' | 'reject' | 'seen' | 'acknowledge' | 'decline';
export type AnsweringRole = 'clinician' | 'engineer' | 'patient';

export type AnswerRefusal =
  'closed' | 'expired' | 'not-for-this-role' | 'not-awaiting-approval' | 'awaiting-approval' | 'already-answered';

export interface RefusedAnswer {
  readonly kind: 'refused';
  readonly reason: AnswerRefusal;
}

/** The status that an answer leads to; the same answer again finds it there already and changes nothing. */
const LEADS_TO: Record<Answer, RecommendationStatus> = {
  approve: 'sent',
  reject: 'rejected',
  seen: 'seen',
  acknowledge: 'acknowledged',
  decline: 'declined',
};

/**
 * The recommendation after a person's answer, or why the answer is not taken. Approve and reject: a clinician, while it is proposed;
 * approval also sends it. Seen, acknowledge and decline: the audience it was sent to. The same answer twice has no further effect.
 * `nowMs` is the instant at which the patient's twin stands (for a replayed patient not the wall clock), so that expiry and quiet times are
 * counted on one clock.
 *
 * The emergency card (urgency `now`) cannot be closed by declining it: it stays open as sent, the decline is recorded and it is escalated,
 * so that a clinician has to answer; a clinician may always acknowledge it. It does not expire under an answer either.
 */
export function applyAnswer(
  recommendation: Recommendation,
  answer: Answer,
  actor: string,
  role: AnsweringRole,
  nowMs: number,
  note?: string,
): Recommendation | RefusedAnswer {
  const reasons: readonly Reason[] = note ? [reason('note', { text: note })] : [];
  const emergency = recommendation.urgency === 'now';
  const approval = answer === 'approve' || answer === 'reject';
  if (
    approval
      ? role !== 'clinician'
      : role !== recommendation.audience && !(emergency && role === 'clinician' && answer === 'acknowledge')
  ) {
    return refused('not-for-this-role');
  }
  if (recommendation.status === LEADS_TO[answer] && answer !== 'approve') return recommendation;
  if (!isOpen(recommendation)) return refused('closed');
  if (!emergency && nowMs >= recommendation.expiresAtMs) return refused('expired');
  switch (answer) {
    case 'approve':
      if (recommendation.status !== 'proposed') return refused('not-awaiting-approval');
      return step(step(recommendation, 'approved', nowMs, actor, reasons), 'sent', nowMs, SYSTEM);
    case 'reject':
      if (recommendation.status !== 'proposed') return refused('not-awaiting-approval');
      return step(recommendation, 'rejected', nowMs, actor, reasons);
    case 'seen':
    case 'acknowledge':
    case 'decline':
      if (recommendation.status === 'proposed' || recommendation.status === 'approved')
        return refused('awaiting-approval');
      if (recommendation.status === 'acknowledged')
        return answer === 'seen' ? recommendation : refused('already-answered');
      if (answer === 'decline' && emergency) return escalate(recommendation, actor, nowMs, reasons);
      return step(recommendation, LEADS_TO[answer], nowMs, actor, reasons);
  }
}

function escalate(
  recommendation: Recommendation,
  actor: string,
  nowMs: number,
  reasons: readonly Reason[],
): Recommendation {
  if (recommendation.events.some((event) => event.status === 'declined')) return recommendation;
  const declined = step(recommendation, 'declined', nowMs, actor, reasons);
  return step(declined, 'sent', nowMs, SYSTEM, [reason('red-zone-declined-escalated', {})]);
}

function refused(why: AnswerRefusal): RefusedAnswer {
  return { kind: 'refused', reason: why };
}
