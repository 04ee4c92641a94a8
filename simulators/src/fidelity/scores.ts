/**
 * How good predictions were, in the unit of what was predicted. Every function looks at finished predictions alone, so that a model and a
 * baseline are judged by the same code on the same data. An empty list is an error: a score of nothing is not a number.
 */

/** A prediction as a point beside what was then seen, same unit. */
export interface PointForecast {
  readonly predicted: number;
  readonly observed: number;
}

/** A prediction as an interval beside what was then seen, same unit. */
export interface BandForecast {
  readonly low: number;
  readonly high: number;
  readonly observed: number;
}

/** One normal distribution of a mixture. Weights need not add up to 1; they are taken in proportion. */
export interface GaussianComponent {
  readonly weight: number;
  readonly mean: number;
  readonly standardDeviation: number;
}

/** Mean of |predicted − observed|. Errors: RangeError for an empty list. */
export function meanAbsoluteError(forecasts: readonly PointForecast[]): number {
  return mean(forecasts.map(({ predicted, observed }) => Math.abs(predicted - observed)));
}

/** Square root of the mean of (predicted − observed)². Errors: RangeError for an empty list. */
export function rootMeanSquareError(forecasts: readonly PointForecast[]): number {
  return Math.sqrt(mean(forecasts.map(({ predicted, observed }) => (predicted - observed) ** 2)));
}

/** Mean of (predicted − observed): positive when predictions are too high. Errors: RangeError for an empty list. */
export function meanError(forecasts: readonly PointForecast[]): number {
  return mean(forecasts.map(({ predicted, observed }) => predicted - observed));
}

/** Share of observations within their band, both ends included, 0…1. Errors: RangeError for an empty list. */
export function bandCoverage(bands: readonly BandForecast[]): number {
  return mean(bands.map(({ low, high, observed }) => (observed >= low && observed <= high ? 1 : 0)));
}

/** Mean width of the bands. Errors: RangeError for an empty list. */
export function meanBandWidth(bands: readonly BandForecast[]): number {
  return mean(bands.map(({ low, high }) => high - low));
}

/**
 * Continuous ranked probability score of an empirical sample, in the unit of the values; 0 is perfect, for a sample of one it is the
 * absolute error. E|X − y| − ½ E|X − X′| (Gneiting and Raftery 2007, eq. 21), each expectation over the whole sample.
 * Errors: RangeError for an empty sample or a value that is not finite.
 */
export function crpsOfSample(sample: readonly number[], observed: number): number {
  requireFinite('observed', observed);
  const sorted = sortedFinite(sample);
  const count = sorted.length;
  let distance = 0;
  // Σᵢⱼ |xᵢ − xⱼ| = 2 Σᵢ (2i + 1 − n) xᵢ over the sorted values.
  let spread = 0;
  for (let index = 0; index < count; index++) {
    const value = sorted[index]!;
    distance += Math.abs(value - observed);
    spread += (2 * index + 1 - count) * value;
  }
  return distance / count - spread / (count * count);
}

/** Continuous ranked probability score of a normal distribution (Gneiting et al. 2005), in the unit of the values. */
export function crpsOfGaussian(forecastMean: number, standardDeviation: number, observed: number): number {
  return crpsOfGaussianMixture([{ weight: 1, mean: forecastMean, standardDeviation }], observed);
}

/**
 * Continuous ranked probability score of a mixture of normal distributions, in closed form (Grimit et al. 2006, eq. 5), in the unit of
 * the values. A standard deviation of 0 is a point. Errors: RangeError for no component, a weight or standard deviation below 0, no weight
 * at all, or a number that is not finite.
 */
export function crpsOfGaussianMixture(components: readonly GaussianComponent[], observed: number): number {
  requireFinite('observed', observed);
  const total = totalWeight(components);
  let distance = 0;
  let spread = 0;
  for (const one of components) {
    const share = one.weight / total;
    distance += share * meanAbsoluteOfNormal(observed - one.mean, one.standardDeviation);
    for (const other of components) {
      const apart = Math.hypot(one.standardDeviation, other.standardDeviation);
      spread += ((share * other.weight) / total) * meanAbsoluteOfNormal(one.mean - other.mean, apart);
    }
  }
  return distance - spread / 2;
}

/** Probability that the mixture gives at most `value`, 0…1. Errors as `crpsOfGaussianMixture`. */
export function mixtureProbabilityBelow(components: readonly GaussianComponent[], value: number): number {
  const total = totalWeight(components);
  return components.reduce((sum, { weight, mean: centre, standardDeviation }) => {
    const below = standardDeviation > 0 ? normalBelow((value - centre) / standardDeviation) : value >= centre ? 1 : 0;
    return sum + (weight / total) * below;
  }, 0);
}

/**
 * The value below which the mixture lies with that probability (0 < probability < 1), by bisection to a millionth of the mixture's extent.
 * Errors: RangeError when the probability is not inside 0…1, else as `crpsOfGaussianMixture`.
 */
export function mixtureQuantile(components: readonly GaussianComponent[], probability: number): number {
  if (!(probability > 0 && probability < 1))
    throw new RangeError(`probability: expected a number between 0 and 1, got ${probability}`);
  let low = Math.min(...components.map((one) => one.mean - 12 * one.standardDeviation));
  let high = Math.max(...components.map((one) => one.mean + 12 * one.standardDeviation));
  const enough = (high - low) * 1e-6;
  while (high - low > enough) {
    const middle = (low + high) / 2;
    if (mixtureProbabilityBelow(components, middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Quantile of a sample with linear interpolation between order statistics (Hyndman and Fan 1996, type 7). `probability` 0…1.
 * Errors: RangeError for an empty sample, a value that is not finite or a probability outside 0…1.
 */
export function sampleQuantile(sample: readonly number[], probability: number): number {
  if (!(probability >= 0 && probability <= 1))
    throw new RangeError(`probability: expected a number from 0 to 1, got ${probability}`);
  const sorted = sortedFinite(sample);
  const at = (sorted.length - 1) * probability;
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (at - below);
}

/** Pearson's correlation of pairs, −1…1; null when one of the two never changes. Errors: RangeError for fewer than two pairs. */
export function correlation(pairs: readonly (readonly [number, number])[]): number | null {
  if (pairs.length < 2) throw new RangeError(`pairs: expected at least two, got ${pairs.length}`);
  const meanA = mean(pairs.map(([a]) => a));
  const meanB = mean(pairs.map(([, b]) => b));
  let both = 0;
  let ofA = 0;
  let ofB = 0;
  for (const [a, b] of pairs) {
    both += (a - meanA) * (b - meanB);
    ofA += (a - meanA) ** 2;
    ofB += (b - meanB) ** 2;
  }
  return ofA > 0 && ofB > 0 ? both / Math.sqrt(ofA * ofB) : null;
}

/** Arithmetic mean. Errors: RangeError for an empty list or a mean that is not finite. */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('expected at least one value to score, got none');
  const result = values.reduce((sum, value) => sum + value, 0) / values.length;
  requireFinite('values', result);
  return result;
}

/** E|X| of a normal variable with that mean and standard deviation. */
function meanAbsoluteOfNormal(centre: number, standardDeviation: number): number {
  if (standardDeviation === 0) return Math.abs(centre);
  const z = centre / standardDeviation;
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  return 2 * standardDeviation * density + centre * (2 * normalBelow(z) - 1);
}

/** Probability that a standard normal variable is below z, to about 1e-15: series near 0, continued fraction in the tails (Abramowitz and Stegun 26.2.11, 26.2.14). */
export function normalBelow(z: number): number {
  const x = Math.abs(z);
  if (x > 38) return z > 0 ? 1 : 0;
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  if (x < 4) {
    let term = x;
    let sum = x;
    for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && odd < 400; odd += 2) {
      term *= (x * x) / odd;
      sum += term;
    }
    return 0.5 + Math.sign(z) * density * sum;
  }
  let fraction = x;
  for (let step = 60; step >= 1; step--) fraction = x + step / fraction;
  const tail = density / fraction;
  return z > 0 ? 1 - tail : tail;
}

function totalWeight(components: readonly GaussianComponent[]): number {
  let total = 0;
  for (const { weight, mean: centre, standardDeviation } of components) {
    requireFinite('mean', centre);
    if (!(weight >= 0)) throw new RangeError(`weight: expected a number of at least 0, got ${weight}`);
    if (!(standardDeviation >= 0 && standardDeviation < Infinity))
      throw new RangeError(`standardDeviation: expected a number of at least 0, got ${standardDeviation}`);
    total += weight;
  }
  if (!(total > 0 && total < Infinity)) throw new RangeError('components: expected at least one with a weight above 0');
  return total;
}

function sortedFinite(sample: readonly number[]): number[] {
  if (sample.length === 0) throw new RangeError('sample: expected at least one value, got none');
  sample.forEach((value) => requireFinite('sample', value));
  return [...sample].sort((a, b) => a - b);
}

function requireFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`${name}: expected a finite number, got ${value}`);
}
