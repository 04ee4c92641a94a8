import { drawsFrom, normalsFrom } from './draw.js';
import { FEATURE_COUNT, type PatientDays } from './patient-days.js';

/** A gated recurrent unit (Cho 2014) over the last 14 daily rows of features, and a logistic read-out. */
export interface RecurrentNet {
  readonly weights: Float64Array;
  readonly middle: Float64Array;
  readonly spread: Float64Array;
}

const LAST_DAYS = 14;
const HIDDEN = 12;
/** Each feature and whether it is missing. */
const INPUT = 2 * FEATURE_COUNT;
const GATE = HIDDEN * (INPUT + HIDDEN + 1);
const SIZE = 3 * GATE + HIDDEN + 1;
const EPOCHS = 5;
const BATCH = 64;
const RATE = 0.004;
/** All days before attacks are learnt from, and of the others so many for each. */
const OTHERS_PER_EVENT = 4;
const MOST_EVENTS = 4000;

/** Trained by backpropagation through time with Adam (Kingma & Ba 2015) on days drawn from `train`; the epoch with the least loss on `tune` is kept. */
export function fitRecurrentNet(days: PatientDays, train: Int32Array, tune: Int32Array, seed: number): RecurrentNet {
  const draw = drawsFrom(seed);
  const normal = normalsFrom(draw);
  const { middle, spread } = scaling(days, train);
  const weights = Float64Array.from({ length: SIZE }, () => normal() * 0.12);
  const net: RecurrentNet = { weights, middle, spread };
  const chosen = sampled(days, train, draw);
  const judge = sampled(days, tune, draw);
  const gradient = new Float64Array(SIZE);
  const first = new Float64Array(SIZE);
  const second = new Float64Array(SIZE);
  let best = Float64Array.from(weights);
  let least = Infinity;
  let step = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(chosen, draw);
    for (let from = 0; from < chosen.length; from += BATCH) {
      const batch = chosen.slice(from, from + BATCH);
      gradient.fill(0);
      for (const row of batch) backward(net, inputOf(net, days, row), days.outcome[row]!, gradient);
      step++;
      for (let at = 0; at < SIZE; at++) {
        const g = gradient[at]! / batch.length + 1e-5 * weights[at]!;
        first[at] = 0.9 * first[at]! + 0.1 * g;
        second[at] = 0.999 * second[at]! + 0.001 * g * g;
        weights[at]! -=
          (RATE * (first[at]! / (1 - 0.9 ** step))) / (Math.sqrt(second[at]! / (1 - 0.999 ** step)) + 1e-8);
      }
    }
    let loss = 0;
    for (const row of judge) {
      const p = forward(net, inputOf(net, days, row)).probability;
      loss -= Math.log(Math.max(1e-9, days.outcome[row] === 1 ? p : 1 - p));
    }
    if (loss < least) [least, best] = [loss, Float64Array.from(weights)];
  }
  weights.set(best);
  recalibrated(net, days, tune);
  return net;
}

/** Probabilities at those rows. */
export function netProbabilities(net: RecurrentNet, days: PatientDays, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => forward(net, inputOf(net, days, row)).probability);
}

/** Others were drawn more thinly than events: slope and intercept of the read-out are set by the whole of `tune`. */
function recalibrated({ weights, middle, spread }: RecurrentNet, days: PatientDays, tune: Int32Array): void {
  const net = { weights, middle, spread };
  const some = tune.filter((_row, at) => at % 5 === 0);
  const logOdds = Float64Array.from(some, (row) => forward(net, inputOf(net, days, row)).logOdds);
  let [a, b] = [0, 1];
  for (let step = 0; step < 20; step++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-6, 0, 1e-6];
    for (const [at, row] of some.entries()) {
      const p = 1 / (1 + Math.exp(-(a + b * logOdds[at]!)));
      const excess = days.outcome[row]! - p;
      const weight = p * (1 - p);
      ga += excess;
      gb += excess * logOdds[at]!;
      haa += weight;
      hab += weight * logOdds[at]!;
      hbb += weight * logOdds[at]! ** 2;
    }
    const determinant = haa * hbb - hab * hab;
    a += Math.max(-2, Math.min(2, (hbb * ga - hab * gb) / determinant));
    b += Math.max(-0.5, Math.min(0.5, (haa * gb - hab * ga) / determinant));
  }
  for (let at = 3 * GATE; at < SIZE; at++) weights[at]! *= b;
  weights[SIZE - 1]! += a;
}

function sampled(days: PatientDays, rows: Int32Array, draw: () => number): number[] {
  const events = [...rows].filter((row) => days.outcome[row] === 1);
  const eventShare = Math.min(1, MOST_EVENTS / Math.max(1, events.length));
  const kept = events.filter(() => draw() < eventShare);
  const others = [...rows].filter((row) => days.outcome[row] !== 1);
  const share = (OTHERS_PER_EVENT * kept.length) / Math.max(1, others.length);
  return [...kept, ...others.filter(() => draw() < share)];
}

function shuffle(rows: number[], draw: () => number): void {
  for (let at = rows.length - 1; at > 0; at--) {
    const other = Math.floor(draw() * (at + 1));
    [rows[at], rows[other]] = [rows[other]!, rows[at]!];
  }
}

function scaling(days: PatientDays, rows: Int32Array): { middle: Float64Array; spread: Float64Array } {
  const middle = new Float64Array(FEATURE_COUNT);
  const spread = new Float64Array(FEATURE_COUNT);
  for (let feature = 0; feature < FEATURE_COUNT; feature++) {
    let [n, sum, squares] = [0, 0, 0];
    for (let at = 0; at < rows.length; at += 5) {
      const value = days.features[rows[at]! * FEATURE_COUNT + feature]!;
      if (Number.isNaN(value)) continue;
      n++;
      sum += value;
      squares += value * value;
    }
    middle[feature] = n > 0 ? sum / n : 0;
    spread[feature] = n > 1 ? Math.sqrt(Math.max(1e-6, squares / n - middle[feature]! ** 2)) : 1;
  }
  return { middle, spread };
}

/** The 14 rows up to and with that one; days of another person or before the record are all missing. */
function inputOf({ middle, spread }: RecurrentNet, days: PatientDays, row: number): Float64Array {
  const input = new Float64Array(LAST_DAYS * INPUT);
  for (let step = 0; step < LAST_DAYS; step++) {
    const at = row - (LAST_DAYS - 1 - step);
    const start = step * INPUT;
    const sameRecord = at >= 0 && days.day[row]! - days.day[at]! === row - at;
    for (let feature = 0; feature < FEATURE_COUNT; feature++) {
      const value = sameRecord ? days.features[at * FEATURE_COUNT + feature]! : NaN;
      if (Number.isNaN(value)) input[start + FEATURE_COUNT + feature] = 1;
      else input[start + feature] = Math.max(-4, Math.min(4, (value - middle[feature]!) / spread[feature]!));
    }
  }
  return input;
}

interface Passed {
  readonly probability: number;
  readonly logOdds: number;
  readonly hidden: Float64Array;
  readonly update: Float64Array;
  readonly reset: Float64Array;
  readonly candidate: Float64Array;
}

function forward({ weights }: RecurrentNet, input: Float64Array): Passed {
  const hidden = new Float64Array((LAST_DAYS + 1) * HIDDEN);
  const update = new Float64Array(LAST_DAYS * HIDDEN);
  const reset = new Float64Array(LAST_DAYS * HIDDEN);
  const candidate = new Float64Array(LAST_DAYS * HIDDEN);
  for (let step = 0; step < LAST_DAYS; step++) {
    const [x, before, now] = [step * INPUT, step * HIDDEN, (step + 1) * HIDDEN];
    const gate = (which: number, unit: number, held: Float64Array | null): number => {
      const at = which * GATE + unit * (INPUT + HIDDEN + 1);
      let sum = weights[at + INPUT + HIDDEN]!;
      for (let i = 0; i < INPUT; i++) sum += weights[at + i]! * input[x + i]!;
      for (let j = 0; j < HIDDEN; j++) {
        sum += weights[at + INPUT + j]! * hidden[before + j]! * (held ? held[before + j]! : 1);
      }
      return sum;
    };
    for (let unit = 0; unit < HIDDEN; unit++) {
      update[before + unit] = 1 / (1 + Math.exp(-gate(0, unit, null)));
      reset[before + unit] = 1 / (1 + Math.exp(-gate(1, unit, null)));
    }
    for (let unit = 0; unit < HIDDEN; unit++) {
      candidate[before + unit] = Math.tanh(gate(2, unit, reset));
      const z = update[before + unit]!;
      hidden[now + unit] = (1 - z) * candidate[before + unit]! + z * hidden[before + unit]!;
    }
  }
  let logOdds = weights[SIZE - 1]!;
  for (let unit = 0; unit < HIDDEN; unit++) logOdds += weights[3 * GATE + unit]! * hidden[LAST_DAYS * HIDDEN + unit]!;
  return { probability: 1 / (1 + Math.exp(-logOdds)), logOdds, hidden, update, reset, candidate };
}

/** Adds the gradient of −ln of the probability of what happened. */
function backward(net: RecurrentNet, input: Float64Array, outcome: number, gradient: Float64Array): void {
  const { weights } = net;
  const { probability, hidden, update, reset, candidate } = forward(net, input);
  const excess = probability - outcome;
  let later = new Float64Array(HIDDEN);
  for (let unit = 0; unit < HIDDEN; unit++) {
    gradient[3 * GATE + unit]! += excess * hidden[LAST_DAYS * HIDDEN + unit]!;
    later[unit] = excess * weights[3 * GATE + unit]!;
  }
  gradient[SIZE - 1]! += excess;
  for (let step = LAST_DAYS - 1; step >= 0; step--) {
    const [x, before] = [step * INPUT, step * HIDDEN];
    const earlier = new Float64Array(HIDDEN);
    const throughReset = new Float64Array(HIDDEN);
    const gate = (which: number, unit: number, slope: number, held: Float64Array | null): void => {
      const at = which * GATE + unit * (INPUT + HIDDEN + 1);
      gradient[at + INPUT + HIDDEN]! += slope;
      for (let i = 0; i < INPUT; i++) gradient[at + i]! += slope * input[x + i]!;
      for (let j = 0; j < HIDDEN; j++) {
        const h = hidden[before + j]!;
        const r = held ? held[before + j]! : 1;
        gradient[at + INPUT + j]! += slope * h * r;
        earlier[j]! += slope * weights[at + INPUT + j]! * r;
        if (held) throughReset[j]! += slope * weights[at + INPUT + j]! * h;
      }
    };
    for (let unit = 0; unit < HIDDEN; unit++) {
      const [z, c, d] = [update[before + unit]!, candidate[before + unit]!, later[unit]!];
      earlier[unit]! += d * z;
      gate(2, unit, d * (1 - z) * (1 - c * c), reset);
      gate(0, unit, d * (hidden[before + unit]! - c) * z * (1 - z), null);
    }
    for (let unit = 0; unit < HIDDEN; unit++) {
      const r = reset[before + unit]!;
      gate(1, unit, throughReset[unit]! * r * (1 - r), null);
    }
    later = earlier;
  }
}
