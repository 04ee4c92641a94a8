import {
  lumenArea,
  muscleArea,
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
  readonly muscleMm2: Float64Array;
  readonly lumenMm: Float32Array;
  readonly mucosaMm: Float32Array;
  readonly muscleMm: Float32Array;
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
  const radii = areas.map((area) => layerRadii(area.lumenMm2, area.innerWallMm2, muscleArea(area), area.outerWallMm2));
  const resting = {
    largestMm2: Float64Array.from(areas, (area) => area.largestLumenMm2),
    relaxedMm2: Float64Array.from(areas, (area) => area.lumenMm2),
    innerWallMm2: Float64Array.from(areas, (area) => area.innerWallMm2),
    outerWallMm2: Float64Array.from(areas, (area) => area.outerWallMm2),
    muscleMm2: Float64Array.from(areas, muscleArea),
    lumenMm: Float32Array.from(radii, ({ lumenMm }) => lumenMm),
    mucosaMm: Float32Array.from(radii, ({ mucosaMm }) => mucosaMm),
    muscleMm: Float32Array.from(radii, ({ muscleMm }) => muscleMm),
    outerMm: Float32Array.from(radii, ({ outerMm }) => outerMm),
  };
  known.set(tree, resting);
  return resting;
}

/** Where the layers of one airway end, from the middle outwards, mm: air, lining, muscle, all of the wall. */
export interface LayerRadii {
  readonly lumenMm: number;
  readonly mucosaMm: number;
  readonly muscleMm: number;
  readonly outerMm: number;
}

function layerRadii(lumenMm2: number, innerWallMm2: number, muscleMm2: number, outerWallMm2: number): LayerRadii {
  const mucosaMm2 = lumenMm2 + innerWallMm2;
  return {
    lumenMm: Math.sqrt(lumenMm2 / Math.PI),
    mucosaMm: Math.sqrt(mucosaMm2 / Math.PI),
    muscleMm: Math.sqrt((mucosaMm2 + muscleMm2) / Math.PI),
    outerMm: Math.sqrt((mucosaMm2 + outerWallMm2) / Math.PI),
  };
}

/** Radii of one airway at C and I, mm: the numbers of `crossSection`, from what is already known of it at rest. */
export function radiiIn(
  resting: RestingAirways,
  tree: AirwayTree,
  segment: number,
  constriction: number,
  inflammation: number,
): LayerRadii & { readonly closed: boolean } {
  const innerMm2 = resting.innerWallMm2[segment] ?? 0;
  const shortening = muscleShortening(tree.generation[segment] ?? 0, constriction);
  const openMm2 = lumenArea(resting.relaxedMm2[segment] ?? 0, innerMm2, shortening, 1 + inflammation);
  const leastMm2 = SMALLEST_LUMEN_SHARE * (resting.largestMm2[segment] ?? 0);
  const radii = layerRadii(
    Math.max(leastMm2, openMm2),
    (1 + inflammation) * innerMm2,
    resting.muscleMm2[segment] ?? 0,
    resting.outerWallMm2[segment] ?? 0,
  );
  return { ...radii, closed: openMm2 < leastMm2 };
}
