import { drawsFrom } from './draw.js';
import { FEATURE_COUNT, type PatientDays } from './patient-days.js';

/** A tree as arrays: a node with `feature` −1 is a leaf of `value`. Missing values go to the left. */
interface Tree {
  readonly feature: Int16Array;
  readonly bin: Uint8Array;
  readonly left: Int16Array;
  readonly right: Int16Array;
  readonly value: Float64Array;
}

export interface BoostedTrees {
  readonly base: number;
  readonly edges: readonly Float32Array[];
  readonly trees: readonly Tree[];
}

const MISSING_BIN = 0;
const BIN_COUNT = 64;
const MOST_TREES = 300;
const STOP_AFTER = 20;
const DEPTH = 4;
const RATE = 0.06;
const LEAF_PENALTY = 20;
const LEAST_ROWS = 60;
const FEATURE_SHARE = 0.5;
const ROW_SHARE = 0.5;

/**
 * Gradient boosting of histogram trees on the logistic loss (Friedman 2001; Chen & Guestrin 2016 for the gain), each tree on half of the
 * rows and features, ended when the loss on `tune` has not fallen for 20 trees.
 */
export function fitTrees(days: PatientDays, train: Int32Array, tune: Int32Array, seed: number): BoostedTrees {
  const draw = drawsFrom(seed);
  const edges = binEdges(days, train);
  const bins = binsOf(days, train, edges);
  const tuneBins = binsOf(days, tune, edges);
  const y = Float32Array.from(train, (row) => days.outcome[row]!);
  const tuneY = Float32Array.from(tune, (row) => days.outcome[row]!);
  const share = y.reduce((sum, each) => sum + each, 0) / Math.max(1, y.length);
  const base = Math.log((share + 1e-6) / (1 - share + 1e-6));
  const logOdds = new Float64Array(train.length).fill(base);
  const tuneLogOdds = new Float64Array(tune.length).fill(base);
  const gradient = new Float64Array(train.length);
  const curvature = new Float64Array(train.length);
  const trees: Tree[] = [];
  let [best, bestCount] = [Infinity, 0];
  while (trees.length < MOST_TREES && trees.length - bestCount < STOP_AFTER) {
    const rows: number[] = [];
    for (let at = 0; at < train.length; at++) {
      const p = 1 / (1 + Math.exp(-logOdds[at]!));
      gradient[at] = p - y[at]!;
      curvature[at] = p * (1 - p);
      if (draw() < ROW_SHARE) rows.push(at);
    }
    const features = Array.from({ length: FEATURE_COUNT }, (_unused, feature) => feature).filter(
      () => draw() < FEATURE_SHARE,
    );
    const tree = grown(bins, train.length, Int32Array.from(rows), features, gradient, curvature);
    trees.push(tree);
    addTree(tree, bins, train.length, logOdds);
    addTree(tree, tuneBins, tune.length, tuneLogOdds);
    let loss = 0;
    for (let at = 0; at < tune.length; at++) {
      const x = tuneY[at] === 1 ? -tuneLogOdds[at]! : tuneLogOdds[at]!;
      loss += x > 30 ? x : Math.log1p(Math.exp(x));
    }
    if (loss < best) [best, bestCount] = [loss, trees.length];
  }
  return { base, edges, trees: trees.slice(0, bestCount) };
}

/** Probabilities of an attack within 7 days at those rows. */
export function treeProbabilities(
  { base, edges, trees }: BoostedTrees,
  days: PatientDays,
  rows: Int32Array,
): Float64Array {
  const bins = binsOf(days, rows, edges);
  const logOdds = new Float64Array(rows.length).fill(base);
  for (const tree of trees) addTree(tree, bins, rows.length, logOdds);
  return logOdds.map((each) => 1 / (1 + Math.exp(-each)));
}

function binEdges(days: PatientDays, rows: Int32Array): Float32Array[] {
  return Array.from({ length: FEATURE_COUNT }, (_unused, feature) => {
    const values: number[] = [];
    for (let at = 0; at < rows.length; at += 7) {
      const value = days.features[rows[at]! * FEATURE_COUNT + feature]!;
      if (!Number.isNaN(value)) values.push(value);
    }
    const sorted = Float32Array.from(values).sort();
    const cuts = Array.from(
      { length: BIN_COUNT - 2 },
      (_none, at) => sorted[Math.floor(((at + 1) * sorted.length) / (BIN_COUNT - 1))] ?? 0,
    );
    return Float32Array.from(new Set(cuts));
  });
}

/** Column-major bins: `feature` × rows. */
function binsOf(days: PatientDays, rows: Int32Array, edges: readonly Float32Array[]): Uint8Array {
  const bins = new Uint8Array(rows.length * FEATURE_COUNT);
  for (let feature = 0; feature < FEATURE_COUNT; feature++) {
    const cuts = edges[feature]!;
    for (let at = 0; at < rows.length; at++) {
      const value = days.features[rows[at]! * FEATURE_COUNT + feature]!;
      if (Number.isNaN(value)) continue;
      let [low, high] = [0, cuts.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (cuts[middle]! < value) low = middle + 1;
        else high = middle;
      }
      bins[feature * rows.length + at] = low + 1;
    }
  }
  return bins;
}

function grown(
  bins: Uint8Array,
  count: number,
  rows: Int32Array,
  features: readonly number[],
  gradient: Float64Array,
  curvature: Float64Array,
): Tree {
  const nodes: { feature: number; bin: number; left: number; right: number; value: number }[] = [];
  const grow = (own: Int32Array, depth: number): number => {
    let [g, h] = [0, 0];
    for (const at of own) {
      g += gradient[at]!;
      h += curvature[at]!;
    }
    const index = nodes.length;
    const node = { feature: -1, bin: MISSING_BIN, left: -1, right: -1, value: (-RATE * g) / (h + LEAF_PENALTY) };
    nodes.push(node);
    if (depth === 0 || own.length < 2 * LEAST_ROWS) return index;
    const split = bestSplit(bins, count, own, features, gradient, curvature, g, h);
    if (split === null) return index;
    const offset = split.feature * count;
    const [left, right] = [
      own.filter((at) => bins[offset + at]! <= split.bin),
      own.filter((at) => bins[offset + at]! > split.bin),
    ];
    node.feature = split.feature;
    node.bin = split.bin;
    node.left = grow(left, depth - 1);
    node.right = grow(right, depth - 1);
    return index;
  };
  grow(rows, DEPTH);
  return {
    feature: Int16Array.from(nodes, (node) => node.feature),
    bin: Uint8Array.from(nodes, (node) => node.bin),
    left: Int16Array.from(nodes, (node) => node.left),
    right: Int16Array.from(nodes, (node) => node.right),
    value: Float64Array.from(nodes, (node) => node.value),
  };
}

function bestSplit(
  bins: Uint8Array,
  count: number,
  rows: Int32Array,
  features: readonly number[],
  gradient: Float64Array,
  curvature: Float64Array,
  g: number,
  h: number,
): { feature: number; bin: number } | null {
  const parent = (g * g) / (h + LEAF_PENALTY);
  let best: { feature: number; bin: number } | null = null;
  let bestGain = 1e-6;
  for (const feature of features) {
    const offset = feature * count;
    const sumG = new Float64Array(BIN_COUNT);
    const sumH = new Float64Array(BIN_COUNT);
    const sumN = new Int32Array(BIN_COUNT);
    for (let i = 0; i < rows.length; i++) {
      const at = rows[i]!;
      const bin = bins[offset + at]!;
      sumG[bin]! += gradient[at]!;
      sumH[bin]! += curvature[at]!;
      sumN[bin]! += 1;
    }
    let [leftG, leftH, leftN] = [0, 0, 0];
    for (let bin = 0; bin < BIN_COUNT - 1; bin++) {
      leftG += sumG[bin]!;
      leftH += sumH[bin]!;
      leftN += sumN[bin]!;
      if (leftN < LEAST_ROWS || rows.length - leftN < LEAST_ROWS) continue;
      const [rightG, rightH] = [g - leftG, h - leftH];
      const gain = (leftG * leftG) / (leftH + LEAF_PENALTY) + (rightG * rightG) / (rightH + LEAF_PENALTY) - parent;
      if (gain > bestGain) {
        bestGain = gain;
        best = { feature, bin };
      }
    }
  }
  return best;
}

function addTree(tree: Tree, bins: Uint8Array, count: number, logOdds: Float64Array): void {
  const { feature, bin, left, right, value } = tree;
  for (let at = 0; at < count; at++) {
    let node = 0;
    while (feature[node]! >= 0) {
      node = bins[feature[node]! * count + at]! <= bin[node]! ? left[node]! : right[node]!;
    }
    logOdds[at]! += value[node]!;
  }
}
