import { describe, expect, it } from '@jest/globals';
import { createSpeech } from '../i18n/speech.js';
import { aRun } from '../testing/what-if-runs.js';
import { momentWords } from './my-what-if-words.js';

const english = createSpeech('en');
const [now, then] = aRun('preventer-as-prescribed').points as [never, never];

describe('a simulated moment in the patient’s words', () => {
  it('is a range, not a single number', () => {
    expect(momentWords(english, now)).toBe('Lining: a bit puffy. A blow: about 76 to 88 out of 100 of your best.');
    expect(momentWords(english, then)).toBe(
      'Lining: between thin and a bit puffy. A blow: about 86 to 98 out of 100 of your best.',
    );
    expect(momentWords(createSpeech('fr'), then)).toContain('environ 86 à 98 sur 100');
  });

  it('promises no more than their best', () => {
    const end = aRun('preventer-as-prescribed', { percentOfBest: { low: 93, mid: 99, high: 106 } }).points[1]!;
    expect(momentWords(english, end)).toContain('about 93 to 100 out of 100');
    const beyond = aRun('preventer-as-prescribed', { percentOfBest: { low: 101, mid: 104, high: 108 } }).points[1]!;
    expect(momentWords(english, beyond)).toContain('about 100 out of 100');
  });

  it('says nothing of a blow where no best is known', () => {
    const end = aRun('preventer-as-prescribed', { percentOfBest: null }).points[1]!;
    expect(momentWords(english, end)).toBe('Lining: between thin and a bit puffy.');
  });
});
