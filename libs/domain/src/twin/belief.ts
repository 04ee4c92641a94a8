/**
 * A Gaussian belief about a state vector, in working form: `mean` of length n, `covariance` n×n, row by row, symmetric. Functions here change
 * the belief they are given; `unpack` makes a fresh one, so nothing stored is ever touched.
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

/** Working form of a stored belief. */
export function unpack({ mean, covariance }: PackedBelief): Belief {
  const n = mean.length;
  const full = new Float64Array(n * n);
  for (let row = 0, at = 0; row < n; row++) {
    for (let column = row; column < n; column++) {
      const value = covariance[at++]!;
      full[row * n + column] = value;
      full[column * n + row] = value;
    }
  }
  return { mean: Float64Array.from(mean), covariance: full };
}

/** Plain data of a belief, to twelve decimals: more would only make stored states larger. */
export function pack({ mean, covariance }: Belief): PackedBelief {
  const n = mean.length;
  const triangle: number[] = [];
  for (let row = 0; row < n; row++) {
    for (let column = row; column < n; column++) triangle.push(rounded(covariance[row * n + column]!));
  }
  return { mean: Array.from(mean, rounded), covariance: triangle };
}

const DECIMALS = 1e12;

function rounded(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS + 0;
}

/** A belief in whole billionths, mean and covariance alike: half as long as JSON, for those of which many are kept. */
export interface BillionthsBelief {
  readonly meanBillionths: readonly number[];
  readonly covarianceBillionths: readonly number[];
}

const BILLION = 1e9;

/** Plain data of a belief whose standard deviations are of a thousandth and more. */
export function packBillionths(belief: Belief): BillionthsBelief {
  const { mean, covariance } = pack(belief);
  const billionths = (value: number) => Math.round(value * BILLION) + 0;
  return { meanBillionths: mean.map(billionths), covarianceBillionths: covariance.map(billionths) };
}

/** Working form of such a belief. */
export function unpackBillionths({ meanBillionths, covarianceBillionths }: BillionthsBelief): Belief {
  const whole = (value: number) => value / BILLION;
  return unpack({ mean: meanBillionths.map(whole), covariance: covarianceBillionths.map(whole) });
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
export function mapRows({ mean, covariance }: Belief, rows: readonly MappedRow[]): void {
  const n = mean.length;
  for (const { row, from, weights, plus, noise } of rows) {
    if (from.length === 1 && from[0] === row && weights[0] === 1) {
      mean[row]! += plus;
      covariance[row * n + row]! += noise;
      continue;
    }
    let value = plus;
    for (let k = 0; k < from.length; k++) value += weights[k]! * mean[from[k]!]!;
    const mixed = new Float64Array(n);
    for (let k = 0; k < from.length; k++) {
      const weight = weights[k]!;
      const start = from[k]! * n;
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
}

/** What is expected of a scalar observation: `gradient` is its row of derivatives. */
export interface Expected {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Covariance times the gradient, and the variance of the expected value. */
export function spreadOf(
  { mean, covariance }: Belief,
  gradient: Float64Array,
): { cross: Float64Array; variance: number } {
  const n = mean.length;
  const cross = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let column = 0; column < n; column++) sum += covariance[row * n + column]! * gradient[column]!;
    cross[row] = sum;
  }
  let variance = 0;
  for (let row = 0; row < n; row++) variance += gradient[row]! * cross[row]!;
  return { cross, variance };
}

/** Kalman update by a scalar observation with variance `noise`; `innovation` is what was seen less what was expected. */
export function update(belief: Belief, gradient: Float64Array, innovation: number, noise: number): void {
  const { mean, covariance } = belief;
  const n = mean.length;
  const { cross, variance } = spreadOf(belief, gradient);
  const total = variance + noise;
  for (let row = 0; row < n; row++) {
    const gain = cross[row]! / total;
    mean[row]! += gain * innovation;
    for (let column = 0; column < n; column++) covariance[row * n + column]! -= gain * cross[column]!;
  }
}

/**
 * Update by an event whose probability or rate depends on the state through a linear predictor (Eden et al. 2004): `excess` is what
 * happened less what was expected, `information` the curvature of the log-likelihood in the predictor.
 */
export function updateByEvent(belief: Belief, gradient: Float64Array, excess: number, information: number): void {
  const { mean, covariance } = belief;
  const n = mean.length;
  const { cross, variance } = spreadOf(belief, gradient);
  const shrink = information / (1 + information * variance);
  const step = excess / (1 + information * variance);
  for (let row = 0; row < n; row++) {
    mean[row]! += cross[row]! * step;
    for (let column = 0; column < n; column++) covariance[row * n + column]! -= shrink * cross[row]! * cross[column]!;
  }
}

/** One Gaussian with the mean and covariance of a mixture. Weights add up to one. */
export function merged(parts: readonly { readonly weight: number; readonly belief: Belief }[]): Belief {
  const n = parts[0]!.belief.mean.length;
  const mean = new Float64Array(n);
  const covariance = new Float64Array(n * n);
  for (const { weight, belief } of parts) for (let i = 0; i < n; i++) mean[i]! += weight * belief.mean[i]!;
  for (const { weight, belief } of parts) {
    for (let row = 0; row < n; row++) {
      const apart = weight * (belief.mean[row]! - mean[row]!);
      for (let column = 0; column < n; column++) {
        covariance[row * n + column]! +=
          weight * belief.covariance[row * n + column]! + apart * (belief.mean[column]! - mean[column]!);
      }
    }
  }
  return { mean, covariance };
}

/** A copy that may be changed. */
export function copied({ mean, covariance }: Belief): Belief {
  return { mean: mean.slice(), covariance: covariance.slice() };
}
