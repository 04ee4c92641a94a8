/** Distribution function of the standard normal, by the error function of Abramowitz and Stegun (1964), 7.1.26; off by less than 2e-7. */
export function normalCdf(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = 0.5 * poly * Math.exp((-x * x) / 2);
  return x >= 0 ? 1 - tail : tail;
}

/** Density of the normal with that standard deviation. */
export function normalDensity(x: number, sd: number): number {
  return Math.exp(-0.5 * (x / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));
}

/** One part of a mixture of normals. The weights of a mixture add up to one. */
export interface NormalPart {
  readonly weight: number;
  readonly mean: number;
  readonly sd: number;
}

/** Probability that a mixture lies below `x`. */
export function mixtureCdf(parts: readonly NormalPart[], x: number): number {
  let sum = 0;
  for (const { weight, mean, sd } of parts) sum += weight * normalCdf((x - mean) / sd);
  return sum;
}

/** Halving sixteen standard deviations so often leaves less than a hundred-millionth of one. */
const QUANTILE_ROUNDS = 32;

/** The value below which that share of a mixture lies, by halving. `share` within 0…1, both excluded. */
export function mixtureQuantile(parts: readonly NormalPart[], share: number): number {
  let low = Infinity;
  let high = -Infinity;
  for (const { mean, sd } of parts) {
    low = Math.min(low, mean - 8 * sd);
    high = Math.max(high, mean + 8 * sd);
  }
  for (let round = 0; round < QUANTILE_ROUNDS; round++) {
    const middle = (low + high) / 2;
    if (mixtureCdf(parts, middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Quantile of a normal cut off outside `from`…`to`. */
export function cutNormalQuantile(mean: number, sd: number, share: number, from: number, to: number): number {
  if (sd <= 0) return Math.min(to, Math.max(from, mean));
  const below = normalCdf((from - mean) / sd);
  const within = normalCdf((to - mean) / sd) - below;
  if (within < 1e-6) return mean < from ? from : to;
  const value = mixtureQuantile([{ weight: 1, mean, sd }], below + share * within);
  return Math.min(to, Math.max(from, value));
}
