import { describe, expect, it } from '@jest/globals';
import { createSpeech } from '../i18n/speech.js';
import { aWardRow, NOON_MS } from '../testing/builders.js';
import { alarmText } from './alarm-text.js';

const english = createSpeech('en');
const ALARM = {
  key: 'r1',
  recommendationId: 'r1',
  isEscalated: false,
  patientId: 'demo-01',
  displayName: 'Demo patient 1',
  sinceMs: NOON_MS,
};

describe('the words of a red-zone alarm', () => {
  it('say when the patient came into the red zone, on the patient’s own clock', () => {
    expect(alarmText(english, ALARM, aWardRow('demo-01', { zone: 'red' }))).toBe(
      'Demo patient 1 came into the red zone on 10 Mar 2026, 13:00. The emergency card was sent to their page.',
    );
  });

  it('add the zone of now once it is another', () => {
    expect(alarmText(english, ALARM, aWardRow('demo-01', { zone: 'yellow' }))).toMatch(/their page\. Now: Yellow\.$/);
    expect(alarmText(createSpeech('fr'), ALARM, aWardRow('demo-01', { zone: 'green' }))).toMatch(
      /Maintenant.: Verte\.$/,
    );
  });

  it('say that a clinician has to answer, when the card went on to them', () => {
    expect(alarmText(english, { ...ALARM, isEscalated: true }, aWardRow('demo-01', { zone: 'red' }))).toMatch(
      /their page\. They declined it or did not answer: a clinician has to\.$/,
    );
  });

  it('give no time while the patient’s own clock is not known', () => {
    const text = alarmText(english, ALARM, undefined);
    expect(text).toBe('Demo patient 1 came into the red zone. The emergency card was sent to their page.');
  });

  it.each(['en', 'fr'] as const)('claim nothing about now, nor that the card is being seen (%s)', (locale) => {
    for (const row of [undefined, aWardRow('demo-01', { zone: 'green' })]) {
      expect(alarmText(createSpeech(locale), ALARM, row)).not.toMatch(
        /is in the red zone|on their screen|est en zone rouge|sur son écran/,
      );
    }
  });
});
