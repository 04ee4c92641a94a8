import { segmentAreas, type AirwayCondition, type SegmentAreas } from './airway-calibre.js';
import type { AirwayTree } from './airway-tree.js';

/** Smooth-muscle area per mm of basement membrane in healthy people, mm²/mm (James 2009). */
const MUSCLE_AREA_PER_PERIMETER_MM = 0.036;

/** The rings of one airway cut across, radii in mm from the middle outwards. */
export interface CrossSection {
  /** Where air passes: the lumen less the mucus in it. */
  readonly airRadiusMm: number;
  readonly lumenRadiusMm: number;
  readonly mucosaRadiusMm: number;
  readonly muscleRadiusMm: number;
  readonly outerRadiusMm: number;
  readonly wallAreaPercent: number;
  /** Lumen area as a share of the healthy airway's at the same pressure, %. */
  readonly openPercent: number;
  readonly closed: boolean;
}

/** Area of the muscle ring of an airway, mm²: by the perimeter of its basement membrane (James 2009), never more than 60 % of what lies outside the lining. */
export function muscleArea({
  largestLumenMm2,
  outerWallMm2,
}: Pick<SegmentAreas, 'largestLumenMm2' | 'outerWallMm2'>): number {
  const perimeterMm = 2 * Math.sqrt(Math.PI * largestLumenMm2);
  return Math.min(MUSCLE_AREA_PER_PERIMETER_MM * perimeterMm, 0.6 * outerWallMm2);
}

/**
 * The cut through one segment. `mucusShare` is the share of the lumen area that mucus fills (0 when nothing is known of it).
 * Errors: RangeError as `segmentAreas`.
 */
export function crossSection(
  tree: AirwayTree,
  segment: number,
  condition: AirwayCondition & { readonly mucusShare?: number },
): CrossSection {
  const areas = segmentAreas(tree, segment, condition);
  const healthy = segmentAreas(tree, segment, { ...condition, constriction: 0, inflammation: 0 });
  const muscleMm2 = muscleArea(areas);
  const mucosaMm2 = areas.lumenMm2 + areas.innerWallMm2;
  const wholeMm2 = mucosaMm2 + areas.outerWallMm2;
  return {
    airRadiusMm: Math.sqrt((areas.lumenMm2 * (1 - (condition.mucusShare ?? 0))) / Math.PI),
    lumenRadiusMm: Math.sqrt(areas.lumenMm2 / Math.PI),
    mucosaRadiusMm: Math.sqrt(mucosaMm2 / Math.PI),
    muscleRadiusMm: Math.sqrt((mucosaMm2 + muscleMm2) / Math.PI),
    outerRadiusMm: Math.sqrt(wholeMm2 / Math.PI),
    wallAreaPercent: 100 * (1 - areas.lumenMm2 / wholeMm2),
    openPercent: (100 * areas.lumenMm2) / healthy.lumenMm2,
    closed: areas.closed,
  };
}
