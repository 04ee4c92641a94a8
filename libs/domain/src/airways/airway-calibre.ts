import type { AirwayTree } from './airway-tree.js';
import {
  healthyWallAreaShare,
  innerWallShare,
  lumenArea,
  muscleShortening,
  SMALLEST_LUMEN_SHARE,
} from './airway-wall.js';
import { PRESSURE_AT_FRC, PRESSURE_AT_TLC, relativeArea, tubeLaw } from './tube-law.js';

/** The two treatable traits at one instant, 0…1 each, and the pressure that holds the airways open. */
export interface AirwayCondition {
  readonly constriction: number;
  readonly inflammation: number;
  /** Transmural pressure, cmH2O; the end of a quiet breath out (3.5) when left out. */
  readonly pressureCmH2O?: number;
}

/** Cross-section areas of one segment, mm². */
export interface SegmentAreas {
  readonly largestLumenMm2: number;
  readonly lumenMm2: number;
  readonly innerWallMm2: number;
  /** Muscle and outer wall together: they do not change with C or I. */
  readonly outerWallMm2: number;
  readonly closed: boolean;
}

/** How wide every segment of a tree is in a condition. One entry per segment. */
export interface AirwayCalibre {
  readonly lumenRadiusMm: Float32Array;
  readonly outerRadiusMm: Float32Array;
  /** Share of the cross-section that is wall, %. */
  readonly wallAreaPercent: Float32Array;
  /** 1 where the muscle would have closed the airway and the drawn lumen is the least one. */
  readonly closed: Uint8Array;
}

/**
 * Areas of one segment: relaxed lumen by the tube law (Lambert 1982), muscle ring and inner wall by Moreno 1986 / James 1989.
 * Errors: RangeError when C or I is not within 0…1 or there is no such segment.
 */
export function segmentAreas(tree: AirwayTree, segment: number, condition: AirwayCondition): SegmentAreas {
  requireShare('constriction', condition.constriction);
  requireShare('inflammation', condition.inflammation);
  const generation = tree.generation[segment];
  const radiusTlcMm = tree.radiusTlcMm[segment];
  if (generation === undefined || radiusTlcMm === undefined)
    throw new RangeError(`segment: expected a whole number below ${tree.count}, got ${segment}`);
  const law = tubeLaw(generation);
  const largest = (Math.PI * radiusTlcMm ** 2) / relativeArea(law, PRESSURE_AT_TLC);
  const innerWall = innerWallShare(generation) * largest;
  const atRest = relativeArea(law, PRESSURE_AT_FRC) * largest;
  // The outer wall is what the healthy wall has beyond its inner part, judged where wall-area % is defined: at rest.
  const outerWall = atRest / (1 - healthyWallAreaShare(generation)) - atRest - innerWall;
  const relaxed = relativeArea(law, condition.pressureCmH2O ?? PRESSURE_AT_FRC) * largest;
  const shortening = muscleShortening(generation, condition.constriction);
  const thickening = 1 + condition.inflammation;
  const lumen = lumenArea(relaxed, innerWall, shortening, thickening);
  const least = SMALLEST_LUMEN_SHARE * largest;
  return {
    largestLumenMm2: largest,
    lumenMm2: Math.max(least, lumen),
    innerWallMm2: thickening * innerWall,
    outerWallMm2: outerWall,
    closed: lumen < least,
  };
}

/** Lumen and outer radius, wall-area % and closure of every segment, from the same C and I in all of them. Errors as `segmentAreas`. */
export function airwayCalibre(tree: AirwayTree, condition: AirwayCondition): AirwayCalibre {
  const lumenRadiusMm = new Float32Array(tree.count);
  const outerRadiusMm = new Float32Array(tree.count);
  const wallAreaPercent = new Float32Array(tree.count);
  const closed = new Uint8Array(tree.count);
  for (let segment = 0; segment < tree.count; segment += 1) {
    const areas = segmentAreas(tree, segment, condition);
    const whole = areas.lumenMm2 + areas.innerWallMm2 + areas.outerWallMm2;
    lumenRadiusMm[segment] = Math.sqrt(areas.lumenMm2 / Math.PI);
    outerRadiusMm[segment] = Math.sqrt(whole / Math.PI);
    wallAreaPercent[segment] = 100 * (1 - areas.lumenMm2 / whole);
    closed[segment] = areas.closed ? 1 : 0;
  }
  return { lumenRadiusMm, outerRadiusMm, wallAreaPercent, closed };
}

/** Mean of a per-segment value over the generations `from`…`to`, each segment counted once. */
export function meanOverGenerations(tree: AirwayTree, values: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let segment = 0; segment < tree.count; segment += 1) {
    const generation = tree.generation[segment] ?? 0;
    if (generation < from || generation > to) continue;
    sum += values[segment] ?? 0;
    count += 1;
  }
  return sum / count;
}

function requireShare(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name}: expected a number from 0 to 1, got ${value}`);
}
