import { STATE_CHANNELS } from '@airway-twin/avatar/pose';
import { namedAirway, placeOnWalk, walkedLumenMm, type WalkPath, type WalkReach } from '@airway-twin/avatar/view';
import type { AirwayName, AirwayTree } from '@airway-twin/domain/airways';

/** What somebody on a walk is told of the place they have reached. */
export interface WalkReading {
  /** The named airway there, or the one that the nameless airway there comes from. */
  readonly airway: AirwayName;
  /** True diameter of the lumen there, mm; null where the state of the airways is not known. */
  readonly diameterMm: number | null;
  /** Set where the walk can go no further: why, and the named airway that ends it. */
  readonly end: { readonly why: WalkReach['end']; readonly airway: AirwayName } | null;
}

/** What is drawn of the walked airways now. */
export interface WalkedState {
  readonly tree: AirwayTree;
  readonly path: WalkPath;
  readonly reach: WalkReach;
  readonly texels: Float32Array;
}

/** So near the end one stands at it, mm. */
const AT_THE_END_MM = 0.5;

/** Whether one stands where the walk can go no further. */
export function isAtEnd(reach: Pick<WalkReach, 'mm'>, walkedMm: number): boolean {
  return walkedMm >= reach.mm - AT_THE_END_MM;
}

/** The place `walkedMm` along a walk in figures. */
export function walkReading({ tree, path, reach, texels }: WalkedState, walkedMm: number): WalkReading {
  const { segment } = placeOnWalk(path, Math.min(walkedMm, reach.mm));
  const isKnown = (texels[STATE_CHANNELS * tree.count] ?? 1) < 1;
  return {
    airway: namedAirway(tree, segment),
    diameterMm: isKnown ? 2 * walkedLumenMm(tree, texels, segment) : null,
    end: isAtEnd(reach, walkedMm) ? { why: reach.end, airway: namedAirway(tree, reach.segment ?? segment) } : null,
  };
}
