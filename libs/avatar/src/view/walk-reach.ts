import type { AirwayTree } from '@airway-twin/domain/airways';
import { STATE_CHANNELS } from '../pose/index.js';
import { placeOnWalk, type WalkPath } from './walk-path.js';

/** Why a walk ends: the last drawn airway, muscle that closes the next one, mucus that fills it, or a lumen too narrow to look into. */
export type WalkEnd = 'tip' | 'closed' | 'mucus' | 'narrow';

export interface WalkReach {
  readonly mm: number;
  readonly end: WalkEnd;
  /** The airway that stops the walk; null where the way itself ends. */
  readonly segment: number | null;
}

/** An airway with a smaller lumen radius is not walked into, mm: half of what the narrowest drawn airway of a healthy child of four has. */
export const NARROWEST_WALKED_MM = 0.25;
/** How far before a closure the walk stops, in lumen radii of the airway before it: near enough to see it, far enough to see its rim. */
const STANDS_OFF = 1.5;

/**
 * How far along a way one can walk in the state that `texels` (see `AvatarPose`) draw, mm from its start, and what ends the walk. Judged by the
 * true lumen, also where a larger change is drawn.
 */
export function reachableMm(path: WalkPath, tree: Pick<AirwayTree, 'count'>, texels: Float32Array): WalkReach {
  let open: number | null = null;
  for (let at = 0; at < path.places.length; at += 1) {
    const segment = path.places[at]?.segment ?? 0;
    if (segment === open) continue;
    const end = whatShuts(tree, texels, segment);
    if (end !== null) {
      const offMm = open === null ? 0 : STANDS_OFF * walkedLumenMm(tree, texels, open);
      return { mm: Math.max(0, (path.atMm[at] ?? 0) - offMm), end, segment };
    }
    open = segment;
  }
  return { mm: path.lengthMm, end: 'tip', segment: null };
}

/** True lumen radius of an airway in the state that `texels` draw, mm. */
export function walkedLumenMm(tree: Pick<AirwayTree, 'count'>, texels: Float32Array, segment: number): number {
  return texels[STATE_CHANNELS * (2 * tree.count + segment) + 1] ?? 0;
}

/** Over what stretch the radius around somebody who walks is taken, mm to both sides: it has no jump at a fork. */
const AROUND_MM = 6;

/** True lumen radius around a place on the way, mm: the mean of what lies near, the nearer the more. */
export function lumenAroundMm(
  path: WalkPath,
  tree: Pick<AirwayTree, 'count'>,
  texels: Float32Array,
  mm: number,
): number {
  const at = Math.min(path.lengthMm, Math.max(0, mm));
  let [sum, weights] = [0, 0];
  for (const [place, { segment }] of path.places.entries()) {
    const weight = AROUND_MM - Math.abs((path.atMm[place] ?? 0) - at);
    if (weight <= 0) continue;
    sum += weight * walkedLumenMm(tree, texels, segment);
    weights += weight;
  }
  return sum / weights;
}

/** Where the next airway of the way begins, mm from its start; the end of the way in its last one. */
export function nextForkMm(path: WalkPath, mm: number): number {
  const here = placeOnWalk(path, mm).segment;
  const at = path.places.findIndex(({ segment }, place) => (path.atMm[place] ?? 0) > mm && segment !== here);
  return path.atMm[at] ?? path.lengthMm;
}

function whatShuts(tree: Pick<AirwayTree, 'count'>, texels: Float32Array, segment: number): WalkEnd | null {
  const second = STATE_CHANNELS * (tree.count + segment);
  if ((texels[second + 2] ?? 0) > 0.5) return 'closed';
  if ((texels[second + 3] ?? 0) > 0.5) return 'mucus';
  return walkedLumenMm(tree, texels, segment) < NARROWEST_WALKED_MM ? 'narrow' : null;
}
