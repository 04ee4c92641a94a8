import {
  lumenArea,
  muscleShortening,
  segmentAreas,
  SMALLEST_LUMEN_SHARE,
  type AirwayTree,
} from '@airway-twin/domain/airways';

/** What of every airway does not change with C and I: areas in mm² and healthy radii in mm, at the end of a quiet breath out. */
export interface RestingAirways {
  readonly largestMm2: Float64Array;
  readonly relaxedMm2: Float64Array;
  readonly innerWallMm2: Float64Array;
  readonly outerWallMm2: Float64Array;
  readonly lumenMm: Float32Array;
  readonly outerMm: Float32Array;
}

const known = new WeakMap<AirwayTree, RestingAirways>();

/** The healthy airways of a tree; worked out once for each tree, so that a new state costs no powers of the tube law. */
export function restingAirways(tree: AirwayTree): RestingAirways {
  const before = known.get(tree);
  if (before) return before;
  const areas = Array.from({ length: tree.count }, (_, segment) =>
    segmentAreas(tree, segment, { constriction: 0, inflammation: 0 }),
  );
  const wholeMm2 = areas.map((area) => area.lumenMm2 + area.innerWallMm2 + area.outerWallMm2);
  const resting = {
    largestMm2: Float64Array.from(areas, (area) => area.largestLumenMm2),
    relaxedMm2: Float64Array.from(areas, (area) => area.lumenMm2),
    innerWallMm2: Float64Array.from(areas, (area) => area.innerWallMm2),
    outerWallMm2: Float64Array.from(areas, (area) => area.outerWallMm2),
    lumenMm: Float32Array.from(areas, (area) => Math.sqrt(area.lumenMm2 / Math.PI)),
    outerMm: Float32Array.from(wholeMm2, (area) => Math.sqrt(area / Math.PI)),
  };
  known.set(tree, resting);
  return resting;
}

/** Radii of one airway at C and I, mm: the numbers of `segmentAreas`, from what is already known of it at rest. */
export function radiiIn(
  resting: RestingAirways,
  tree: AirwayTree,
  segment: number,
  constriction: number,
  inflammation: number,
): { readonly lumenMm: number; readonly outerMm: number; readonly closed: boolean } {
  const innerMm2 = resting.innerWallMm2[segment] ?? 0;
  const shortening = muscleShortening(tree.generation[segment] ?? 0, constriction);
  const openMm2 = lumenArea(resting.relaxedMm2[segment] ?? 0, innerMm2, shortening, 1 + inflammation);
  const leastMm2 = SMALLEST_LUMEN_SHARE * (resting.largestMm2[segment] ?? 0);
  const lumenMm2 = Math.max(leastMm2, openMm2);
  const wholeMm2 = lumenMm2 + (1 + inflammation) * innerMm2 + (resting.outerWallMm2[segment] ?? 0);
  return {
    lumenMm: Math.sqrt(lumenMm2 / Math.PI),
    outerMm: Math.sqrt(wholeMm2 / Math.PI),
    closed: openMm2 < leastMm2,
  };
}
