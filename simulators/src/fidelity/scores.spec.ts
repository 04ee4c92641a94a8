import { describe, expect, it } from '@jest/globals';
import { drawFor } from '../patients/seeded-draw.js';
import {
  bandCoverage,
  correlation,
  crpsOfGaussian,
  crpsOfGaussianMixture,
  crpsOfSample,
  meanAbsoluteError,
  meanBandWidth,
  meanError,
  mixtureQuantile,
  normalBelow,
  rootMeanSquareError,
  sampleQuantile,
  type GaussianComponent,
} from './scores.js';

const TWO_HUMPS: readonly GaussianComponent[] = [
  { weight: 3, mean: 300, standardDeviation: 12 },
  { weight: 1, mean: 240, standardDeviation: 35 },
];

/** CRPS by its definition, ∫ (F(x) − 1{x ≥ y})² dx, on a fine grid. */
function crpsByIntegral(below: (value: number) => number, observed: number, from: number, to: number): number {
  const step = (to - from) / 200_000;
  let sum = 0;
  for (let x = from + step / 2; x < to; x += step) sum += (below(x) - (x >= observed ? 1 : 0)) ** 2 * step;
  return sum;
}

describe('errors of point forecasts', () => {
  const forecasts = [
    { predicted: 310, observed: 300 },
    { predicted: 280, observed: 300 },
    { predicted: 330, observed: 300 },
  ];

  it('are their mean size, their root mean square and their lean', () => {
    expect(meanAbsoluteError(forecasts)).toBe(20);
    expect(rootMeanSquareError(forecasts)).toBeCloseTo(Math.sqrt(1400 / 3), 12);
    expect(meanError(forecasts)).toBeCloseTo(20 / 3, 12);
  });

  it('of nothing are refused, not 0', () => {
    expect(() => meanAbsoluteError([])).toThrow(/at least one/);
    expect(() => rootMeanSquareError([])).toThrow(/at least one/);
    expect(() => bandCoverage([])).toThrow(/at least one/);
  });
});

describe('bands', () => {
  it('cover what lies within them, both ends included', () => {
    const band = { low: 0.2, high: 0.4 };
    const observed = [0.1, 0.2, 0.3, 0.4, 0.5];
    expect(bandCoverage(observed.map((value) => ({ ...band, observed: value })))).toBeCloseTo(0.6, 12);
    expect(meanBandWidth([{ ...band, observed: 0 }])).toBeCloseTo(0.2, 12);
  });
});

describe('the continuous ranked probability score', () => {
  it('of a normal forecast at its mean is σ(√2 − 1)/√π', () => {
    expect(crpsOfGaussian(5, 2, 5)).toBeCloseTo((2 * (Math.SQRT2 - 1)) / Math.sqrt(Math.PI), 12);
  });

  it.each([210, 255, 300, 340])('of a mixture is the integral that defines it (observed %s)', (observed) => {
    const below = (x: number): number => 0.75 * normalBelow((x - 300) / 12) + 0.25 * normalBelow((x - 240) / 35);
    expect(crpsOfGaussianMixture(TWO_HUMPS, observed)).toBeCloseTo(crpsByIntegral(below, observed, -100, 600), 2);
  });

  it('of a sample is the integral that defines it', () => {
    const sample = [1, 2, 2, 5, 9];
    const below = (x: number): number => sample.filter((value) => value <= x).length / sample.length;
    for (const observed of [0, 2, 4, 12]) {
      expect(crpsOfSample(sample, observed)).toBeCloseTo(crpsByIntegral(below, observed, -5, 15), 3);
    }
  });

  it('of a point is the absolute error, as a sample and as a mixture', () => {
    expect(crpsOfSample([7], 4)).toBe(3);
    expect(crpsOfGaussian(7, 0, 4)).toBe(3);
  });

  it('of a large sample comes to that of the distribution that it was drawn from', () => {
    const draw = drawFor('crps', 1);
    const sample = Array.from({ length: 20_000 }, () =>
      draw.chance(0.75) ? draw.normal(300, 12) : draw.normal(240, 35),
    );
    expect(crpsOfSample(sample, 280)).toBeCloseTo(crpsOfGaussianMixture(TWO_HUMPS, 280), 0);
  });

  it('is best for the one who tells the truth: a forecast too sure or too unsure scores worse on average', () => {
    const draw = drawFor('crps', 2);
    const seen = Array.from({ length: 4000 }, () => draw.normal(0, 1));
    const score = (sd: number): number => seen.reduce((sum, y) => sum + crpsOfGaussian(0, sd, y), 0) / seen.length;
    expect(score(1)).toBeLessThan(score(0.6));
    expect(score(1)).toBeLessThan(score(1.6));
  });

  it('refuses what is not a distribution', () => {
    expect(() => crpsOfSample([], 1)).toThrow(/sample/);
    expect(() => crpsOfSample([1, NaN], 1)).toThrow(/sample/);
    expect(() => crpsOfGaussianMixture([], 1)).toThrow(/components/);
    expect(() => crpsOfGaussian(0, -1, 1)).toThrow(/standardDeviation/);
  });
});

describe('quantiles', () => {
  it('of a normal forecast leave a tenth on each side of 1.2816 standard deviations', () => {
    const forecast = [{ weight: 1, mean: 10, standardDeviation: 2 }];
    expect(mixtureQuantile(forecast, 0.9)).toBeCloseTo(10 + 2 * 1.2815515655, 3);
    expect(mixtureQuantile(forecast, 0.1)).toBeCloseTo(10 - 2 * 1.2815515655, 3);
  });

  it('of a sample lie between its order statistics', () => {
    expect(sampleQuantile([4, 1, 3, 2], 0)).toBe(1);
    expect(sampleQuantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(sampleQuantile([4, 1, 3, 2], 1)).toBe(4);
    expect(() => sampleQuantile([1], 1.1)).toThrow(/probability/);
  });

  it.each([
    [0, 0.5],
    [1.959963984540054, 0.975],
    [-5, 2.866515718791946e-7],
    [4.5, 1 - 3.3976731247300535e-6],
  ])('rest on the normal distribution: below %s lies %s', (z, probability) => {
    expect(normalBelow(z)).toBeCloseTo(probability, 12);
  });
});

describe('correlation', () => {
  it('is 1 on a rising line, −1 on a falling one, null when one never changes', () => {
    expect(
      correlation([
        [0, 1],
        [1, 3],
        [2, 5],
      ]),
    ).toBeCloseTo(1, 12);
    expect(
      correlation([
        [0, 5],
        [1, 3],
        [2, 1],
      ]),
    ).toBeCloseTo(-1, 12);
    expect(
      correlation([
        [1, 5],
        [1, 3],
      ]),
    ).toBeNull();
  });
});
