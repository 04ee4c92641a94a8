import { flowThrough, type CollapsibleAirway, type Outflow } from './collapsible-airway.js';

/**
 * What a part of the lung gives for every pressure at its mouth: flow rises as the static pressure there falls, up to the greatest flow
 * (its own choke). Arrays of `count` points with falling static pressure (cmH2O relative to the pleura) and rising flow (L/s);
 * `headCmH2O` is the total head there. A part that is closed has no point.
 */
export interface FlowCurve {
  count: number;
  readonly staticCmH2O: Float64Array;
  readonly headCmH2O: Float64Array;
  readonly flow: Float64Array;
  /** Static pressure at the junction upstream of the last airway, per point; unused where there is none. */
  readonly junctionCmH2O: Float64Array;
}

/** Points of a merged curve and of a curve of a unit at most. */
const MERGED_POINTS = 14;
const MOST_POINTS = 26;
/** Merged points lie closer together where the flow begins. */
const CROWDING = 1.6;
/** Flows at which a unit's curve is looked at first, as shares of the greatest flow that is expected. */
const SHARES = [0.2, 0.45, 0.68, 0.86, 1];
const NARROWING_DOWN = 3;
const LEAST_FLOW = 1e-5;

export function emptyFlowCurve(): FlowCurve {
  return {
    count: 0,
    staticCmH2O: new Float64Array(MOST_POINTS),
    headCmH2O: new Float64Array(MOST_POINTS),
    flow: new Float64Array(MOST_POINTS),
    junctionCmH2O: new Float64Array(MOST_POINTS),
  };
}

const out: Outflow = { staticCmH2O: 0, headCmH2O: 0 };

/**
 * Fills the curve of one segment: alveoli that press with `recoilCmH2O` through its airways, the smallest first. `expected` is about the
 * greatest flow, L/s (of the moment before). Returns the greatest flow; 0 when nothing comes through.
 */
export function unitCurve(
  curve: FlowCurve,
  airways: readonly CollapsibleAirway[],
  recoilCmH2O: number,
  expected: number,
): number {
  curve.count = 0;
  if (recoilCmH2O < 0.02) return 0;
  push(curve, recoilCmH2O, recoilCmH2O, 0, 0);
  let passed = 0;
  let failed = Infinity;
  const guess = Math.max(expected, LEAST_FLOW);
  for (const share of SHARES) {
    const flow = guess * share;
    if (!through(airways, flow, recoilCmH2O)) {
      failed = flow;
      break;
    }
    push(curve, out.staticCmH2O, out.headCmH2O, flow, 0);
    passed = flow;
  }
  // The guess was too low: up in steps until it fails.
  while (failed === Infinity && curve.count < MOST_POINTS - NARROWING_DOWN) {
    const flow = passed * 1.15;
    if (through(airways, flow, recoilCmH2O)) {
      push(curve, out.staticCmH2O, out.headCmH2O, flow, 0);
      passed = flow;
    } else failed = flow;
  }
  // The guess was far too high: down until it passes.
  while (passed === 0 && failed > LEAST_FLOW) {
    const flow = failed * 0.4;
    if (through(airways, flow, recoilCmH2O)) {
      push(curve, out.staticCmH2O, out.headCmH2O, flow, 0);
      passed = flow;
    } else failed = flow;
  }
  if (passed === 0) {
    curve.count = 0;
    return 0;
  }
  for (let round = 0; round < NARROWING_DOWN && failed < Infinity; round++) {
    const flow = (passed + failed) / 2;
    if (through(airways, flow, recoilCmH2O)) {
      push(curve, out.staticCmH2O, out.headCmH2O, flow, 0);
      passed = flow;
    } else failed = flow;
  }
  return passed;
}

/**
 * Fills the curve of airways that join (static pressures are equal where they meet, heads mix by flow) and go on through `airway`.
 * Returns the greatest flow, L/s: that of the branches together, or the choke of `airway`.
 */
export function mergedCurve(curve: FlowCurve, branches: readonly FlowCurve[], airway: CollapsibleAirway): number {
  curve.count = 0;
  let highest = -Infinity;
  let lowest = Infinity;
  for (const branch of branches) {
    if (branch.count === 0) continue;
    highest = Math.max(highest, branch.staticCmH2O[0]!);
    lowest = Math.min(lowest, branch.staticCmH2O[branch.count - 1]!);
  }
  if (!(highest > lowest)) return 0;
  const junctionAt = (along: number): number => highest - (highest - lowest) * along ** CROWDING;
  push(curve, highest, highest, 0, highest);
  let passed = 0;
  for (let point = 1; point < MERGED_POINTS; point++) {
    const along = point / (MERGED_POINTS - 1);
    if (joined(curve, branches, airway, junctionAt(along))) {
      passed = along;
      continue;
    }
    let failed = along;
    for (let round = 0; round < NARROWING_DOWN; round++) {
      const middle = (passed + failed) / 2;
      if (joined(curve, branches, airway, junctionAt(middle))) passed = middle;
      else failed = middle;
    }
    break;
  }
  return curve.flow[curve.count - 1]!;
}

/** Flow of a part when the static pressure at its mouth is that, L/s. */
export function flowAtPressure(curve: FlowCurve, staticCmH2O: number): number {
  return curve.count === 0 ? 0 : sampled(curve, staticCmH2O, curve.flow);
}

/** Static pressure at the junction upstream of the last airway when that much flows through it, cmH2O. */
export function junctionPressure(curve: FlowCurve, flow: number): number {
  const { count } = curve;
  let above = 1;
  while (above < count - 1 && curve.flow[above]! < flow) above++;
  const low = curve.flow[above - 1]!;
  const high = curve.flow[above]!;
  const part = high > low ? Math.min(1, Math.max(0, (flow - low) / (high - low))) : 1;
  return curve.junctionCmH2O[above - 1]! + (curve.junctionCmH2O[above]! - curve.junctionCmH2O[above - 1]!) * part;
}

function joined(
  curve: FlowCurve,
  branches: readonly FlowCurve[],
  airway: CollapsibleAirway,
  junctionCmH2O: number,
): boolean {
  let flow = 0;
  let energy = 0;
  for (const branch of branches) {
    if (branch.count === 0) continue;
    const part = sampled(branch, junctionCmH2O, branch.flow);
    if (part <= 0) continue;
    const last = branch.count - 1;
    const beyond = junctionCmH2O < branch.staticCmH2O[last]!;
    // Below its choke a branch gives no more, and what the pressure falls further is lost.
    const head = beyond
      ? junctionCmH2O + (branch.headCmH2O[last]! - branch.staticCmH2O[last]!)
      : sampled(branch, junctionCmH2O, branch.headCmH2O);
    flow += part;
    energy += part * head;
  }
  if (flow <= curve.flow[curve.count - 1]!) return flow > 0;
  if (!flowThrough(airway, flow, energy / flow, out)) return false;
  push(curve, out.staticCmH2O, out.headCmH2O, flow, junctionCmH2O);
  return true;
}

function sampled(curve: FlowCurve, staticCmH2O: number, values: Float64Array): number {
  const { count, staticCmH2O: pressures } = curve;
  if (staticCmH2O >= pressures[0]!) return values[0]!;
  if (staticCmH2O <= pressures[count - 1]!) return values[count - 1]!;
  let below = 1;
  while (pressures[below]! > staticCmH2O) below++;
  const part = (pressures[below - 1]! - staticCmH2O) / (pressures[below - 1]! - pressures[below]!);
  return values[below - 1]! + (values[below]! - values[below - 1]!) * part;
}

function through(airways: readonly CollapsibleAirway[], flow: number, recoilCmH2O: number): boolean {
  out.headCmH2O = recoilCmH2O;
  for (const airway of airways) if (!flowThrough(airway, flow, out.headCmH2O, out)) return false;
  return true;
}

/** Points of which the pressure does not fall are left out: a curve falls. */
function push(curve: FlowCurve, staticCmH2O: number, headCmH2O: number, flow: number, junctionCmH2O: number): void {
  const { count } = curve;
  if (count >= MOST_POINTS) return;
  if (count > 0 && staticCmH2O >= curve.staticCmH2O[count - 1]!) {
    if (flow > curve.flow[count - 1]!) {
      curve.flow[count - 1] = flow;
      curve.junctionCmH2O[count - 1] = junctionCmH2O;
    }
    return;
  }
  curve.staticCmH2O[count] = staticCmH2O;
  curve.headCmH2O[count] = headCmH2O;
  curve.flow[count] = flow;
  curve.junctionCmH2O[count] = junctionCmH2O;
  curve.count = count + 1;
}
