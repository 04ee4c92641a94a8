import { describe, expect, it } from '@jest/globals';
import type { WardRow } from '@airway-twin/contracts/http';
import { aPatient, at } from '@airway-twin/domain/testing';
import type { Recommendation } from '@airway-twin/domain/recommendation';
import { byNeed, differs, emptyWardRow, openRecommendation } from './ward-row.js';

const row = (changes: Partial<WardRow>): WardRow => ({
  ...emptyWardRow(aPatient(), at(0)),
  ...changes,
});
const open = (urgency: 'routine' | 'now', needsAnswerFrom: 'clinician' | 'patient') =>
  [{ id: 'r', ruleId: 'technique', urgency, status: 'sent', needsAnswerFrom, createdAtMs: at(0) }] as const;

describe('the ward is ordered by need', () => {
  it('red first, then what came of red, then the zone, then what a clinician must answer, then risk, then name', () => {
    const rows = [
      row({ displayName: 'Demo patient 10', zone: 'green' }),
      row({ displayName: 'Demo patient 9', zone: 'green' }),
      row({ displayName: 'risky', zone: 'green', within7Days: 0.2 }),
      row({ displayName: 'unknown', zone: 'unknown' }),
      row({ displayName: 'yellow', zone: 'yellow' }),
      row({ displayName: 'to answer', zone: 'green', openRecommendations: open('routine', 'clinician') }),
      row({ displayName: 'escalated', zone: 'yellow', openRecommendations: open('now', 'patient') }),
      row({ displayName: 'red', zone: 'red' }),
    ];
    expect(rows.sort(byNeed).map((each) => each.displayName)).toEqual([
      'red',
      'escalated',
      'yellow',
      'unknown',
      'to answer',
      'risky',
      'Demo patient 9',
      'Demo patient 10',
    ]);
  });

  it('a risk of 0.999 never puts a green patient before a red one', () => {
    expect(
      [row({ zone: 'green', within7Days: 0.999 }), row({ zone: 'red', within7Days: 0 })].sort(byNeed)[0]!.zone,
    ).toBe('red');
  });
});

describe('time that passes without news', () => {
  it('is no reason to tell anyone, a stale zone is', () => {
    expect(differs(row({ atMs: 2, revision: 9 }), row({ atMs: 1, revision: 8 }))).toBe(false);
    expect(differs(row({ zoneStale: false }), row({ zoneStale: true }))).toBe(true);
    expect(differs(row({}), null)).toBe(true);
  });
});

describe('who has to answer', () => {
  const card = {
    id: 'red-1',
    ruleId: 'red-zone',
    urgency: 'now',
    status: 'sent',
    audience: 'patient',
    createdAtMs: at(0),
    events: [],
  } as unknown as Recommendation;
  const wentOn = [{ status: 'sent', atMs: at(1), reasons: [{ code: 'red-zone-unanswered-escalated' }] }];

  it('is the patient of an emergency card, a clinician once it went on to them, and nobody when it was answered', () => {
    expect(openRecommendation(card).needsAnswerFrom).toBe('patient');
    expect(openRecommendation({ ...card, events: wentOn } as unknown as Recommendation).needsAnswerFrom).toBe(
      'clinician',
    );
    expect(openRecommendation({ ...card, status: 'acknowledged' }).needsAnswerFrom).toBeNull();
  });
});
