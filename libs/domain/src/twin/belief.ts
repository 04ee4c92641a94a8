/**
 * A Gaussian belief about a state vector, in working form: `mean` of length n, `covariance` n×n, row by row, symmetric. Functions here change
 * the belief they are given; what is stored is packed and never touched. Where a caller names the belief to work `into`, its memory is used
 * again: a filter step else leaves a dozen matrices behind.
 */
export interface Belief {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** A belief as plain data: the covariance as its upper triangle, row by row. */
export interface PackedBelief {
  readonly mean: readonly number[];
  readonly covariance: readonly number[];
}

/** A belief of so many parts to work into; its numbers mean nothing yet. */
export function blank(n: number): Belief {
  return { mean: new Float64Array(n), covariance: new Float64Array(n * n) };
}

/** Working form of a stored belief. */
export function unpack({ mean, covariance }: PackedBelief, into: Belief = blank(mean.length)): Belief {
  const n = mean.length;
  const full = into.covariance;
  for (let row = 0, at = 0; row < n; row++) {
    into.mean[row] = mean[row]!;
    for (let column = row; column < n; column++) {
      const value = covariance[at++]!;
      full[row * n + column] = value;
      full[column * n + row] = value;
    }
  }
  return into;
}

/** Plain data of a belief, to twelve decimals: more would only make stored states larger. */
export function pack({ mean, covariance }: Belief): PackedBelief {
  const n = mean.length;
  const means = new Array<number>(n);
  const triangle = new Array<number>((n * (n + 1)) / 2);
  for (let row = 0, at = 0; row < n; row++) {
    means[row] = rounded(mean[row]!);
    for (let column = row; column < n; column++) triangle[at++] = rounded(covariance[row * n + column]!);
  }
  return { mean: means, covariance: triangle };
}

/** Changes a belief to what `pack` and `unpack` would leave of it. */
export function settle({ mean, covariance }: Belief): void {
  const n = mean.length;
  for (let row = 0; row < n; row++) {
    mean[row] = rounded(mean[row]!);
    for (let column = row; column < n; column++) {
      const value = rounded(covariance[row * n + column]!);
      covariance[row * n + column] = value;
      covariance[column * n + row] = value;
    }
  }
}

const DECIMALS = 1e12;

function rounded(value: number): number {
  return nearestWhole(value * DECIMALS) / DECIMALS;
}

/**
 * As `Math.round`, and never −0, of numbers below 2^52 in size (but for the one next below a half, which counts as a half): without its branch,
 * which nothing foretells and which made up most of the time that packing takes.
 */
function nearestWhole(value: number): number {
  return Math.floor(value + 0.5);
}

/** A belief in whole billionths, mean and covariance alike: half as long as JSON, for those of which many are kept. */
export interface BillionthsBelief {
  readonly meanBillionths: readonly number[];
  readonly covarianceBillionths: readonly number[];
}

const BILLION = 1e9;

/** Plain data of a belief whose standard deviations are of a thousandth and more. */
export function packBillionths({ mean, covariance }: Belief): BillionthsBelief {
  const n = mean.length;
  const meanBillionths = new Array<number>(n);
  const covarianceBillionths = new Array<number>((n * (n + 1)) / 2);
  for (let row = 0, at = 0; row < n; row++) {
    meanBillionths[row] = billionths(mean[row]!);
    for (let column = row; column < n; column++) covarianceBillionths[at++] = billionths(covariance[row * n + column]!);
  }
  return { meanBillionths, covarianceBillionths };
}

/** By way of the twelve decimals of `pack`: stored habits were written so. */
function billionths(value: number): number {
  return nearestWhole(rounded(value) * BILLION);
}

/** Working form of such a belief. */
export function unpackBillionths(
  { meanBillionths, covarianceBillionths }: BillionthsBelief,
  into: Belief = blank(meanBillionths.length),
): Belief {
  const n = meanBillionths.length;
  const full = into.covariance;
  for (let row = 0, at = 0; row < n; row++) {
    into.mean[row] = meanBillionths[row]! / BILLION;
    for (let column = row; column < n; column++) {
      const value = covarianceBillionths[at++]! / BILLION;
      full[row * n + column] = value;
      full[column * n + row] = value;
    }
  }
  return into;
}

/** A belief with independent components. */
export function independent(mean: readonly number[], sd: readonly number[]): Belief {
  const n = mean.length;
  const covariance = new Float64Array(n * n);
  sd.forEach((value, index) => {
    covariance[index * n + index] = value * value;
  });
  return { mean: Float64Array.from(mean), covariance };
}

/** One row of a linear map: the new value of a component as weights of the old ones, plus a constant, plus noise of that variance. */
export interface MappedRow {
  readonly row: number;
  readonly from: readonly number[];
  readonly weights: readonly number[];
  readonly plus: number;
  readonly noise: number;
}

/**
 * The belief after the linear map that replaces the named rows, one after the other: a row sees the rows before it already replaced.
 * Exact for a map built that way.
 */
export function mapRows(belief: Belief, rows: readonly MappedRow[]): void {
  const mixed = new Float64Array(belief.mean.length);
  for (const { row, from, weights, plus, noise } of rows) {
    if (from.length === 1 && from[0] === row && weights[0] === 1) widenRow(belief, row, plus, noise);
    else mapRow(belief, row, from, weights, plus, noise, mixed);
  }
}

/** One row of `mapRows` that keeps its value but for a constant and noise. */
export function widenRow({ mean, covariance }: Belief, row: number, plus: number, noise: number): void {
  mean[row]! += plus;
  covariance[row * mean.length + row]! += noise;
}

/** One row of `mapRows`. `mixed`: memory to work in, as long as the mean. */
export function mapRow(
  { mean, covariance }: Belief,
  row: number,
  from: readonly number[],
  weights: ArrayLike<number>,
  plus: number,
  noise: number,
  mixed: Float64Array,
): void {
  const n = mean.length;
  for (let column = 0; column < n; column++) mixed[column] = 0;
  let value = plus;
  for (let k = 0; k < from.length; k++) {
    const weight = weights[k]!;
    const start = from[k]! * n;
    value += weight * mean[from[k]!]!;
    for (let column = 0; column < n; column++) mixed[column]! += weight * covariance[start + column]!;
  }
  let variance = noise;
  for (let k = 0; k < from.length; k++) variance += weights[k]! * mixed[from[k]!]!;
  mean[row] = value;
  for (let column = 0; column < n; column++) {
    covariance[row * n + column] = mixed[column]!;
    covariance[column * n + row] = mixed[column]!;
  }
  covariance[row * n + row] = variance;
}

/** What is expected of a scalar observation: `gradient` is its row of derivatives. */
export interface Expected {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Covariance times the gradient, into `cross`; returns the variance of the expected value. */
export function spreadInto(cross: Float64Array, { mean, covariance }: Belief, gradient: Float64Array): number {
  const n = mean.length;
  for (let row = 0, start = 0; row < n; row++, start += n) {
    let sum = 0;
    for (let column = 0; column < n; column++) sum += covariance[start + column]! * gradient[column]!;
    cross[row] = sum;
  }
  let variance = 0;
  for (let row = 0; row < n; row++) variance += gradient[row]! * cross[row]!;
  return variance;
}

/** Covariance times the gradient, and the variance of the expected value. */
export function spreadOf(belief: Belief, gradient: Float64Array): { cross: Float64Array; variance: number } {
  const cross = new Float64Array(belief.mean.length);
  return { cross, variance: spreadInto(cross, belief, gradient) };
}

/** Kalman update by a scalar observation with variance `noise`; `innovation` is what was seen less what was expected. */
export function update(belief: Belief, gradient: Float64Array, innovation: number, noise: number): void {
  const { cross, variance } = spreadOf(belief, gradient);
  updateAlong(belief, cross, variance, innovation, noise);
}

/** The same where covariance times gradient and the variance of the expected value are known already. */
export function updateAlong(
  { mean, covariance }: Belief,
  cross: Float64Array,
  variance: number,
  innovation: number,
  noise: number,
): void {
  const n = mean.length;
  const total = variance + noise;
  for (let row = 0, start = 0; row < n; row++, start += n) {
    const gain = cross[row]! / total;
    mean[row]! += gain * innovation;
    for (let column = 0; column < n; column++) covariance[start + column]! -= gain * cross[column]!;
  }
}

/**
 * Update by an event whose probability or rate depends on the state through a linear predictor (Eden et al. 2004): `excess` is what
 * happened less what was expected, `information` the curvature of the log-likelihood in the predictor. `cross`: memory to work in, as long
 * as the mean.
 */
export function updateByEvent(
  belief: Belief,
  gradient: Float64Array,
  excess: number,
  information: number,
  cross = new Float64Array(gradient.length),
): void {
  const { mean, covariance } = belief;
  const n = mean.length;
  const variance = spreadInto(cross, belief, gradient);
  const shrink = information / (1 + information * variance);
  const step = excess / (1 + information * variance);
  for (let row = 0, start = 0; row < n; row++, start += n) {
    mean[row]! += cross[row]! * step;
    const share = shrink * cross[row]!;
    for (let column = 0; column < n; column++) covariance[start + column]! -= share * cross[column]!;
  }
}

/** One Gaussian with the mean and covariance of a mixture. Weights add up to one; `into` is none of the parts. */
export function merged(
  parts: readonly { readonly weight: number; readonly belief: Belief }[],
  into: Belief = blank(parts[0]!.belief.mean.length),
): Belief {
  const { mean, covariance } = into;
  const n = mean.length;
  mean.fill(0);
  covariance.fill(0);
  for (const { weight, belief } of parts) for (let i = 0; i < n; i++) mean[i]! += weight * belief.mean[i]!;
  for (const { weight, belief } of parts) {
    for (let row = 0, start = 0; row < n; row++, start += n) {
      const apart = weight * (belief.mean[row]! - mean[row]!);
      for (let column = 0; column < n; column++) {
        covariance[start + column]! +=
          weight * belief.covariance[start + column]! + apart * (belief.mean[column]! - mean[column]!);
      }
    }
  }
  return into;
}

/** A copy that may be changed. */
export function copied({ mean, covariance }: Belief, into: Belief = blank(mean.length)): Belief {
  into.mean.set(mean);
  into.covariance.set(covariance);
  return into;
}
