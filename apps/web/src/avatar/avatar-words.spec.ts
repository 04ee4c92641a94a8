import { describe, expect, it } from '@jest/globals';
import { AIRWAY_NAMES, airwayTree, LOBES, SEGMENTAL_BRONCHI } from '@airway-twin/domain/airways';
import { createSpeech } from '../i18n/speech.js';
import { clinicianWords, patientWords } from './avatar-words.js';
import { myViewSentence, viewSentence } from './told-view.js';

const TREE = airwayTree({ ageYears: 9, heightCm: 134, sex: 'female', seed: 7 });

describe.each(['en', 'fr'] as const)('words on the picture (%s)', (locale) => {
  const speech = createSpeech(locale);

  it('name every airway for a clinician, each segment by a code of its own', () => {
    const { airway } = clinicianWords(speech);
    expect(AIRWAY_NAMES.filter((name) => airway(name) === '')).toEqual([]);
    const codes = SEGMENTAL_BRONCHI.map(airway);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => code.length > 7)).toEqual([]);
  });

  it('name parts and large airways alone for a patient, without codes', () => {
    const { airway, lobe } = patientWords(speech);
    expect(SEGMENTAL_BRONCHI.filter((name) => airway(name) !== '')).toEqual([]);
    expect(airway('trachea')).not.toBe('');
    expect(LOBES.filter((name) => lobe(name) === '')).toEqual([]);
  });

  it('say a length with its unit', () => {
    expect(clinicianWords(speech).millimetres(2)).toMatch(/^2\smm$/);
    expect(clinicianWords(speech).millimetres(0.25)).toMatch(/^0[.,]25\smm$/);
  });

  it('tell what is looked at and from where, without a code for a patient', () => {
    const inside = { airway: 'RB1', standpoint: 'inside' } as const;
    expect(viewSentence(speech, TREE, inside)).toContain('B1');
    expect(myViewSentence(speech, TREE, inside)).not.toMatch(/B1|\(/);
    const told = (['airway', 'cut', 'inside'] as const).map((standpoint) =>
      viewSentence(speech, TREE, { airway: 'left-main', standpoint }),
    );
    expect(new Set(told).size).toBe(3);
  });
});

it('on the picture right is right as each language writes it', () => {
  expect(clinicianWords(createSpeech('en')).airway('RB1')).toBe('RB1');
  expect(clinicianWords(createSpeech('fr')).airway('RB1')).toBe('B1 D');
  expect(clinicianWords(createSpeech('fr')).airway('LB1+2')).toBe('B1+2 G');
});
