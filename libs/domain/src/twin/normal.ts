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

/** Quantile of the standard normal that leaves 10 % on each side. */
export const EIGHTY_PERCENT = 1.2815515655446004;

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

/** Coefficients of Acklam's rational approximation (2003): middle and tails. */
const MIDDLE_ABOVE = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const MIDDLE_BELOW = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
];
const TAIL_ABOVE = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_BELOW = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
const TAIL_SHARE = 0.02425;

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

/** The value below which that share of the standard normal lies, off by less than 1e-8. `share` within 0…1, both excluded. */
export function normalQuantile(share: number): number {
  if (share > 0.5) return -normalQuantile(1 - share);
  if (share < TAIL_SHARE) {
    const q = Math.sqrt(-2 * Math.log(share));
    return polynomial(TAIL_ABOVE, q) / polynomial(TAIL_BELOW, q);
  }
  const q = share - 0.5;
  return (q * polynomial(MIDDLE_ABOVE, q * q)) / polynomial(MIDDLE_BELOW, q * q);
}

/** Quantile of a normal cut off outside `from`…`to`. */
export function cutNormalQuantile(mean: number, sd: number, share: number, from: number, to: number): number {
  if (sd <= 0) return Math.min(to, Math.max(from, mean));
  const below = normalCdf((from - mean) / sd);
  const within = normalCdf((to - mean) / sd) - below;
  if (within < 1e-6) return mean < from ? from : to;
  const value = mean + sd * normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, below + share * within)));
  return Math.min(to, Math.max(from, value));
}
