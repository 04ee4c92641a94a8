import { describe, expect, it } from '@jest/globals';
import type { TwinView, Zone } from '@airway-twin/domain/twin';
import { createSpeech } from '../i18n/speech.js';
import { aRecommendation, aTwin } from '../testing/builders.js';
import { mostImportant } from './my-recommendations.js';
import { mySentence } from './my-sentence.js';
import { traitLevel } from './muscle-level.js';

const english = createSpeech('en');

function inZone(value: Zone, stale = false): TwinView {
  return aTwin({ zone: { value, reasons: [], stale } });
}

describe('the one sentence of the patient', () => {
  it('says in the green zone what was measured and when, not that all is well', () => {
    expect(mySentence(english, inZone('green'))).toBe('Your last blow was 92 out of 100 of your best (2 hr ago).');
  });

  it('names the part of the plan in the yellow zone', () => {
    expect(mySentence(english, inZone('yellow'))).toContain('yellow part of your plan');
  });

  it('sends to the emergency card in the red zone, however old the data', () => {
    expect(mySentence(english, inZone('red'))).toContain('emergency card');
    expect(mySentence(english, inZone('red', true))).toContain('emergency card');
  });

  it('calls old data old before it says anything else', () => {
    expect(mySentence(english, inZone('green', true))).toContain('may be old');
  });

  it('says that it does not know when it does not', () => {
    const twin = inZone('unknown');
    const noBlow = { ...twin, lungFunction: { ...twin.lungFunction, percentOfBest: null } };
    expect(mySentence(english, noBlow)).toContain('does not know yet');
  });

  it.each(['en', 'fr'] as const)('never reassures, in any zone (%s)', (locale) => {
    const speech = createSpeech(locale);
    for (const zone of ['green', 'yellow', 'red', 'unknown'] as const) {
      for (const stale of [true, false]) {
        const sentence = mySentence(speech, inZone(zone, stale));
        expect(sentence).not.toMatch(
          /\bsafe\b|fine|well|worry|no risk|danger|va bien|bonne santé|aucun risque|inquiét/i,
        );
      }
    }
  });
});

describe('the one action of the patient', () => {
  it('is the most urgent of those that wait for the patient, then the newest', () => {
    const chosen = mostImportant([
      aRecommendation({ id: 'routine' }),
      aRecommendation({ id: 'older', urgency: 'soon', createdAtMs: 1 }),
      aRecommendation({ id: 'newer', urgency: 'soon', createdAtMs: 2 }),
      aRecommendation({ id: 'answered', urgency: 'now', status: 'acknowledged' }),
      aRecommendation({ id: 'not-approved', urgency: 'now', status: 'proposed' }),
      aRecommendation({ id: 'of-the-clinician', urgency: 'now', audience: 'clinician' }),
    ]);
    expect(chosen?.id).toBe('newer');
  });

  it('is none when nothing waits', () => {
    expect(mostImportant([])).toBeNull();
  });
});

describe('the two pictures of the patient', () => {
  it('say nothing while the band says nothing', () => {
    expect(traitLevel(null)).toBe('unknown');
    expect(traitLevel({ low: 0, mid: 0.9, high: 1, known: false })).toBe('unknown');
  });

  it('go from low to high with the middle of the band', () => {
    expect([0.1, 0.3, 0.7].map((mid) => traitLevel({ low: 0, mid, high: 1, known: true }))).toEqual([
      'low',
      'middle',
      'high',
    ]);
  });
});
