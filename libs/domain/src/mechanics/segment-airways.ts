import { SEGMENTAL_BRONCHI, type AirwayName, type AirwayTree } from '../airways/index.js';
import type { LumpedAirways } from './lumped-airways.js';

export const FIRST_UNDRAWN_GENERATION = 10;
const UNDRAWN_GENERATIONS = 7;

/**
 * What the drawn tree goes on with behind each segmental bronchus: generations 10–16 as lumps. Arrays run segment by segment:
 * index = 7 · (segment's place in `names`) + generation − 10.
 */
export interface SegmentAirways {
  readonly names: readonly AirwayName[];
  /** Share of the lungs' volume behind each segmental bronchus. */
  readonly volumeShare: Float64Array;
  /** Airways side by side, on average: a share of 2^z. */
  readonly parallel: Float64Array;
  readonly largestAreaCm2: Float64Array;
  readonly lengthCm: Float64Array;
}

/** The small airways behind every segment of a drawn tree: each takes of every lumped generation the share of lung that it feeds. */
export function segmentAirways(tree: AirwayTree, airways: LumpedAirways): SegmentAirways {
  const names = SEGMENTAL_BRONCHI;
  const volumeShare = Float64Array.from(names, (name) => tree.volumeFraction[tree.name.indexOf(name)] ?? 0);
  const lumps = (of: (z: number, share: number) => number) =>
    Float64Array.from({ length: names.length * UNDRAWN_GENERATIONS }, (_, at) =>
      of(FIRST_UNDRAWN_GENERATION + (at % UNDRAWN_GENERATIONS), volumeShare[Math.floor(at / UNDRAWN_GENERATIONS)] ?? 0),
    );
  return {
    names,
    volumeShare,
    parallel: lumps((z, share) => share * (airways.parallel[z] ?? 0)),
    largestAreaCm2: lumps((z, share) => share * (airways.largestAreaCm2[z] ?? 0)),
    lengthCm: lumps((z) => airways.lengthCm[z] ?? 0),
  };
}
