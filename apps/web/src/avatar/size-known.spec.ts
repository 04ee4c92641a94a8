import { describe, expect, it } from '@jest/globals';
import { CATALOGUE } from '../i18n/speech.js';
import { aProfile, NOON_MS } from '../testing/builders.js';
import { sizeKnown } from './size-known.js';

describe('what the picture is said to be built from', () => {
  it('is the person’s own age and height only where both are known', () => {
    expect(sizeKnown(aProfile(), NOON_MS)).toBe(true);
    expect(sizeKnown(aProfile({ heightCm: null }), NOON_MS)).toBe(false);
    expect(sizeKnown(aProfile({ age: { kind: 'unknown' } }), NOON_MS)).toBe(false);
  });

  it('is not a height where none is known', () => {
    expect(CATALOGUE.en['me.avatarCaptionAverage']).not.toMatch(/your height/);
    expect(CATALOGUE.fr['me.avatarCaptionAverage']).not.toMatch(/ta taille/);
  });
});
