import { describe, expect, it } from '@jest/globals';
import { applyAnswer, type Answer, type AnsweringRole } from './answer.js';
import { answerAwaitedFrom, isEscalated, isOpen } from './lifetime.js';
import type { Recommendation, RecommendationStatus } from './recommendation.js';

const T = Date.parse('2026-03-20T12:00:00Z');

function aRecommendation(changes: Partial<Recommendation> = {}): Recommendation {
  const status: RecommendationStatus = changes.status ?? 'sent';
  return {
    id: 'missed-controller-1',
    siteId: 'demo',
    patientId: 'p07',
    ruleId: 'missed-controller',
    ruleVersion: 1,
    audience: 'patient',
    urgency: 'routine',
    status,
    createdAtMs: T,
    expiresAtMs: T + 86_400_000,
    reasons: [],
    deviceRequest: null,
    modelVersion: null,
    events: [{ status, atMs: T, actor: 'system', reasons: [] }],
    ...changes,
  };
}

function answer(recommendation: Recommendation, given: Answer, role: AnsweringRole, nowMs = T + 1000): Recommendation {
  const result = applyAnswer(recommendation, given, role, role, nowMs);
  if ('kind' in result) throw new Error(`refused: ${result.reason}`);
  return result;
}

const refusal = (recommendation: Recommendation, given: Answer, role: AnsweringRole, nowMs = T + 1000) =>
  applyAnswer(recommendation, given, role, role, nowMs);

describe('a clinician', () => {
  const proposed = aRecommendation({ status: 'proposed' });

  it('approves what is proposed, and it is sent in the same moment, in the clinician’s name', () => {
    const sent = answer(proposed, 'approve', 'clinician');
    expect(sent.status).toBe('sent');
    expect(sent.events.slice(1).map((event) => [event.status, event.actor])).toEqual([
      ['approved', 'clinician'],
      ['sent', 'system'],
    ]);
  });

  it('rejects what is proposed, with a note, and that closes it', () => {
    const rejected = applyAnswer(
      proposed,
      'reject',
      'dr.martin',
      'clinician',
      T + 1,
      'seen in clinic yesterday',
    ) as Recommendation;
    expect(rejected.status).toBe('rejected');
    expect(rejected.events.at(-1)).toEqual({
      status: 'rejected',
      atMs: T + 1,
      actor: 'dr.martin',
      reasons: [{ code: 'note', values: { text: 'seen in clinic yesterday' } }],
    });
    expect(refusal(rejected, 'approve', 'clinician')).toEqual({ kind: 'refused', reason: 'closed' });
  });

  it('cannot approve what was already sent', () => {
    expect(refusal(aRecommendation(), 'approve', 'clinician')).toEqual({
      kind: 'refused',
      reason: 'not-awaiting-approval',
    });
  });

  it('does not answer in the patient’s place', () => {
    for (const given of ['seen', 'acknowledge', 'decline'] as const) {
      expect(refusal(aRecommendation(), given, 'clinician')).toEqual({ kind: 'refused', reason: 'not-for-this-role' });
    }
  });
});

describe('a patient', () => {
  it('sees and then acknowledges what was sent', () => {
    const seen = answer(aRecommendation(), 'seen', 'patient');
    expect(seen.status).toBe('seen');
    expect(answer(seen, 'acknowledge', 'patient').status).toBe('acknowledged');
  });

  it('may decline, and that closes it', () => {
    const declined = answer(aRecommendation(), 'decline', 'patient');
    expect([declined.status, isOpen(declined)]).toEqual(['declined', false]);
  });

  it('gives the same answer twice without further effect', () => {
    for (const given of ['seen', 'acknowledge', 'decline'] as const) {
      const once = answer(aRecommendation(), given, 'patient');
      expect(answer(once, given, 'patient', T + 5000)).toBe(once);
    }
  });

  it('never approves or rejects, nor answers what a clinician has still to approve', () => {
    const proposed = aRecommendation({ status: 'proposed' });
    expect(refusal(proposed, 'approve', 'patient')).toEqual({ kind: 'refused', reason: 'not-for-this-role' });
    expect(refusal(proposed, 'reject', 'patient')).toEqual({ kind: 'refused', reason: 'not-for-this-role' });
    expect(refusal(proposed, 'acknowledge', 'patient')).toEqual({ kind: 'refused', reason: 'awaiting-approval' });
  });

  it('does not take back an acknowledgement', () => {
    const acknowledged = answer(aRecommendation(), 'acknowledge', 'patient');
    expect(refusal(acknowledged, 'decline', 'patient')).toEqual({ kind: 'refused', reason: 'already-answered' });
  });

  it('comes too late once it has expired', () => {
    expect(refusal(aRecommendation(), 'acknowledge', 'patient', T + 86_400_000)).toEqual({
      kind: 'refused',
      reason: 'expired',
    });
  });
});

it('an engineer answers nothing', () => {
  for (const given of ['approve', 'reject', 'seen', 'acknowledge', 'decline'] as const) {
    expect(refusal(aRecommendation(), given, 'engineer')).toEqual({ kind: 'refused', reason: 'not-for-this-role' });
  }
});

it('an answer from a clock that is behind stands at the time of the step before it', () => {
  expect(answer(aRecommendation(), 'seen', 'patient', T - 60_000).events.at(-1)!.atMs).toBe(T);
});

describe('the emergency card', () => {
  const card = aRecommendation({ ruleId: 'red-zone', urgency: 'now' });

  it('is not closed by declining it: it stays open, the decline is kept, and a clinician has to answer', () => {
    const declined = answer(card, 'decline', 'patient');
    expect([declined.status, isOpen(declined), isEscalated(declined)]).toEqual(['sent', true, true]);
    expect(declined.events.slice(1).map((event) => event.status)).toEqual(['declined', 'sent']);
    expect(answerAwaitedFrom(card)).toBe('patient');
    expect(answerAwaitedFrom(declined)).toBe('clinician');
    expect(answer(declined, 'decline', 'patient')).toBe(declined);
  });

  it('can still be acknowledged by the patient after that, and by a clinician at any time', () => {
    const declined = answer(card, 'decline', 'patient');
    expect(answer(declined, 'acknowledge', 'patient').status).toBe('acknowledged');
    expect(answer(declined, 'acknowledge', 'clinician').status).toBe('acknowledged');
    expect(answer(card, 'acknowledge', 'clinician').status).toBe('acknowledged');
  });

  it('is declined or marked as seen by nobody but the patient', () => {
    expect(refusal(card, 'decline', 'clinician')).toEqual({ kind: 'refused', reason: 'not-for-this-role' });
    expect(refusal(card, 'seen', 'clinician')).toEqual({ kind: 'refused', reason: 'not-for-this-role' });
  });

  it('does not expire under an answer', () => {
    expect(answer(card, 'acknowledge', 'patient', T + 10 * 86_400_000).status).toBe('acknowledged');
  });
});
