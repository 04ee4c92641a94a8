import { describe, expect, it } from '@jest/globals';
import { symptomEntry } from '@airway-twin/contracts/http';
import { EMPTY_DRAFT, hasAnswer, newEntryId, PUFF_ANSWERS, symptomEntryOf, type PuffAnswer } from './symptom-entry.js';

const LATE_EVENING = Date.parse('2026-03-10T23:30:00Z');
const at = { entryId: 'e1', wallNowMs: LATE_EVENING, twinAtMs: Date.parse('2021-06-01T08:00:00Z') };
const paris = { clock: 'wall', timeZone: 'Europe/Paris' } as const;

describe('a diary entry', () => {
  it.each(Object.keys(PUFF_ANSWERS) as PuffAnswer[])('with "%s" puffs is what the contract accepts', (puffs) => {
    const draft = {
      ...EMPTY_DRAFT,
      nightWaking: true,
      puffs,
      controllerTaken: 'usual',
      triggers: ['cold'],
      redFlags: ['blue-lips'],
    } as const;
    expect(symptomEntry.safeParse(symptomEntryOf(draft, paris, at)).error).toBeUndefined();
  });

  it('with nothing answered is valid too, but there is nothing to send', () => {
    expect(symptomEntry.safeParse(symptomEntryOf(EMPTY_DRAFT, paris, at)).success).toBe(true);
    expect(hasAnswer(EMPTY_DRAFT)).toBe(false);
    expect(hasAnswer({ ...EMPTY_DRAFT, nightWaking: false })).toBe(true);
    expect(hasAnswer({ ...EMPTY_DRAFT, redFlags: ['blue-lips'] })).toBe(true);
  });

  it('belongs to the day of the patient’s own zone: half past midnight in Paris is already tomorrow', () => {
    expect(symptomEntryOf(EMPTY_DRAFT, paris, at).localDate).toBe('2026-03-11');
  });

  it('of a replayed record belongs to the day that the record has reached', () => {
    const replayed = { ...paris, clock: 'data' } as const;
    expect(symptomEntryOf(EMPTY_DRAFT, replayed, at)).toMatchObject({
      localDate: '2021-06-01',
      measuredAt: '2021-06-01T08:00:00.000Z',
    });
  });

  it('of a living patient leaves the instant to the server: a phone that is six minutes fast must not be refused', () => {
    expect(symptomEntryOf(EMPTY_DRAFT, paris, at)).not.toHaveProperty('measuredAt');
  });

  it('tells "not answered" from "no"', () => {
    const entry = symptomEntryOf({ ...EMPTY_DRAFT, daySymptoms: false }, paris, at);
    expect(entry.daySymptoms).toBe(false);
    expect(entry.nightWaking).toBeNull();
    expect(entry.relieverPuffs).toBeNull();
  });

  it('gets a name of its own each time', () => {
    expect(newEntryId()).toMatch(/^[0-9a-f]{32}$/);
    expect(newEntryId()).not.toBe(newEntryId());
  });
});
