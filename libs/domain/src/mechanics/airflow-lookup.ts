import { TABLE_NODES, type AirflowMeasure, type AirflowTable } from './airflow-measures.js';

/** ln of the share of the healthy value and its partial derivatives. */
export interface AirflowAt {
  readonly lnShare: number;
  readonly perConstriction: number;
  readonly perInflammation: number;
}

const CELLS = TABLE_NODES - 1;

/**
 * A measure at any C and I by bicubic interpolation of the table, once continuously differentiable. Slopes at the nodes are limited (Fritsch &
 * Butland 1984), so that nothing is wider than in health and nothing swings between nodes.
 * Errors: RangeError when a trait is not within 0…1.
 */
export function airflowAt(
  table: AirflowTable,
  measure: AirflowMeasure,
  constriction: number,
  inflammation: number,
): AirflowAt {
  if (!(constriction >= 0 && constriction <= 1))
    throw new RangeError(`constriction: expected a number from 0 to 1, got ${constriction}`);
  if (!(inflammation >= 0 && inflammation <= 1))
    throw new RangeError(`inflammation: expected a number from 0 to 1, got ${inflammation}`);
  const nodes = nodesOf(table.lnShare[measure]);
  const c = Math.min(CELLS - 1, Math.floor(constriction * CELLS));
  const i = Math.min(CELLS - 1, Math.floor(inflammation * CELLS));
  const x = constriction * CELLS - c;
  const y = inflammation * CELLS - i;
  let value = 0;
  let alongC = 0;
  let alongI = 0;
  for (let dc = 0; dc <= 1; dc += 1)
    for (let di = 0; di <= 1; di += 1) {
      const node = ((i + di) * TABLE_NODES + c + dc) * PER_NODE;
      const f = nodes[node]!;
      const fx = nodes[node + 1]!;
      const fy = nodes[node + 2]!;
      const fxy = nodes[node + 3]!;
      // Value and slope along I at this corner's side, then along C.
      const across = height(y, di) * f + tilt(y, di) * fy;
      const acrossTwist = height(y, di) * fx + tilt(y, di) * fxy;
      value += height(x, dc) * across + tilt(x, dc) * acrossTwist;
      alongC += heightSlope(x, dc) * across + tiltSlope(x, dc) * acrossTwist;
      alongI +=
        height(x, dc) * (heightSlope(y, di) * f + tiltSlope(y, di) * fy) +
        tilt(x, dc) * (heightSlope(y, di) * fx + tiltSlope(y, di) * fxy);
    }
  return { lnShare: value, perConstriction: alongC * CELLS, perInflammation: alongI * CELLS };
}

/** Of each node in turn: the value, its slopes along C and along I, and its mixed derivative. */
const PER_NODE = 4;
const known = new WeakMap<readonly number[], Float64Array>();

/** The nodes of one measure, worked out once for each table: every look at it asks for four of them. */
function nodesOf(values: readonly number[]): Float64Array {
  let nodes = known.get(values);
  if (nodes) return nodes;
  nodes = new Float64Array(TABLE_NODES * TABLE_NODES * PER_NODE);
  for (let i = 0, node = 0; i < TABLE_NODES; i++)
    for (let c = 0; c < TABLE_NODES; c++, node += PER_NODE) {
      const alongC = slope(values, c, i, 1);
      const alongI = slope(values, c, i, TABLE_NODES);
      nodes[node] = values[i * TABLE_NODES + c]!;
      nodes[node + 1] = alongC;
      nodes[node + 2] = alongI;
      nodes[node + 3] = twist(values, c, i, alongC, alongI);
    }
  known.set(values, nodes);
  return nodes;
}

/** The four cubic Hermite polynomials on 0…1 and their derivatives: `side` 0 belongs to the lower node, 1 to the upper. */
function height(t: number, side: number): number {
  return side === 0 ? 1 + t * t * (2 * t - 3) : t * t * (3 - 2 * t);
}
function tilt(t: number, side: number): number {
  return side === 0 ? t * (1 - t) * (1 - t) : t * t * (t - 1);
}
function heightSlope(t: number, side: number): number {
  return side === 0 ? 6 * t * (t - 1) : 6 * t * (1 - t);
}
function tiltSlope(t: number, side: number): number {
  return side === 0 ? 1 + t * (3 * t - 4) : t * (3 * t - 2);
}

/** Slope per node at a node along C (`stride` 1) or along I (`stride` 11), limited to keep the interpolation monotone. */
function slope(values: readonly number[], c: number, i: number, stride: number): number {
  const at = i * TABLE_NODES + c;
  const step = stride === 1 ? c : i;
  if (step === 0) return endSlope(values[at + stride]! - values[at]!, values[at + 2 * stride]! - values[at + stride]!);
  if (step === CELLS)
    return endSlope(values[at]! - values[at - stride]!, values[at - stride]! - values[at - 2 * stride]!);
  return between(values[at]! - values[at - stride]!, values[at + stride]! - values[at]!);
}

/**
 * Mixed derivative at a node: how the slope along C changes along I. At most three times either slope, so that a slope interpolated along the
 * edge of a cell keeps its sign.
 */
function twist(values: readonly number[], c: number, i: number, alongC: number, alongI: number): number {
  const below = i === 0 ? NaN : alongC - slope(values, c, i - 1, 1);
  const above = i === CELLS ? NaN : slope(values, c, i + 1, 1) - alongC;
  const free = i === 0 ? above : i === CELLS ? below : between(below, above);
  const limit = 3 * Math.min(Math.abs(alongC), Math.abs(alongI));
  return Math.max(-limit, Math.min(limit, free));
}

/** Harmonic mean of two steps of the same direction, 0 where they turn. */
function between(before: number, after: number): number {
  return before * after > 0 ? (2 * before * after) / (before + after) : 0;
}

/** Slope at the edge from the two steps next to it: a parabola's, kept in the direction of the first step and at most thrice as steep. */
function endSlope(first: number, second: number): number {
  const parabola = 1.5 * first - 0.5 * second;
  if (parabola * first <= 0) return 0;
  return Math.abs(parabola) > 3 * Math.abs(first) ? 3 * first : parabola;
}
