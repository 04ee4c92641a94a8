import { between, forcedBreath, type ForcedBreath } from './forced-breath.js';
import type { HiddenLungs } from './hidden-lungs.js';

/** What a forced expiration gives at a constriction and a swelling: shares of what the same lungs give at none (C = 0, I = 0). */
export interface BreathShares {
  readonly fev1: number;
  readonly fvc: number;
  readonly pef: number;
  readonly fef2575: number;
  /** When the flow has all but stopped, s. */
  readonly endSeconds: number;
  /** Flow as a share of the peak at each of `LOOP_AT`, shares of FVC. */
  readonly loop: readonly number[];
}

/** Where a loop is kept, as shares of FVC. */
export const LOOP_AT: readonly number[] = [
  0, 0.01, 0.025, 0.045, 0.07, 0.1, 0.135, 0.17, 0.21, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8,
  0.845, 0.885, 0.92, 0.95, 0.975, 0.99, 1,
];

/** The forced breath of one person over constriction and swelling, and its absolute values at none. */
export interface BreathTable {
  readonly healthy: Pick<ForcedBreath, 'fev1Litres' | 'fvcLitres' | 'pefLitresPerSecond' | 'fef2575LitresPerSecond'>;
  /** Smooth in both arguments, each held to 0…1. */
  at(constriction: number, inflammation: number): BreathShares;
}

/** Nodes lie this many to the unit in each direction. */
const STEPS = 6;
/** People alive move some air: the least shares that a table gives, approached smoothly. */
const LEAST = { fev1: 0.13, fvc: 0.22, pef: 0.12, fef2575: 0.03 } as const;
const SCALARS = 5;

/**
 * The table of those lungs. A node is breathed when it is first asked for (some milliseconds) and kept, so that a person costs only the
 * conditions which they live through; a value never depends on what was asked before it. Between nodes: cubic in both directions (Catmull
 * and Rom 1974) on logarithms.
 */
export function breathTable(lungs: HiddenLungs, calibre: number): BreathTable {
  const healthy = forcedBreath(lungs, calibre, 0, 0);
  const nodes = new Map<number, Float64Array>();
  const node = (column: number, row: number): Float64Array => {
    const key = row * (STEPS + 1) + column;
    let found = nodes.get(key);
    if (!found) {
      const breath = column + row === 0 ? healthy : forcedBreath(lungs, calibre, column / STEPS, row / STEPS);
      found = nodeValues(breath, healthy);
      nodes.set(key, found);
    }
    return found;
  };
  const weightsC = new Float64Array(STEPS + 1);
  const weightsI = new Float64Array(STEPS + 1);
  return {
    healthy,
    at(constriction, inflammation) {
      cubicWeights(weightsC, constriction);
      cubicWeights(weightsI, inflammation);
      const sum = new Float64Array(SCALARS + LOOP_AT.length);
      for (let row = 0; row <= STEPS; row++) {
        const ofRow = weightsI[row]!;
        if (ofRow === 0) continue;
        for (let column = 0; column <= STEPS; column++) {
          const weight = ofRow * weightsC[column]!;
          if (weight === 0) continue;
          const values = node(column, row);
          for (let index = 0; index < sum.length; index++) sum[index] = sum[index]! + weight * values[index]!;
        }
      }
      return {
        fev1: Math.exp(sum[0]!),
        fvc: Math.exp(sum[1]!),
        pef: Math.exp(sum[2]!),
        fef2575: Math.exp(sum[3]!),
        endSeconds: sum[4]!,
        loop: Array.from(sum.subarray(SCALARS), (share) => Math.min(1, Math.max(0.002, share))),
      };
    },
  };
}

function nodeValues(breath: ForcedBreath, healthy: ForcedBreath): Float64Array {
  const { fvcLitres, pefLitresPerSecond: pef, volumesLitres, flowsLitresPerSecond } = breath;
  const loop = LOOP_AT.map(
    (share) => between(volumesLitres, flowsLitresPerSecond, share * fvcLitres) / Math.max(pef, 1e-6),
  );
  return Float64Array.from([
    Math.log(atLeast(breath.fev1Litres / healthy.fev1Litres, LEAST.fev1)),
    Math.log(atLeast(fvcLitres / healthy.fvcLitres, LEAST.fvc)),
    Math.log(atLeast(pef / healthy.pefLitresPerSecond, LEAST.pef)),
    Math.log(atLeast(breath.fef2575LitresPerSecond / healthy.fef2575LitresPerSecond, LEAST.fef2575)),
    breath.endSeconds,
    ...loop,
  ]);
}

/** The share, held smoothly above the least; 1 stays 1. */
function atLeast(share: number, least: number): number {
  return ((Math.max(0, share) ** 4 + least ** 4) / (1 + least ** 4)) ** 0.25;
}

/** Weights of the nodes 0…STEPS for a value at `at` (0…1); beyond the ends the line through the last two nodes goes on. */
function cubicWeights(weights: Float64Array, at: number): void {
  weights.fill(0);
  const place = Math.min(1, Math.max(0, at)) * STEPS;
  const below = Math.min(STEPS - 1, Math.floor(place));
  const t = place - below;
  const add = (node: number, weight: number): void => {
    if (node < 0) {
      weights[0] = weights[0]! + 2 * weight;
      weights[1] = weights[1]! - weight;
    } else if (node > STEPS) {
      weights[STEPS] = weights[STEPS]! + 2 * weight;
      weights[STEPS - 1] = weights[STEPS - 1]! - weight;
    } else weights[node] = weights[node]! + weight;
  };
  add(below - 1, ((-t + 2) * t - 1) * t * 0.5);
  add(below, ((3 * t - 5) * t * t + 2) * 0.5);
  add(below + 1, ((-3 * t + 4) * t + 1) * t * 0.5);
  add(below + 2, (t - 1) * t * t * 0.5);
}
