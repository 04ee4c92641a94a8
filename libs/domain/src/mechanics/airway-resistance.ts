import { PRESSURE_AT_FRC, TUBE_LAW_GENERATIONS } from '../airways/index.js';
import { airwayBore, boreAt, type AirwayTone } from './airway-bore.js';
import { toneOf, type TraitPair } from './forced-expiration.js';
import type { Lungs } from './lungs.js';

/** Resistance of the airways in quiet breathing, cmH2O·s/L. */
export interface AirwayResistance {
  readonly total: number;
  readonly upperAirway: number;
  /** Of each generation 0–16. */
  readonly perGeneration: readonly number[];
}

/** Flow at which the resistance of the airways is usually given, L/s. */
export const QUIET_FLOW_LITRES_PER_SECOND = 0.5;

const DENSITY_KG_PER_M3 = 1.14;
const VISCOSITY_PA_S = 1.8e-5;
const PA_PER_CMH2O = 98.0665;
/** Pedley 1970: γ = 1.85/(4√2). */
const PEDLEY_FACTOR = 0.327;
/** Mouth and larynx of an adult, cmH2O·s/L (design choice within what textbooks give). */
const UPPER_AIRWAY_RESISTANCE = 0.75;

/** Resistance at the end of a quiet breath out (recoil 3.5 cmH2O), without a deep breath before. Errors: RangeError when a trait is not within 0…1. */
export function airwayResistance(lungs: Lungs, traits: TraitPair, flowLitresPerSecond: number): AirwayResistance {
  return airwayResistanceAtTone(lungs, toneOf(traits, 1), flowLitresPerSecond);
}

/** Resistance at a given tone: Poiseuille's times max(1, γ√(Re·D/L)) in every airway (Pedley 1970), mouth and larynx added. */
export function airwayResistanceAtTone(lungs: Lungs, tone: AirwayTone, flowLitresPerSecond: number): AirwayResistance {
  const bore = airwayBore(lungs.airways, tone, lungs.largestLoad);
  const bored = new Float64Array(2);
  const perGeneration = Array.from({ length: TUBE_LAW_GENERATIONS }, (_, z) => {
    boreAt(bore, z, PRESSURE_AT_FRC, bored);
    const parallel = lungs.airways.parallel[z] ?? 1;
    const areaM2 = ((bored[0] ?? 0) / parallel) * 1e-4;
    const lengthM = (lungs.airways.lengthCm[z] ?? 0) / 100;
    const flowM3 = flowLitresPerSecond / 1000 / parallel;
    const diameterM = 2 * Math.sqrt(areaM2 / Math.PI);
    const poiseuille = (8 * Math.PI * VISCOSITY_PA_S * lengthM) / areaM2 ** 2;
    const reynolds = (DENSITY_KG_PER_M3 * (flowM3 / areaM2) * diameterM) / VISCOSITY_PA_S;
    const pedley = Math.max(1, PEDLEY_FACTOR * Math.sqrt((reynolds * diameterM) / lengthM));
    return (poiseuille * pedley) / parallel / 1000 / PA_PER_CMH2O;
  });
  const upperAirway = UPPER_AIRWAY_RESISTANCE * lungs.upperAirwayScale;
  return { total: perGeneration.reduce((sum, each) => sum + each, upperAirway), upperAirway, perGeneration };
}
