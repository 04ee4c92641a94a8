import { TUBE_LAW_GENERATIONS } from '../airways/index.js';
import { boreAt, type AirwayBore } from './airway-bore.js';
import type { Lungs } from './lungs.js';

/** Air in the airways: density g/cm³ (37 °C, saturated) and viscosity, poise. */
const DENSITY = 1.14e-3;
const VISCOSITY = 1.8e-4;
const DYN_PER_CM2_IN_CMH2O = 980.665;
const CM3_IN_LITRE = 1000;

/** ρ/2 so that kinetic energy is in cmH2O when flow is in cm³/s and area in cm². */
const HALF_DENSITY = DENSITY / 2 / DYN_PER_CM2_IN_CMH2O;
const FRICTION = (8 * Math.PI * VISCOSITY) / DYN_PER_CM2_IN_CMH2O;
/** Re = ρ·u·d/μ with u = Q/A and d = √(4A/(πN)). */
const REYNOLDS = ((2 / Math.sqrt(Math.PI)) * DENSITY) / VISCOSITY;
/** Viscous and turbulent loss in forced expiration: multiples of Poiseuille's, 1.5 + 0.0035·Re (Reynolds 1982, to verify). */
const LAMINAR_FACTOR = 1.5;
const TURBULENT_FACTOR = 0.0035;
/** Flow speed may come this near to the wave speed, as the square of their ratio. */
const LARGEST_SPEED_INDEX = 0.98;
const LEAST_PRESSURE = -120;

/** Steps along one airway. The pressure falls most where few airways carry all of the flow. */
const STEPS = Array.from({ length: TUBE_LAW_GENERATIONS }, (_, z) => (z === 0 ? 4 : z < 8 ? 2 : 1));

/** Where flow is held back: a generation, or `effort` when the muscles could not press harder. */
export type FlowLimit = number | 'effort';

/** Buffers of one marching solver. Not shared between computations that interleave; there are none. */
const bored = new Float64Array(2);

/**
 * Head (pressure and kinetic energy) is marched from the alveoli to the mouth end of the trachea at a flow; between two places it falls by
 * friction alone, and at each place the subcritical pressure of that head is found by Newton's method, from above, where it cannot miss it.
 * Returns the transmural pressure at the exit, cmH2O; when the flow is not possible, −1000 − the generation where it fails.
 */
function marchOut(bore: AirwayBore, recoil: number, flow: number): number {
  const { parallel, lengthCm } = bore.airways;
  const kinetic = HALF_DENSITY * flow * flow;
  let head = recoil;
  let pressure = recoil;
  for (let z = TUBE_LAW_GENERATIONS - 1; z >= 0; z -= 1) {
    const steps = STEPS[z]!;
    const stepCm = lengthCm[z]! / steps;
    const lanes = parallel[z]!;
    pressure = settle(bore, z, head, head, kinetic);
    if (Number.isNaN(pressure)) return -1000 - z;
    for (let step = 0; step < steps; step += 1) {
      const loss = stepCm * frictionAt(flow, lanes, bored[0]!);
      const ahead = settle(bore, z, head - loss, pressure, kinetic);
      if (Number.isNaN(ahead)) return -1000 - z;
      head -= 0.5 * (loss + stepCm * frictionAt(flow, lanes, bored[0]!));
      pressure = settle(bore, z, head, Math.max(ahead, Math.min(pressure, head)), kinetic);
      if (Number.isNaN(pressure)) return -1000 - z;
    }
  }
  return pressure;
}

/** Pressure lost to friction along a centimetre, cmH2O. */
function frictionAt(flow: number, lanes: number, areaCm2: number): number {
  const reynolds = (REYNOLDS * flow) / Math.sqrt(areaCm2 * lanes);
  return ((FRICTION * flow * lanes) / (areaCm2 * areaCm2)) * (LAMINAR_FACTOR + TURBULENT_FACTOR * reynolds);
}

/** The pressure at which pressure and kinetic energy make up `head`; NaN when the flow would outrun the wave there. Leaves the bore in `bored`. */
function settle(bore: AirwayBore, z: number, head: number, above: number, kinetic: number): number {
  let pressure = above;
  for (let round = 0; round < 20; round += 1) {
    if (pressure < LEAST_PRESSURE) return NaN;
    boreAt(bore, z, pressure, bored);
    const area = bored[0]!;
    const dynamic = kinetic / (area * area);
    const speedIndex = (2 * dynamic * bored[1]!) / area;
    if (!(speedIndex < LARGEST_SPEED_INDEX)) return NaN;
    const change = (pressure + dynamic - head) / (1 - speedIndex);
    pressure -= change;
    if (Math.abs(change) < PRESSURE_TOLERANCE) return pressure;
  }
  return NaN;
}

const PRESSURE_TOLERANCE = 5e-3;

/** Pressure that mouth and larynx take, cmH2O, at a flow in L/s (design choice: 1.0·Q + 0.35·Q² in an adult). */
function upperAirwayDrop(lungs: Lungs, flowLitresPerSecond: number): number {
  return lungs.upperAirwayScale * (flowLitresPerSecond + 0.35 * flowLitresPerSecond * flowLitresPerSecond);
}

/** Greatest pleural pressure at a volume, cmH2O: expiratory muscles are strongest when the lungs are full. */
function effortAt(lungs: Lungs, volumeLitres: number): number {
  const vitalCapacity = lungs.totalLungCapacityLitres - lungs.residualVolumeLitres;
  return lungs.greatestEffortCmH2O * (0.35 + (0.65 * (volumeLitres - lungs.residualVolumeLitres)) / vitalCapacity);
}

export interface LimitedFlow {
  readonly flowLitresPerSecond: number;
  readonly limit: FlowLimit;
}

const SCAN = 1.25;
const NEAR = 1.02;
const RELATIVE_TOLERANCE = 2e-4;
const LEAST_FLOW = 1e-4;

/**
 * The greatest flow that the airways let out at a volume and where it is held back: wave speed (Dawson & Elliott 1977; Lambert 1982),
 * viscous loss, or the effort. Scans upward from the guess and bisects inside the first failing bracket.
 */
export function limitedFlow(
  lungs: Lungs,
  bore: AirwayBore,
  volumeLitres: number,
  recoilCmH2O: number,
  guessLitresPerSecond: number | null,
): LimitedFlow {
  const effort = effortAt(lungs, volumeLitres);
  // Why the last flow that was tried and failed did: at the end, that of the bracket's upper edge.
  let limit: FlowLimit = 0;
  const isPossible = (flow: number): boolean => {
    const exit = marchOut(bore, recoilCmH2O, flow * CM3_IN_LITRE);
    if (exit < -999) {
      limit = -1000 - exit;
      return false;
    }
    if (upperAirwayDrop(lungs, flow) - exit <= effort) return true;
    limit = 'effort';
    return false;
  };
  let low = guessLitresPerSecond ?? 0.5 * (lungs.totalLungCapacityLitres - lungs.residualVolumeLitres);
  // From a good guess the bracket grows from narrow to wide; without one it is wide at once.
  let ratio = guessLitresPerSecond === null ? SCAN : NEAR;
  let high = low;
  while (!isPossible(low)) {
    high = low;
    low /= ratio;
    ratio = Math.min(SCAN, ratio * ratio);
    if (low < LEAST_FLOW) return { flowLitresPerSecond: LEAST_FLOW, limit };
  }
  if (high === low)
    for (high = low * ratio; isPossible(high); high = low * ratio) {
      low = high;
      ratio = Math.min(SCAN, ratio * ratio);
    }
  while (high - low > RELATIVE_TOLERANCE * low) {
    const middle = 0.5 * (low + high);
    if (isPossible(middle)) low = middle;
    else high = middle;
  }
  return { flowLitresPerSecond: 0.5 * (low + high), limit };
}
