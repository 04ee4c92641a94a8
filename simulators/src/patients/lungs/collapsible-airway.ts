import { tablePosition, type TabulatedTubeLaw } from './tabulated-tube-law.js';

/**
 * So many equal airways in parallel, each a tube that the pressure around it can collapse. The lumen of one is `perAreaShare`·α(P) + `shift`
 * cm² (relaxed lumen by the tube law inside a muscle ring and an inner wall that keeps its area; Moreno 1986, James 1989), never below
 * `leastAreaCm2`.
 */
export interface CollapsibleAirway {
  readonly law: TabulatedTubeLaw;
  readonly count: number;
  readonly lengthCm: number;
  readonly perAreaShareCm2: number;
  readonly shiftCm2: number;
  readonly leastAreaCm2: number;
  /** Into how many pieces the length is cut for the friction. */
  readonly pieces: number;
}

/** What comes out of an airway: pressure relative to the pleura, cmH2O; `headCmH2O` is that plus the kinetic energy. */
export interface Outflow {
  staticCmH2O: number;
  headCmH2O: number;
}

/** ½ρu² in cmH2O of a flow of 1 L/s through 1 cm² (air of 37 °C, 1.14 kg/m³). */
const KINETIC = (0.5 * 1.14 * 100) / 98.07;
/** 8πμ in cmH2O per cm of a flow of 1 L/s through 1 cm² (μ = 1.8e-5 Pa·s): laminar friction is this times q/A². */
const LAMINAR = (8 * Math.PI * 1.8e-5 * 1e5 * 0.01) / 98.07;
/** Re = this × q·D/A, with q in L/s, D in cm, A in cm². */
const REYNOLDS = (1.14 * 10 * 0.01) / 1.8e-5;
/** Pedley's γ for flow out of the lung (Pedley 1970; expiratory value of van Ertbruggen 2005). */
const GAMMA_OUT = 0.46;
// Taken out of the global object once: they are called some million times for one breath.
const { floor, sqrt } = Math;
const NEWTON_STEPS = 8;
const CLOSE_ENOUGH_CMH2O = 0.005;
/** At this squared speed index an airway is taken to choke. */
const CHOKED = 0.995;

/**
 * Drives a flow (L/s, of all `count` airways together) with that total head through the airway; writes what comes out into `out`. False
 * when the head cannot drive it: the flow is above the wave-speed limit of this airway.
 *
 * Head is lost to friction alone; at each place the static pressure is the subcritical root of P + ½ρ(q/A(P))² = head. Where there is no
 * root the airway chokes (Dawson and Elliott 1977). Newton's method from P = head comes down on that root without passing it, because the
 * left side is convex in P.
 */
export function flowThrough(airway: CollapsibleAirway, flow: number, headCmH2O: number, out: Outflow): boolean {
  const { law, perAreaShareCm2, shiftCm2, leastAreaCm2, pieces } = airway;
  const each = flow / airway.count;
  const kinetic = KINETIC * each * each;
  const pieceCm = airway.lengthCm / pieces;
  let head = headCmH2O;
  let pressure = headCmH2O;
  for (let piece = 0; piece < pieces; piece++) {
    let area: number;
    pressure = head;
    for (let step = 0; ; step++) {
      const at = tablePosition(pressure);
      const below = floor(at);
      const part = at - below;
      area = perAreaShareCm2 * (law.area[below]! + (law.area[below + 1]! - law.area[below]!) * part) + shiftCm2;
      let slope = perAreaShareCm2 * (law.slope[below]! + (law.slope[below + 1]! - law.slope[below]!) * part);
      if (area < leastAreaCm2) {
        area = leastAreaCm2;
        slope = 0;
      }
      const speedHead = kinetic / (area * area);
      const speedIndex = (2 * speedHead * slope) / area;
      if (speedIndex >= CHOKED) return false;
      const excess = pressure + speedHead - head;
      if (excess < CLOSE_ENOUGH_CMH2O) break;
      if (step === NEWTON_STEPS) return false;
      pressure -= excess / (1 - speedIndex);
      if (pressure < head - 200) return false;
    }
    const diameter = sqrt((4 / Math.PI) * area);
    const entrance = GAMMA_OUT * sqrt((REYNOLDS * each * diameter * diameter) / (area * airway.lengthCm));
    const lost = ((LAMINAR * each) / (area * area)) * (entrance > 1 ? entrance : 1) * pieceCm;
    head -= lost;
    pressure -= lost;
    if (!(head > -200)) return false;
  }
  out.staticCmH2O = pressure;
  out.headCmH2O = head;
  return true;
}
