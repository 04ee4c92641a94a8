import { REFERENCE_HEIGHT_CM } from '../airways/index.js';
import type { Sex } from '../patient/profile.js';
import { USUAL_LARGEST_LOAD } from './airway-bore.js';
import { lumpedAirways, type LumpedAirways } from './lumped-airways.js';

/** Lungs and airways of one person: everything that breathing out depends on, but for C and I. */
export interface Lungs {
  readonly airways: LumpedAirways;
  /** Scale s on all airway diameters: how wide this person's airways are for their height (dysanapsis). */
  readonly airwayScale: number;
  readonly totalLungCapacityLitres: number;
  readonly residualVolumeLitres: number;
  /** k of the recoil curve, per cmH2O. */
  readonly recoilPerCmH2O: number;
  /** Greatest pleural pressure of an effort at total lung capacity, cmH2O. */
  readonly greatestEffortCmH2O: number;
  /** Resistance of mouth and larynx as a multiple of an adult's of 176 cm. */
  readonly upperAirwayScale: number;
  /** Load of shortening and thickening that these airways take at most, so that never all of them close. */
  readonly largestLoad: number;
}

export interface LungSize {
  readonly heightCm: number;
  readonly ageYears: number;
  readonly sex: Sex | null;
  readonly vitalCapacityLitres: number;
  readonly airwayScale: number;
}

/** Lungs of that vital capacity and body. */
export function lungsOfSize(size: LungSize): Lungs {
  const { heightCm, ageYears, sex, vitalCapacityLitres, airwayScale } = size;
  const residualShare = residualVolumeShare(ageYears, sex);
  const totalLungCapacityLitres = vitalCapacityLitres / (1 - residualShare);
  const bodyScale = heightCm / REFERENCE_HEIGHT_CM;
  return {
    airways: lumpedAirways(heightCm, airwayScale),
    airwayScale,
    totalLungCapacityLitres,
    residualVolumeLitres: residualShare * totalLungCapacityLitres,
    recoilPerCmH2O: recoilConstant(ageYears),
    greatestEffortCmH2O: 120 * Math.min(1, Math.sqrt(bodyScale)),
    upperAirwayScale: bodyScale ** -UPPER_AIRWAY_EXPONENT,
    largestLoad: USUAL_LARGEST_LOAD,
  };
}

/** Resistance × volume hardly changes with growth (Pediatr Res 1978), so resistance falls about as volume (H^2.5) grows. Design choice. */
const UPPER_AIRWAY_EXPONENT = 2.5;

/**
 * Residual volume as a share of total lung capacity: 0.23 in children, in adults rising by 0.39 (men) or 0.34 (women) points a year
 * (Quanjer 1993, to verify).
 */
function residualVolumeShare(ageYears: number, sex: Sex | null): number {
  const male = 0.14 + 0.0039 * ageYears;
  const female = 0.19 + 0.0034 * ageYears;
  const adult = sex === null ? (male + female) / 2 : sex === 'male' ? male : female;
  // Girls' line is above 0.23 from 12 years on; their lungs are children's until 18.
  return ageYears < 18 ? 0.23 + Math.max(0, adult - 0.23) * Math.max(0, (ageYears - 12) / 6) : Math.max(0.23, adult);
}

/**
 * k: 0.16 at 6 years falling to 0.13 at 14 and 0.125 from 18 (design choice: children's lungs reach their recoil over a smaller range), rising
 * by 0.001 a year after 25 as recoil is lost with age (Turner 1968, Colebatch 1979; the slope is to verify).
 */
function recoilConstant(ageYears: number): number {
  if (ageYears <= 6) return 0.16;
  if (ageYears <= 14) return 0.16 - (0.03 * (ageYears - 6)) / 8;
  if (ageYears <= 18) return 0.13 - (0.005 * (ageYears - 14)) / 4;
  return 0.125 + 0.001 * Math.max(0, ageYears - 25);
}

/** Recoil pressure of the lungs at a volume, cmH2O (Salazar & Knowles 1964 form): 0 just below residual volume, about 26 when full. */
export function recoilPressure(lungs: Lungs, volumeLitres: number): number {
  const largest = 1.03 * lungs.totalLungCapacityLitres;
  const least = 0.95 * lungs.residualVolumeLitres;
  return -Math.log((largest - volumeLitres) / (largest - least)) / lungs.recoilPerCmH2O;
}

/** The same lungs with every airway diameter times `factor`. */
export function scaledLungs(lungs: Lungs, factor: number): Lungs {
  const { largestAreaCm2, innerWallCm2 } = lungs.airways;
  const airways = {
    ...lungs.airways,
    largestAreaCm2: largestAreaCm2.map((area) => area * factor ** 2),
    innerWallCm2: innerWallCm2.map((area) => area * factor ** 2),
  };
  return { ...lungs, airways, airwayScale: lungs.airwayScale * factor };
}
