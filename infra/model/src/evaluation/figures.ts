import type { RiskFigure } from '@airway-twin/contracts/risk-model';
import { drawsFrom } from '../learning/draw.js';
import type { PatientDays, Person } from '../learning/patient-days.js';

/** Scores of the judged rows of some people; higher is more at risk. `probability` null: the score is only an order. */
export interface Judged {
  readonly score: Float64Array;
  readonly probability: Float64Array | null;
  readonly outcome: Float32Array;
  /** Place of each row's person in the list of people. */
  readonly person: Int32Array;
  readonly people: number;
}

export const FIGURES = ['auc', 'auprc', 'brier', 'brierSkill', 'calibrationSlope', 'calibrationIntercept'] as const;
export type FigureName = (typeof FIGURES)[number];
export type Figures = Record<FigureName, number | null>;

const BINS = 1024;
const REPLICATES = 200;

/** Scores of rows as something to judge. */
export function judged(
  days: PatientDays,
  people: readonly Person[],
  rows: Int32Array,
  score: Float64Array,
  isProbability: boolean,
): Judged {
  const personOfRow = new Int32Array(days.count);
  for (const [index, { from, to }] of people.entries()) personOfRow.fill(index, from, to);
  return {
    score,
    probability: isProbability ? score : null,
    outcome: Float32Array.from(rows, (row) => days.outcome[row]!),
    person: Int32Array.from(rows, (row) => personOfRow[row]!),
    people: people.length,
  };
}

/** The rows in at most 1,024 groups of like scores, in order: all that discrimination and calibration need. */
interface Binned {
  readonly bin: Uint16Array;
  /** Log-odds at the middle of each bin; null when the score is no probability. */
  readonly logOdds: Float64Array | null;
}

function binned({ score, probability }: Judged): Binned {
  const order = Float64Array.from(score).sort();
  const bin = new Uint16Array(score.length);
  const edges = [
    ...new Set(Array.from({ length: BINS }, (_unused, at) => order[Math.floor((at * order.length) / BINS)]!)),
  ];
  const sum = new Float64Array(edges.length);
  const count = new Float64Array(edges.length);
  for (let at = 0; at < score.length; at++) {
    let low = 0;
    let high = edges.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (edges[middle]! <= score[at]!) low = middle;
      else high = middle;
    }
    bin[at] = low;
    if (!probability) continue;
    const held = Math.min(1 - 1e-9, Math.max(1e-9, probability[at]!));
    sum[low]! += Math.log(held / (1 - held));
    count[low]! += 1;
  }
  return { bin, logOdds: probability && sum.map((total, at) => total / Math.max(1, count[at]!)) };
}

interface Tally {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
  squares: number;
  rows: number;
}

function tally(scores: Judged, { bin }: Binned, weight: Float64Array | null): Tally {
  const { probability, outcome, person } = scores;
  const total: Tally = { positive: new Float64Array(BINS), negative: new Float64Array(BINS), squares: 0, rows: 0 };
  for (let at = 0; at < bin.length; at++) {
    const times = weight === null ? 1 : weight[person[at]!]!;
    if (times === 0) continue;
    (outcome[at] === 1 ? total.positive : total.negative)[bin[at]!]! += times;
    total.rows += times;
    if (probability) total.squares += times * (probability[at]! - outcome[at]!) ** 2;
  }
  return total;
}

function figuresOf(total: Tally, logOdds: Float64Array | null): Figures {
  const { positive, negative, squares, rows } = total;
  const events = positive.reduce((sum, each) => sum + each, 0);
  const others = rows - events;
  const share = events / rows;
  const fit = logOdds && events > 0 && others > 0 ? calibration(total, logOdds) : null;
  return {
    auc: events > 0 && others > 0 ? area(positive, negative, events, others) : null,
    auprc: events > 0 ? averagePrecision(positive, negative, events) : null,
    brier: logOdds ? squares / rows : null,
    brierSkill: logOdds && share > 0 && share < 1 ? 1 - squares / rows / (share * (1 - share)) : null,
    calibrationSlope: fit && fit.slope,
    calibrationIntercept: fit && fit.intercept,
  };
}

/** Probability that a day before an attack scores above another day; ties count half (Hanley & McNeil 1982). */
function area(positive: Float64Array, negative: Float64Array, events: number, others: number): number {
  let below = 0;
  let pairs = 0;
  for (let bin = 0; bin < positive.length; bin++) {
    pairs += positive[bin]! * (below + negative[bin]! / 2);
    below += negative[bin]!;
  }
  return pairs / (events * others);
}

/** Mean precision over the attacks' days, from the highest score down. */
function averagePrecision(positive: Float64Array, negative: Float64Array, events: number): number {
  let [above, found, sum] = [0, 0, 0];
  for (let bin = positive.length - 1; bin >= 0; bin--) {
    found += positive[bin]!;
    above += positive[bin]! + negative[bin]!;
    if (above > 0) sum += (positive[bin]! / events) * (found / above);
  }
  return sum;
}

/**
 * Slope of the logistic regression of the outcome on the predicted log-odds (1 is perfect), and the intercept of the one with slope 1 (0 is
 * perfect; calibration in the large; Cox 1958).
 */
function calibration({ positive, negative }: Tally, logOdds: Float64Array): { slope: number; intercept: number } {
  let [a, b] = [0, 1];
  for (let step = 0; step < 12; step++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 0, 0, 0];
    for (let bin = 0; bin < logOdds.length; bin++) {
      const n = positive[bin]! + negative[bin]!;
      if (n === 0) continue;
      const x = logOdds[bin]!;
      const p = 1 / (1 + Math.exp(-(a + b * x)));
      const excess = positive[bin]! - n * p;
      const weight = n * p * (1 - p);
      ga += excess;
      gb += excess * x;
      haa += weight;
      hab += weight * x;
      hbb += weight * x * x;
    }
    const determinant = haa * hbb - hab * hab;
    if (!(determinant > 1e-12)) break;
    const [da, db] = [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant];
    a += Math.max(-2, Math.min(2, da));
    b += Math.max(-1, Math.min(1, db));
    if (Math.abs(da) + Math.abs(db) < 1e-9) break;
  }
  let intercept = 0;
  for (let step = 0; step < 12; step++) {
    let [g, h] = [0, 0];
    for (let bin = 0; bin < logOdds.length; bin++) {
      const n = positive[bin]! + negative[bin]!;
      const p = 1 / (1 + Math.exp(-(intercept + logOdds[bin]!)));
      g += positive[bin]! - n * p;
      h += n * p * (1 - p);
    }
    if (!(h > 1e-12)) break;
    intercept += Math.max(-2, Math.min(2, g / h));
  }
  return { slope: b, intercept };
}

/** Each figure with its 95 % interval, from people (not days) drawn again 200 times. */
export function figuresWithIntervals(scores: Judged, seed: number): Record<FigureName, RiskFigure> {
  const bins = binned(scores);
  const value = figuresOf(tally(scores, bins, null), bins.logOdds);
  const replicates = resamples(scores.people, seed).map((weight) =>
    figuresOf(tally(scores, bins, weight), bins.logOdds),
  );
  return Object.fromEntries(
    FIGURES.map((name) => [
      name,
      figure(
        value[name],
        replicates.map((each) => each[name]),
      ),
    ]),
  ) as Record<FigureName, RiskFigure>;
}

/** `other` less `first` for each figure, with the 95 % interval over the same people drawn again. */
export function differences(first: Judged, other: Judged, seed: number): Record<FigureName, RiskFigure> {
  const [one, two] = [binned(first), binned(other)];
  const less = (weight: Float64Array | null): Figures => {
    const a = figuresOf(tally(first, one, weight), one.logOdds);
    const b = figuresOf(tally(other, two, weight), two.logOdds);
    return Object.fromEntries(
      FIGURES.map((name) => [name, a[name] === null || b[name] === null ? null : b[name] - a[name]]),
    ) as Figures;
  };
  const value = less(null);
  const replicates = resamples(first.people, seed).map(less);
  return Object.fromEntries(
    FIGURES.map((name) => [
      name,
      figure(
        value[name],
        replicates.map((each) => each[name]),
      ),
    ]),
  ) as Record<FigureName, RiskFigure>;
}

/** How often each of so many people is drawn, 200 times. */
export function resamples(people: number, seed: number): Float64Array[] {
  const draw = drawsFrom(seed);
  return Array.from({ length: REPLICATES }, () => {
    const weight = new Float64Array(people);
    for (let at = 0; at < people; at++) weight[Math.floor(draw() * people)]! += 1;
    return weight;
  });
}

/** A value with the 2.5 % and 97.5 % quantile of its replicates. */
export function figure(value: number | null, replicates: readonly (number | null)[]): RiskFigure {
  const sorted = replicates
    .filter((each) => each !== null && Number.isFinite(each))
    .sort((a, b) => a! - b!) as number[];
  if (value === null || sorted.length < REPLICATES / 2) return { value: value && short(value), low: null, high: null };
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { value: short(value), low: short(at(0.025)), high: short(at(0.975)) };
}

function short(value: number): number {
  return Number(value.toPrecision(5));
}
