import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scoreAdditively, type AdditiveRisk } from './additive-risk.js';
import { RISK_FEATURES, featureIndex } from './feature-schema.js';

const adherence = featureIndex('controllerAdherence7d');
const reliever = featureIndex('relieverRise4d');

const model: AdditiveRisk = {
  baseLogOdds: -4,
  stretches: [
    { feature: adherence, from: 0, to: 0.5, mean: 0.8, logOdds: -0.3 },
    { feature: adherence, from: 0.5, to: 1, mean: 0.2, logOdds: -0.6 },
    { feature: reliever, from: -1, to: 3, mean: 0.25, logOdds: 2 },
  ],
  missing: [{ feature: adherence, logOdds: 0.1 }],
  uncertainty: [[0.1], [0, 0.2], [0, 0.1, 0.1], [0.05, 0, 0, 0.3], [0, 0, 0, 0, 0.4]],
};
const nobody = { logOdds: 0, variance: 0 };

function row(known: Readonly<Record<number, number>> = {}): Float64Array {
  return Float64Array.from(RISK_FEATURES, (_feature, index) => known[index] ?? NaN);
}

describe('a risk whose parts add up', () => {
  const anyValue = fc.oneof(fc.constant(NaN), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
  const anyRow = fc
    .array(anyValue, { minLength: RISK_FEATURES.length, maxLength: RISK_FEATURES.length })
    .map((values) => Float64Array.from(values));

  it('is the base, each feature’s part and what the person’s own weeks add', () => {
    fc.assert(
      fc.property(anyRow, fc.double({ min: -2, max: 2, noNaN: true }), (features, logOdds) => {
        const score = scoreAdditively(model, { features, personal: { logOdds, variance: 0.2 } });
        const sum = score.logOddsByFeature.reduce((total, part) => total + part, score.baseLogOdds + logOdds);
        expect(score.logOdds7d).toBeCloseTo(sum, 10);
        expect(score.logOddsSd).toBeGreaterThanOrEqual(Math.sqrt(0.2) - 1e-12);
      }),
    );
  });

  it('counts each feature from the mean of the people trained on, level beyond what was seen', () => {
    const part = (value: number) =>
      scoreAdditively(model, { features: row({ [reliever]: value }), personal: nobody }).logOddsByFeature[reliever]!;
    expect(part(0)).toBeCloseTo(0, 10);
    expect(part(3)).toBeCloseTo(1.5, 10);
    expect(part(40)).toBe(part(3));
    expect(part(-9)).toBe(part(-1));
    expect(part(NaN)).toBe(0);
  });

  it('says what not knowing adds, and is less sure where the coefficients are', () => {
    const score = scoreAdditively(model, { features: row(), personal: nobody });
    expect(score.logOddsByFeature[adherence]).toBeCloseTo(0.1, 12);
    expect(score.logOddsSd).toBeCloseTo(Math.hypot(0.1, 0.4), 12);
    const far = scoreAdditively(model, { features: row({ [reliever]: 3, [adherence]: 0.9 }), personal: nobody });
    const near = scoreAdditively(model, { features: row({ [reliever]: 0, [adherence]: 0.9 }), personal: nobody });
    expect(far.logOddsSd).toBeGreaterThan(near.logOddsSd);
  });

  it('refuses a vector of another length', () => {
    expect(() => scoreAdditively(model, { features: new Float64Array(3), personal: nobody })).toThrow(
      `expected ${RISK_FEATURES.length} features, got 3`,
    );
  });
});
