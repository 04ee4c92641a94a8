import type { Vector } from './vector.js';

export type Lobe = 'right-upper' | 'right-middle' | 'right-lower' | 'left-upper' | 'left-lower';
export const LOBES: readonly Lobe[] = ['right-upper', 'right-middle', 'right-lower', 'left-upper', 'left-lower'];

export type Side = 'right' | 'left';

/** The lung that a lobe belongs to. */
export function sideOfLobe(lobe: Lobe): Side {
  return lobe === 'left-upper' || lobe === 'left-lower' ? 'left' : 'right';
}

/** One named airway of the adult skeleton. */
interface NamedAirway {
  readonly parent: AirwayName | null;
  readonly side: Side | null;
  readonly lobe: Lobe | null;
  readonly diameterMm: number;
  readonly lengthMm: number;
  readonly direction: Vector;
}

function airway(
  parent: string | null,
  side: Side | null,
  lobe: Lobe | null,
  diameterMm: number,
  lengthMm: number,
  ...direction: [number, number, number]
) {
  return { parent, side, lobe, diameterMm, lengthMm, direction };
}

const R = 'right';
const L = 'left';

/**
 * Adult airways with a name, each after its parent. Diameters and lengths: PMC9929973, table 1 (CT near total lung capacity).
 * Directions: chords of the centreline of the adult CT tree distributed with Chaste (TestSubject002, © University of Oxford, BSD-3-Clause).
 * To be confirmed by a radiologist: the basal segments. LB8 and LB9 have no reliable source; their directions mirror the right side
 * (LB8 between RB7 and RB8, LB9 = RB9), their diameters are rounded. The left medial basal segment (LB7) is drawn fused with LB8, as usual.
 */
const TABLE = {
  trachea: airway(null, null, null, 19.3, 104.5, -0.1, 0.29, -0.95),
  'right-main': airway('trachea', R, null, 17.3, 24.8, -0.5, -0.13, -0.86),
  'right-upper-lobe': airway('right-main', R, 'right-upper', 12, 14.7, -0.94, -0.25, -0.23),
  RB1: airway('right-upper-lobe', R, 'right-upper', 6.9, 13, -0.39, -0.54, 0.75),
  RB2: airway('right-upper-lobe', R, 'right-upper', 8.4, 9.2, -0.8, 0.38, 0.47),
  RB3: airway('right-upper-lobe', R, 'right-upper', 7.9, 11.6, -0.64, -0.77, -0.08),
  intermediate: airway('right-main', R, null, 13.7, 19.3, -0.46, -0.02, -0.89),
  'right-middle-lobe': airway('intermediate', R, 'right-middle', 9.6, 17.5, -0.48, -0.54, -0.69),
  RB4: airway('right-middle-lobe', R, 'right-middle', 6.9, 11.2, -0.9, -0.4, -0.2),
  RB5: airway('right-middle-lobe', R, 'right-middle', 7, 11.3, -0.41, -0.87, -0.26),
  'right-lower-lobe': airway('intermediate', R, 'right-lower', 12.6, 7.6, -0.44, -0.02, -0.9),
  RB6: airway('right-lower-lobe', R, 'right-lower', 8, 10, -0.35, 0.93, -0.09),
  'right-basal': airway('right-lower-lobe', R, 'right-lower', 10.8, 10.7, -0.55, 0.22, -0.81),
  RB7: airway('right-basal', R, 'right-lower', 6.4, 11.9, -0.16, -0.17, -0.97),
  RB8: airway('right-basal', R, 'right-lower', 6.8, 13.7, -0.83, 0.09, -0.55),
  RB9: airway('right-basal', R, 'right-lower', 5.8, 10.1, -0.73, 0.43, -0.53),
  RB10: airway('right-basal', R, 'right-lower', 6.7, 12.3, -0.47, 0.48, -0.74),
  'left-main': airway('trachea', L, null, 14, 50.8, 0.72, 0.15, -0.68),
  'left-upper-lobe': airway('left-main', L, 'left-upper', 12, 14, 0.94, -0.25, -0.22),
  'left-upper-division': airway('left-upper-lobe', L, 'left-upper', 10.2, 11.7, 0.83, -0.3, 0.47),
  'LB1+2': airway('left-upper-division', L, 'left-upper', 7.6, 8.9, 0.42, -0.2, 0.89),
  LB3: airway('left-upper-division', L, 'left-upper', 7.1, 9.6, 0.58, -0.65, 0.49),
  lingula: airway('left-upper-lobe', L, 'left-upper', 8, 13.5, 0.74, -0.28, -0.61),
  LB4: airway('lingula', L, 'left-upper', 6.3, 9.3, 0.84, -0.46, -0.28),
  LB5: airway('lingula', L, 'left-upper', 6.3, 14.8, 0.42, -0.14, -0.9),
  'left-lower-lobe': airway('left-main', L, 'left-lower', 11.7, 11, 0.73, 0.41, -0.55),
  LB6: airway('left-lower-lobe', L, 'left-lower', 8.3, 10.7, 0.2, 0.98, -0.04),
  'left-basal': airway('left-lower-lobe', L, 'left-lower', 10.6, 15.7, 0.52, 0.5, -0.69),
  LB8: airway('left-basal', L, 'left-lower', 6.5, 11.9, 0.5, -0.1, -0.86),
  LB9: airway('left-basal', L, 'left-lower', 6.5, 11, 0.73, 0.43, -0.53),
  LB10: airway('left-basal', L, 'left-lower', 6.5, 11, -0.04, 0.48, -0.88),
} as const;

export type AirwayName = keyof typeof TABLE;

export const SKELETON: { readonly [N in AirwayName]: NamedAirway } = TABLE as {
  readonly [N in AirwayName]: NamedAirway;
};

/** Every airway that has a name, parents before children. */
export const AIRWAY_NAMES = Object.keys(TABLE) as readonly AirwayName[];

/** The named airways that end in a lung segment: from these the generator grows. */
export const SEGMENTAL_BRONCHI: readonly AirwayName[] = AIRWAY_NAMES.filter((name) => /^[RL]B\d/.test(name));
