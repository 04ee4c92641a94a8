import { describe, expect, it } from '@jest/globals';
import { SCENARIOS } from '@airway-twin/contracts/replay';
import { REFUSAL_REASONS } from '@airway-twin/contracts/mqtt';
import { RED_FLAGS, STREAMS, SYMPTOM_TRIGGERS } from '@airway-twin/domain/measurement';
import { DRUGS } from '@airway-twin/domain/patient';
import { REASON_CODES, REASON_VALUES, RULE_IDS } from '@airway-twin/domain/recommendation';
import { RISK_FEATURES } from '@airway-twin/domain/risk';
import { CATALOGUE, createSpeech, type MessageKey } from './speech.js';
import { reasonText } from './reason-text.js';

const LOCALES = ['en', 'fr'] as const;
const KEYS = Object.keys(CATALOGUE.en) as MessageKey[];

/** Names of the values that a message takes, in any branch of a plural. */
function valuesOf(message: string): string[] {
  return [...new Set([...message.matchAll(/\{([a-zA-Z0-9]+)(?=[,}])/g)].map(([, name]) => name!))].sort();
}

describe.each(LOCALES)('the %s catalogue', (locale) => {
  const { say, knows } = createSpeech(locale);

  it('has a text for every key, and takes the same values as the English one', () => {
    expect(Object.keys(CATALOGUE[locale]).sort()).toEqual([...KEYS].sort());
    for (const key of KEYS) {
      expect(CATALOGUE[locale][key].trim()).not.toBe('');
      expect([key, valuesOf(CATALOGUE[locale][key])]).toEqual([key, valuesOf(CATALOGUE.en[key])]);
    }
  });

  it('can say every message', () => {
    for (const key of KEYS) {
      const values = Object.fromEntries(valuesOf(CATALOGUE[locale][key]).map((name) => [name, 3]));
      expect([key, say(key, values)]).not.toEqual([key, '']);
    }
  });

  it('is written in composed characters', () => {
    for (const key of KEYS) expect(CATALOGUE[locale][key]).toBe(CATALOGUE[locale][key].normalize('NFC'));
  });

  it.each([
    ['rule for clinicians', RULE_IDS.map((id) => `rule.${id}.clinician`)],
    ['rule for patients', RULE_IDS.flatMap((id) => [`rule.${id}.patient`, `rule.${id}.patientBody`, `rule.${id}.yes`])],
    ['reason of a recommendation', REASON_CODES.map((code) => `reason.${code}`)],
    ['risk feature', RISK_FEATURES.map(({ name }) => `feature.${name}`)],
    ['refusal', REFUSAL_REASONS.map((reason) => `refusal.${reason}`)],
    ['scenario', SCENARIOS.map((name) => `scenario.${name}`)],
    ['red flag', RED_FLAGS.map((flag) => `redFlag.${flag}`)],
    ['trigger', SYMPTOM_TRIGGERS.map((trigger) => `trigger.${trigger}`)],
    ['stream', STREAMS.map((stream) => `stream.${stream}`)],
    ['drug', DRUGS.map((drug) => `drug.${drug}`)],
  ])('has words for every %s', (_what, keys) => {
    expect(keys.filter((key) => !knows(key))).toEqual([]);
  });

  it('says each reason with exactly the values that the domain gives it', () => {
    for (const code of REASON_CODES) {
      const text = CATALOGUE[locale][`reason.${code}` as MessageKey];
      const given: readonly string[] = REASON_VALUES[code];
      expect([code, valuesOf(text).filter((name) => !given.includes(name))]).toEqual([code, []]);
    }
  });

  it('promises no one that they are safe, and orders no drug or dose to be changed', () => {
    const promise =
      /\b(you are safe|you're safe|nothing to worry|all is well|no danger|perfectly fine)\b|tu ne risques rien|tout va bien|sans danger|aucun danger|hors de danger|ne t’inquiète pas/i;
    const order =
      /\b(double|stop|increase|reduce|start)\b[^.]*\b(dose|preventer|inhaler|medicine)|\b(double|arrête|augmente|diminue|commence)[sz]?\b[^.]*\b(dose|traitement|inhalateur)/i;
    for (const key of KEYS) {
      expect([key, promise.test(CATALOGUE[locale][key])]).toEqual([key, false]);
      if (/patient|^me\.|^symptoms\.|^emergency\./.test(key)) {
        expect([key, order.test(CATALOGUE[locale][key])]).toEqual([key, false]);
      }
    }
  });
});

describe('French punctuation', () => {
  it('keeps its signs on the line of the word before them', () => {
    for (const key of KEYS) expect([key, / [:;?!%»]|« /.test(CATALOGUE.fr[key])]).toEqual([key, false]);
  });
});

describe('reasons on screen', () => {
  it('round values and speak codes', () => {
    const english = createSpeech('en');
    const reason = { code: 'controller-doses-missed', values: { sharePercent: 57.1428, days: 7 } };
    expect(reasonText(english, reason, 'Europe/Paris')).toBe('57.1% of the prescribed preventer doses taken in 7 days');
    const flag = { code: 'zone-red-flag', values: { flag: 'blue-lips' } };
    expect(reasonText(createSpeech('fr'), flag, 'Europe/Paris')).toBe('Signe de danger\u00a0: Lèvres bleues ou grises');
  });

  it('show a code that is newer than the app with its values instead of failing', () => {
    const reason = { code: 'from-the-future', values: { puffs: 3.14159 } };
    expect(reasonText(createSpeech('en'), reason, 'Europe/Paris')).toBe('from-the-future: puffs 3.1');
  });

  it('show a known code whose values are missing with what there is', () => {
    expect(reasonText(createSpeech('en'), { code: 'reliever-puffs-24h', values: { puffs: 9 } }, 'UTC')).toContain('9');
  });
});
