import { applyAnswer, type Recommendation } from '@airway-twin/domain/recommendation';
import type { AnswerInput, AnswerOutcome, ReportedInput } from './writer-input.js';

/**
 * Applies people's answers and devices' reports to the recommendations at hand; what each answer came to is put into `outcomes`. Returns
 * those that moved, as they are now.
 */
export function takeAnswers(
  given: { readonly answers: readonly AnswerInput[]; readonly reported: readonly ReportedInput[] },
  recommendations: readonly Recommendation[],
  nowMs: number,
  outcomes: Map<AnswerInput, AnswerOutcome>,
): Recommendation[] {
  const current = new Map(recommendations.map((each) => [each.id, each]));
  const changed = new Map<string, Recommendation>();
  const take = (id: string, outcome: ReturnType<typeof applyAnswer>) => {
    if ('kind' in outcome || outcome === current.get(id)) return;
    current.set(id, outcome);
    changed.set(id, outcome);
  };
  for (const input of given.answers) {
    const recommendation = current.get(input.recommendationId);
    if (!recommendation) {
      outcomes.set(input, { kind: 'refused', reason: 'not-found' });
      continue;
    }
    const outcome = applyAnswer(recommendation, input.answer.answer, input.actor, input.role, nowMs, input.answer.note);
    outcomes.set(input, outcome);
    take(recommendation.id, outcome);
  }
  // A device that has shown a request was seen by whoever holds it.
  for (const { deviceId, reported } of given.reported) {
    for (const { recommendationId } of reported.shown) {
      const recommendation = current.get(recommendationId);
      if (recommendation?.status === 'sent')
        take(recommendationId, applyAnswer(recommendation, 'seen', deviceId, 'patient', nowMs));
    }
  }
  return [...changed.values()];
}
