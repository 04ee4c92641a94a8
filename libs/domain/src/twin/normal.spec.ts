import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutNormalQuantile, mixtureCdf, mixtureQuantile, normalCdf, normalDensity, normalQuantile } from './normal.js';

describe('the normal distribution', () => {
  it.each([
    [-3, 0.0013499],
    [-1.2815516, 0.1],
    [0, 0.5],
    [1, 0.8413447],
    [1.959964, 0.975],
  ])('at %d lies %d of it below (tables of Abramowitz and Stegun 1964)', (x, below) => {
    expect(normalCdf(x)).toBeCloseTo(below, 5);
  });

  it('has at a share the value below which that share lies', () => {
    for (const share of [1e-6, 0.001, 0.02, 0.0243, 0.1, 0.37, 0.5, 0.8, 0.977, 0.9999]) {
      expect(normalCdf(normalQuantile(share))).toBeCloseTo(share, 6);
    }
    expect(normalQuantile(0.1)).toBeCloseTo(-1.2815515655446004, 7);
  });

  it('has the density that its distribution rises by', () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (x) => {
        const h = 0.01;
        expect(normalDensity(x, 1)).toBeCloseTo((normalCdf(x + h) - normalCdf(x - h)) / (2 * h), 3);
      }),
    );
    expect(normalDensity(0.3, 0.1)).toBeCloseTo(normalDensity(3, 1) / 0.1, 12);
  });
});

const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const part = fc.record({
  weight: fc.double({ min: 0.05, max: 1, noNaN: true }),
  mean: fc.double({ min: -2, max: 2, noNaN: true }),
  sd: fc.double({ min: 0.02, max: 1, noNaN: true }),
});
const anyMixture = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => {
  const sum = parts.reduce((total, { weight }) => total + weight, 0);
  return parts.map((each) => ({ ...each, weight: each.weight / sum }));
});

describe('a mixture of normals', () => {
  it('has quantiles below which just that share of it lies', () => {
    fc.assert(
      fc.property(anyMixture, share, (parts, wanted) => {
        expect(mixtureCdf(parts, mixtureQuantile(parts, wanted))).toBeCloseTo(wanted, 5);
      }),
    );
  });

  it('has quantiles that rise with their share', () => {
    fc.assert(
      fc.property(anyMixture, share, share, (parts, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        expect(mixtureQuantile(parts, less)).toBeLessThanOrEqual(mixtureQuantile(parts, more));
      }),
    );
  });
});

describe('a normal that is cut off where values cannot be', () => {
  const anywhere = fc.double({ min: -3, max: 4, noNaN: true });
  const spread = fc.double({ min: 0, max: 2, noNaN: true });

  it('has all its quantiles within the bounds, in their order, whatever the belief', () => {
    fc.assert(
      fc.property(anywhere, spread, (mean, sd) => {
        const [low, mid, high] = [0.1, 0.5, 0.9].map((wanted) => cutNormalQuantile(mean, sd, wanted, 0, 1));
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(mid!);
        expect(mid).toBeLessThanOrEqual(high!);
      }),
    );
  });

  it('is the plain one far from the bounds, and leans away from a bound nearby', () => {
    expect(cutNormalQuantile(0.5, 0.05, 0.9, 0, 1)).toBeCloseTo(0.5 + 0.05 * 1.2815516, 5);
    expect(cutNormalQuantile(0, 0.1, 0.5, 0, 1)).toBeCloseTo(0.0674, 3);
    expect(cutNormalQuantile(0.4, 0, 0.9, 0, 1)).toBe(0.4);
    expect(cutNormalQuantile(-2, 0.1, 0.5, 0, 1)).toBe(0);
    expect(cutNormalQuantile(3, 0.1, 0.5, 0, 1)).toBe(1);
  });
});
