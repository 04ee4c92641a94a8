import { describe, expect, it } from '@jest/globals';
import { reasonText } from './reason-text.js';
import { riskCautionText, riskShareText } from './risk-text.js';
import { createSpeech } from './speech.js';

const english = createSpeech('en');
const french = createSpeech('fr');

describe('the figures of the risk', () => {
  it.each([
    [0.004, 'under 1 in 100', 'moins de 1 sur 100'],
    [0.081, '8 in 100', '8 sur 100'],
    [0.5, '50 in 100', '50 sur 100'],
    [0.501, 'more than 50 in 100', 'plus de 50 sur 100'],
    [0.998, 'more than 50 in 100', 'plus de 50 sur 100'],
  ])('say of %d no more than the model knows', (probability, inEnglish, inFrench) => {
    expect(riskShareText(english, probability)).toBe(inEnglish);
    expect(riskShareText(french, probability)).toBe(inFrench);
  });

  it('are the same in the reason of a review', () => {
    const reason = { code: 'risk-high', values: { within7DaysPercent: 97.31, thresholdPercent: 12, days: 2 } };
    expect(reasonText(english, reason, 'UTC')).toContain('7 days more than 50 in 100 (threshold 12)');
  });
});

describe('how to read the risk', () => {
  it('says that most people have no attack only below 50 in 100', () => {
    expect(riskCautionText(english, 0.3)).toContain('Most people with a raised estimate have no attack.');
    for (const high of [0.5, 0.97]) {
      expect(riskCautionText(english, high)).not.toContain('Most people');
      expect(riskCautionText(english, high)).toContain('read it as high');
      expect(riskCautionText(french, high)).not.toContain('La plupart');
    }
  });

  it('always says that the plan is not held back', () => {
    for (const probability of [0.01, 0.97]) {
      expect(riskCautionText(english, probability)).toContain('never holds back or delays the action plan');
    }
  });
});
