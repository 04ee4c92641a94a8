import { RISK_FEATURES, additiveBasis, type AdditiveRisk } from '@airway-twin/domain/risk';
import { DIRECTION, short, type EffectShapes } from './effect-shapes.js';
import { cholesky, inverseOf, sandwich } from './matrix.js';
import { FEATURE_COUNT, type PatientDays, type Person } from './patient-days.js';

/** Basis values of rows, row-major, the first column 1. */
export interface Design {
  readonly width: number;
  readonly values: Float32Array;
  readonly outcome: Float32Array;
  readonly rows: Int32Array;
}

const STEPS = 30;
const SWEEPS = 200;
const SETTLED = 1e-7;
/** Where a step has moved no coefficient further than this, the curvature before it is still good enough for the next: nine tenths of the work. */
const SAME_CURVATURE_WITHIN = 0.05;

/** The basis of an additive model at those rows. */
export function designOf(days: PatientDays, rows: Int32Array, shapes: EffectShapes): Design {
  const model = {
    stretches: shapes.stretches.map((each) => ({ ...each, logOdds: 0 })),
    missing: shapes.missing.map((each) => ({ ...each, logOdds: 0 })),
  };
  const width = 1 + model.stretches.length + model.missing.length;
  const values = new Float32Array(rows.length * width);
  const outcome = new Float32Array(rows.length);
  for (const [at, row] of rows.entries()) {
    values[at * width] = 1;
    values.set(
      additiveBasis(model, days.features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT)),
      at * width + 1,
    );
    outcome[at] = days.outcome[row]!;
  }
  return { width, values, outcome, rows };
}

/**
 * Coefficients of the logistic model with ridge `penalty` on all but the base, each held to the sign of its feature (`DIRECTION`):
 * Newton steps, each solved within the signs by coordinate descent. `start`: coefficients to begin at.
 */
export function fitLogistic(design: Design, shapes: EffectShapes, penalty: number, start?: Float64Array): Float64Array {
  const { width, outcome } = design;
  const signs = signsOf(shapes);
  const coefficients = start ? Float64Array.from(start) : new Float64Array(width);
  if (!start) {
    const share = outcome.reduce((sum, each) => sum + each, 0) / Math.max(1, outcome.length);
    coefficients[0] = Math.log((share + 1e-6) / (1 - share + 1e-6));
  }
  let curvature: Float64Array | null = null;
  for (let step = 0; step < STEPS; step++) {
    const fresh = slopeAndCurvature(design, coefficients, penalty, curvature);
    const { gradient } = fresh;
    curvature = fresh.curvature;
    const next = Float64Array.from(coefficients);
    // Minimise gᵀd + dᵀHd/2 over d = next − coefficients within the signs.
    const slope = Float64Array.from(gradient);
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      let moved = 0;
      for (let at = 0; at < width; at++) {
        const wanted = next[at]! - slope[at]! / curvature[at * width + at]!;
        const held = signs[at] === 1 ? Math.max(0, wanted) : signs[at] === -1 ? Math.min(0, wanted) : wanted;
        const change = held - next[at]!;
        if (change === 0) continue;
        next[at] = held;
        for (let other = 0; other < width; other++) slope[other]! += change * curvature[at * width + other]!;
        moved = Math.max(moved, Math.abs(change));
      }
      if (moved < SETTLED / 10) break;
    }
    let largest = 0;
    for (let at = 0; at < width; at++) {
      largest = Math.max(largest, Math.abs(next[at]! - coefficients[at]!));
      coefficients[at] = next[at]!;
    }
    if (largest < SETTLED) break;
    if (largest > SAME_CURVATURE_WITHIN) curvature = null;
  }
  return coefficients;
}

/** 1, −1 or 0 (free) for the base and each coefficient. Not knowing may go either way. */
function signsOf({ stretches, missing }: EffectShapes): Int8Array {
  const own = stretches.map(({ feature }) => DIRECTION[RISK_FEATURES[feature]!.name] ?? 0);
  return Int8Array.from([0, ...own, ...missing.map(() => 0)]);
}

/** Gradient and curvature of the penalised log loss there; with a `known` curvature the gradient alone is worked out. */
function slopeAndCurvature(
  { width, values, outcome }: Design,
  coefficients: Float64Array,
  penalty: number,
  known: Float64Array | null = null,
): { gradient: Float64Array; curvature: Float64Array } {
  const gradient = new Float64Array(width);
  const curvature = known ?? new Float64Array(width * width);
  const used = new Int32Array(width);
  const usedValues = new Float64Array(width);
  for (let at = 0; at < outcome.length; at++) {
    const start = at * width;
    let logOdds = 0;
    let count = 0;
    for (let column = 0; column < width; column++) {
      const value = values[start + column]!;
      if (value === 0) continue;
      used[count] = column;
      usedValues[count++] = value;
      logOdds += value * coefficients[column]!;
    }
    const probability = 1 / (1 + Math.exp(-logOdds));
    const excess = probability - outcome[at]!;
    const weight = probability * (1 - probability);
    for (let i = 0; i < count; i++) {
      const row = used[i]!;
      const value = usedValues[i]!;
      gradient[row]! += excess * value;
      if (known) continue;
      const weighted = weight * value;
      const from = row * width;
      for (let j = 0; j <= i; j++) curvature[from + used[j]!]! += weighted * usedValues[j]!;
    }
  }
  for (let row = 1; row < width; row++) gradient[row]! += penalty * coefficients[row]!;
  if (known) return { gradient, curvature };
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < row; column++) curvature[column * width + row] = curvature[row * width + column]!;
    if (row > 0) curvature[row * width + row]! += penalty;
  }
  // A column that never varies has no curvature of its own.
  for (let row = 0; row < width; row++) curvature[row * width + row]! += 1e-9;
  return { gradient, curvature };
}

/** Those rows of a design, by place. */
export function partOf(design: Design, places: Int32Array): Design {
  const { width } = design;
  const values = new Float32Array(places.length * width);
  for (const [at, place] of places.entries()) {
    values.set(design.values.subarray(place * width, (place + 1) * width), at * width);
  }
  return {
    width,
    values,
    outcome: Float32Array.from(places, (place) => design.outcome[place]!),
    rows: Int32Array.from(places, (place) => design.rows[place]!),
  };
}

/** Factor on the log-odds (about their mean) that makes probabilities of people not learnt from right: logistic regression on them (Cox 1958). */
export function recalibrationSlope(probabilities: Float64Array, outcome: Float32Array): number {
  const x = probabilities.map((p) => Math.log(Math.max(1e-9, p) / Math.max(1e-9, 1 - p)));
  let [a, b] = [0, 1];
  for (let step = 0; step < 25; step++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-9, 0, 1e-9];
    for (let at = 0; at < x.length; at++) {
      const p = 1 / (1 + Math.exp(-(a + b * x[at]!)));
      const [excess, weight] = [outcome[at]! - p, p * (1 - p)];
      ga += excess;
      gb += excess * x[at]!;
      haa += weight;
      hab += weight * x[at]!;
      hbb += weight * x[at]! * x[at]!;
    }
    const determinant = haa * hbb - hab * hab;
    a += Math.max(-1, Math.min(1, (hbb * ga - hab * gb) / determinant));
    b += Math.max(-0.3, Math.min(0.3, (haa * gb - hab * ga) / determinant));
  }
  return b;
}

/** The coefficients with all effects times `factor`, and the base such that as many attacks are expected as came. */
export function stretched(design: Design, coefficients: Float64Array, factor: number): Float64Array {
  const out = coefficients.map((each, at) => (at === 0 ? each : each * factor));
  const events = design.outcome.reduce((sum, each) => sum + each, 0);
  for (let step = 0; step < 25; step++) {
    const given = probabilitiesOf(design, out);
    const expected = given.reduce((sum, each) => sum + each, 0);
    const weight = given.reduce((sum, each) => sum + each * (1 - each), 0);
    out[0]! += Math.max(-1, Math.min(1, (events - expected) / weight));
  }
  return out;
}

/** Probabilities of an attack within 7 days at the rows of a design. */
export function probabilitiesOf({ width, values, outcome }: Design, coefficients: Float64Array): Float64Array {
  return Float64Array.from({ length: outcome.length }, (_unused, at) => {
    let logOdds = 0;
    for (let column = 0; column < width; column++) logOdds += values[at * width + column]! * coefficients[column]!;
    return 1 / (1 + Math.exp(-logOdds));
  });
}

/** Mean of −ln of the probability given to what happened. */
export function logLoss(probabilities: Float64Array, outcome: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < outcome.length; at++) {
    const given = outcome[at] === 1 ? probabilities[at]! : 1 - probabilities[at]!;
    sum -= Math.log(Math.max(1e-12, given));
  }
  return sum / Math.max(1, outcome.length);
}

/**
 * The fitted model as data. Coefficients that the signs hold at 0 are left out. The uncertainty is Laplace's, with the spread of the
 * scores taken between persons (sandwich; Huber 1967, Liang & Zeger 1986): the days of one person are not independent.
 */
export function additiveModel(
  design: Design,
  shapes: EffectShapes,
  coefficients: Float64Array,
  penalty: number,
  days: PatientDays,
  people: readonly Person[],
): AdditiveRisk {
  const all = [...shapes.stretches, ...shapes.missing];
  const kept = [0, ...all.map((_each, at) => at + 1).filter((at) => coefficients[at] !== 0)];
  const inner = betweenPersons(design, coefficients, days, people);
  const { curvature } = slopeAndCurvature(design, coefficients, penalty);
  const n = kept.length;
  const pick = (matrix: Float64Array): Float64Array => {
    const out = new Float64Array(n * n);
    for (let row = 0; row < n; row++)
      for (let column = 0; column < n; column++)
        out[row * n + column] = matrix[kept[row]! * design.width + kept[column]!]!;
    return out;
  };
  const covariance = sandwich(inverseOf(pick(curvature), n), pick(inner), n);
  for (let row = 0; row < n; row++) covariance[row * n + row]! += 1e-9;
  const factor = cholesky(covariance, n);
  const stretches = shapes.stretches.length;
  const of = (at: number) => ({ ...all[at - 1]!, logOdds: short(coefficients[at]!) });
  return {
    baseLogOdds: short(coefficients[0]!),
    stretches: kept.filter((at) => at > 0 && at <= stretches).map(of) as AdditiveRisk['stretches'][number][],
    missing: kept.filter((at) => at > stretches).map(of),
    uncertainty: Array.from({ length: n }, (_unused, row) =>
      Array.from({ length: row + 1 }, (_none, column) => Number(factor[row * n + column]!.toPrecision(4))),
    ),
  };
}

/** Sum over persons of the outer product of each person's score, symmetric. */
function betweenPersons(
  { width, values, outcome, rows }: Design,
  coefficients: Float64Array,
  days: PatientDays,
  people: readonly Person[],
): Float64Array {
  const personOfRow = new Int32Array(days.count).fill(-1);
  for (const [index, { from, to }] of people.entries()) personOfRow.fill(index, from, to);
  const scores = Array.from({ length: people.length }, () => new Float64Array(width));
  for (let at = 0; at < rows.length; at++) {
    const start = at * width;
    let logOdds = 0;
    for (let column = 0; column < width; column++) logOdds += values[start + column]! * coefficients[column]!;
    const excess = 1 / (1 + Math.exp(-logOdds)) - outcome[at]!;
    const own = scores[personOfRow[rows[at]!]!]!;
    for (let column = 0; column < width; column++) own[column]! += excess * values[start + column]!;
  }
  const sum = new Float64Array(width * width);
  for (const own of scores) {
    for (let row = 0; row < width; row++) {
      if (own[row] === 0) continue;
      for (let column = 0; column < width; column++) sum[row * width + column]! += own[row]! * own[column]!;
    }
  }
  return sum;
}
