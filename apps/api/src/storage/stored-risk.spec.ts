import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RISK_FEATURES, lookFrom, riskFeatureSchemaHash, riskOf, type Risk } from '@airway-twin/domain/risk';
import { riskAsStored, storedRisk, type StoredRisk } from './stored-risk.js';

const MODEL = { name: 'risk', version: '2', fileSha256: 'a'.repeat(64), featureSchemaHash: riskFeatureSchemaHash };
const NOW_MS = Date.parse('2026-03-02T07:00:00Z');

const number = fc.double({ min: -30, max: 30, noNaN: true });
const ofEachFeature = (each: fc.Arbitrary<number>) =>
  fc
    .array(each, { minLength: RISK_FEATURES.length, maxLength: RISK_FEATURES.length })
    .map((values) => Float64Array.from(values));

/** What a model said of a patient of whom some features are not known. */
const aLook = fc
  .record({
    score: fc.record({
      logOdds7d: number,
      logOddsSd: fc.double({ min: 0, max: 3, noNaN: true }),
      baseLogOdds: number,
      personalLogOdds: number,
      logOddsByFeature: ofEachFeature(number),
    }),
    features: ofEachFeature(fc.oneof(number, fc.constant(NaN))),
  })
  .map(({ score, features }) => lookFrom(score, features, MODEL, NOW_MS));

/** Into the store and back. */
const kept = (risk: StoredRisk) => JSON.parse(JSON.stringify(risk)) as StoredRisk;

/** As people are shown it: JSON has one zero. */
const shown = (risk: Risk | null) => JSON.parse(JSON.stringify(risk)) as unknown;

describe('a risk kept beside its twin', () => {
  it('is read again as it was shown: the same numbers, band, model and reasons in the same order', () => {
    fc.assert(
      fc.property(aLook, (look) => {
        expect(shown(riskAsStored(kept(storedRisk(look))))).toEqual(shown(riskOf(look)));
      }),
    );
  });

  it('keeps the reason why there is no score', () => {
    const unavailable = { kind: 'unavailable', reason: 'no model file' } as const;
    expect(riskAsStored(kept(storedRisk(unavailable)))).toEqual(unavailable);
    const unknown = { kind: 'not-enough-data', missing: ['lung function'] } as const;
    expect(riskAsStored(kept(storedRisk(unknown)))).toEqual(unknown);
  });

  it('is read as it was when it was written whole, with its reasons', () => {
    const [look] = fc.sample(aLook, { numRuns: 1, seed: 7 });
    const whole = shown(riskOf(look!)) as Risk;
    expect(riskAsStored(whole)).toEqual(whole);
  });

  it('that was scored by other features is not shown: a number would be named after the wrong one', () => {
    const [look] = fc.sample(aLook, { numRuns: 1, seed: 7 });
    if (look?.kind !== 'scored') throw new Error('expected a score');
    const ofOthers = { ...look, model: { ...MODEL, featureSchemaHash: 'fnv1a64:0000000000000000' } };
    expect(riskAsStored(kept(storedRisk(ofOthers)))).toBeNull();
  });
});
