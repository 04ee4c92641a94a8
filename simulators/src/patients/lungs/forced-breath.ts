import type { CollapsibleAirway } from './collapsible-airway.js';
import {
  emptyFlowCurve,
  flowAtPressure,
  junctionPressure,
  mergedCurve,
  unitCurve,
  type FlowCurve,
} from './flow-curve.js';
import { conditionedAirway, segmentConditions, type HiddenLungs } from './hidden-lungs.js';

/** What a forced expiration from full inspiration gives; loop points in order of the expired volume. */
export interface ForcedBreath {
  readonly fev1Litres: number;
  readonly fvcLitres: number;
  readonly pefLitresPerSecond: number;
  readonly fef2575LitresPerSecond: number;
  readonly volumesLitres: readonly number[];
  readonly flowsLitresPerSecond: readonly number[];
  /** Share of its own breathable volume that each segment has given after one second, 0…1. */
  readonly emptiedInOneSecond: readonly number[];
  /** When the flow had all but stopped, s. */
  readonly endSeconds: number;
}

const LONGEST_SECONDS = 9;
const FEWEST_LITRES_PER_SECOND = 0.025;
const LONGEST_STEP_SECONDS = 0.35;
/** A step takes at most this share of the volume that can be breathed out. */
const STEP_SHARE = 0.045;
const EXTENT = { above: 1.03, below: 0.95 } as const;
const MOST_POSSIBLE_RECOIL = 38;

/**
 * One forced expiration at those means of constriction and swelling. Every segment empties by itself, with its own recoil, through its own
 * airways; where bronchi join, pressures are equal; each airway lets through what its wave speed allows. At every step the curves of flow
 * over mouth pressure of the segments are joined up to the trachea, the muscles' effort picks the point there, and the flows are handed
 * back down.
 */
export function forcedBreath(
  lungs: HiddenLungs,
  calibre: number,
  meanConstriction: number,
  meanInflammation: number,
): ForcedBreath {
  const tree = conditionedTree(lungs, calibre, meanConstriction, meanInflammation);
  const { segments, capacityLitres, residualLitres } = lungs;
  const vital = capacityLitres - residualLitres;
  const count = segments.length;
  const left = segments.map((segment) => segment.volumeShare * capacityLitres);
  const flows = new Float64Array(count);
  const before = new Float64Array(count);
  const expected = segments.map((segment) => segment.volumeShare * 2 * vital);
  const recoilOf = segments.map(({ volumeShare, recoilFactor }) => {
    const most = EXTENT.above * volumeShare * capacityLitres;
    const span = most - EXTENT.below * volumeShare * residualLitres;
    const perCmH2O = lungs.recoilPerCmH2O / recoilFactor;
    return (volume: number): number =>
      Math.min(MOST_POSSIBLE_RECOIL, Math.max(0, -Math.log((most - volume) / span) / perCmH2O));
  });
  const times: number[] = [];
  const volumes: number[] = [];
  const mouthFlows: number[] = [];
  let seconds = 0;
  let expired = 0;
  let lastStep = 0;
  let emptiedInOneSecond: readonly number[] | null = null;
  const emptied = (): readonly number[] =>
    segments.map(({ volumeShare }, index) => (volumeShare * capacityLitres - left[index]!) / (volumeShare * vital));

  while (seconds < LONGEST_SECONDS) {
    for (let index = 0; index < count; index++) {
      const most = unitCurve(
        tree.curves[index]!,
        tree.unitAirways[index]!,
        recoilOf[index]!(left[index]!),
        expected[index]!,
      );
      expected[index] = most > 0 ? most * 1.02 : expected[index]! * 0.3;
    }
    const rise = 1 - Math.exp(-(seconds + 0.004) / lungs.effortRiseSeconds);
    const reserve = 0.35 + 0.65 * Math.max(0, 1 - expired / vital);
    const total = tree.mouthFlow(lungs.mostEffortCmH2O * reserve * rise, lungs.upperAirwayFactor, flows);
    times.push(seconds);
    volumes.push(expired);
    mouthFlows.push(total);
    if (seconds > 0.5 && total < FEWEST_LITRES_PER_SECOND) break;
    const step = Math.min(
      LONGEST_STEP_SECONDS,
      seconds < 0.12 ? 0.012 : (STEP_SHARE * vital) / Math.max(total, 1e-6),
      Math.max(0.012, lastStep * 1.6),
    );
    // Adams and Bashforth's second-order step over the flows of this and the last moment.
    const weight = lastStep > 0 ? step / (2 * lastStep) : 0;
    let given = 0;
    for (let index = 0; index < count; index++) {
      const flow = Math.max(0, flows[index]! + weight * (flows[index]! - before[index]!));
      const least = EXTENT.below * segments[index]!.volumeShare * residualLitres * 1.001;
      const out = Math.min(flow * step, Math.max(0, left[index]! - least));
      left[index] = left[index]! - out;
      given += out;
      before[index] = flows[index]!;
    }
    seconds += step;
    expired += given;
    lastStep = step;
    if (emptiedInOneSecond === null && seconds >= 1) emptiedInOneSecond = emptied();
  }
  return measured(times, volumes, mouthFlows, emptiedInOneSecond ?? emptied());
}

interface ConditionedTree {
  readonly unitAirways: readonly (readonly CollapsibleAirway[])[];
  readonly curves: readonly FlowCurve[];
  /** Joins the segments' curves and writes the flow of each under that effort into `flows`; returns their sum, L/s. */
  mouthFlow(effortCmH2O: number, upperAirwayFactor: number, flows: Float64Array): number;
}

function conditionedTree(lungs: HiddenLungs, calibre: number, meanC: number, meanI: number): ConditionedTree {
  const { segments, shared } = lungs;
  const { constriction, inflammation } = segmentConditions(lungs, meanC, meanI);
  const unitAirways = segments.map(({ airways }, index) =>
    airways.map((airway) => conditionedAirway(airway, calibre, constriction[index]!, inflammation[index]!)),
  );
  const curves = segments.map(() => emptyFlowCurve());
  const curveOf = new Map<string, FlowCurve>(segments.map(({ name }, index) => [name, curves[index]!]));
  const nodes = shared.map(({ name, airway, branches }) => {
    const curve = emptyFlowCurve();
    curveOf.set(name, curve);
    return {
      curve,
      airway: conditionedAirway(airway, calibre, meanC, meanI),
      branches: branches.map((branch) => curveOf.get(branch)!),
    };
  });
  const trachea = nodes.at(-1)!;
  const asked = new Map<FlowCurve, number>();
  return {
    unitAirways,
    curves,
    mouthFlow(effortCmH2O, upperAirwayFactor, flows) {
      for (const node of nodes) mergedCurve(node.curve, node.branches, node.airway);
      const total = underEffort(trachea.curve, effortCmH2O, upperAirwayFactor);
      asked.set(trachea.curve, total);
      for (let index = nodes.length - 1; index >= 0; index--) {
        const node = nodes[index]!;
        const flow = asked.get(node.curve) ?? 0;
        const open = node.curve.count > 1 && flow > 0;
        const pressure = open ? junctionPressure(node.curve, flow) : 0;
        const parts = node.branches.map((branch) => (open ? flowAtPressure(branch, pressure) : 0));
        const sum = parts.reduce((whole, part) => whole + part, 0);
        node.branches.forEach((branch, at) => asked.set(branch, sum > 0 ? (parts[at]! * flow) / sum : 0));
      }
      curves.forEach((curve, index) => (flows[index] = asked.get(curve) ?? 0));
      return total;
    },
  };
}

/** The flow at which the effort is used up by the trachea's mouth pressure and the larynx and mouth (Q + 0.35 Q²), or the greatest. */
function underEffort(curve: FlowCurve, effortCmH2O: number, upperAirwayFactor: number): number {
  if (curve.count < 2) return 0;
  const needed = (point: number): number => {
    const flow = curve.flow[point]!;
    return upperAirwayFactor * (flow + 0.35 * flow * flow) - curve.staticCmH2O[point]!;
  };
  for (let point = 1; point < curve.count; point++) {
    const need = needed(point);
    if (need < effortCmH2O) continue;
    const easier = needed(point - 1);
    const part = Math.min(1, Math.max(0, (effortCmH2O - easier) / (need - easier)));
    return curve.flow[point - 1]! + (curve.flow[point]! - curve.flow[point - 1]!) * part;
  }
  return curve.flow[curve.count - 1]!;
}

function measured(
  times: readonly number[],
  volumes: readonly number[],
  flows: readonly number[],
  emptiedInOneSecond: readonly number[],
): ForcedBreath {
  const fvcLitres = volumes.at(-1)!;
  const pefLitresPerSecond = Math.max(...flows);
  // Time zero by back-extrapolation of the steepest part (ATS/ERS 2019).
  const steepest = flows.indexOf(pefLitresPerSecond);
  const zeroSeconds = pefLitresPerSecond > 0 ? times[steepest]! - volumes[steepest]! / pefLitresPerSecond : 0;
  const quarter = timeAt(times, volumes, 0.25 * fvcLitres);
  const threeQuarters = timeAt(times, volumes, 0.75 * fvcLitres);
  return {
    fev1Litres: between(times, volumes, zeroSeconds + 1),
    fvcLitres,
    pefLitresPerSecond,
    fef2575LitresPerSecond: threeQuarters > quarter ? (0.5 * fvcLitres) / (threeQuarters - quarter) : 0,
    volumesLitres: volumes,
    flowsLitresPerSecond: flows,
    emptiedInOneSecond,
    endSeconds: times.at(-1)!,
  };
}

function timeAt(times: readonly number[], volumes: readonly number[], litres: number): number {
  return between(volumes, times, litres);
}

/** Linear interpolation of `ys` over rising `xs`; the ends hold. */
export function between(xs: readonly number[], ys: readonly number[], x: number): number {
  if (x <= xs[0]!) return ys[0]!;
  for (let index = 1; index < xs.length; index++) {
    if (xs[index]! < x) continue;
    const span = xs[index]! - xs[index - 1]!;
    const part = span > 0 ? (x - xs[index - 1]!) / span : 1;
    return ys[index - 1]! + (ys[index]! - ys[index - 1]!) * part;
  }
  return ys.at(-1)!;
}
