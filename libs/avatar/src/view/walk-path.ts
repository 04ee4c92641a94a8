import {
  add,
  length,
  scale,
  subtract,
  unit,
  type AirwayName,
  type AirwayTree,
  type Vector,
} from '@airway-twin/domain/airways';
import { bendShare, handOverMm, modelledRadii, pointOf, tubePath } from '../geometry/index.js';
import { upright } from './upright.js';

/** One place on the way: a point of the centreline, mm, where it leads to, and what is above for somebody who walks there. */
export interface WalkPlace {
  readonly point: Vector;
  readonly direction: Vector;
  /** Carried along the way without a twist. At its start the patient's front is above, as in bronchoscopy from behind the head. */
  readonly up: Vector;
  readonly segment: number;
}

/** The way down the middle of the airways, from the upper end of the trachea. */
export interface WalkPath {
  readonly lengthMm: number;
  /** How far along the way each point lies, mm, increasing; as many as `places`, at most 1 mm apart. */
  readonly atMm: Float64Array;
  readonly places: readonly WalkPlace[];
}

const LARGEST_STEP_MM = 1;
const FRONT: Vector = [0, -1, 0];

/** The airways on the way to a named airway and on from it, always into the widest, to the last one drawn. Errors: RangeError for an unknown name. */
export function airwaysOnWalk(tree: AirwayTree, airway: AirwayName): number[] {
  const named = tree.name.indexOf(airway);
  if (named < 0) throw new RangeError(`airway: expected a name of this tree, got ${airway}`);
  const way: number[] = [];
  for (let at = named; at >= 0; at = tree.parent[at] ?? -1) way.unshift(at);
  for (let at = widestChild(tree, named); at !== null; at = widestChild(tree, at)) way.push(at);
  return way;
}

/**
 * The way through an airway, smoothed at forks as the drawn tubes are. Lengths are those at the end of a quiet breath out; they do not
 * depend on the twin's state. Errors: RangeError for an unknown name.
 */
export function walkPath(tree: AirwayTree, airway: AirwayName): WalkPath {
  const radiusMm = modelledRadii(tree);
  const way = airwaysOnWalk(tree, airway);
  const atMm: number[] = [];
  const places: WalkPlace[] = [];
  let joint: { point: Vector; direction: Vector; across: Vector } | null = null;
  let up: Vector | null = null;
  let travelledMm = 0;
  way.forEach((segment, step) => {
    const start = pointOf(tree.startMm, segment);
    const end = pointOf(tree.endMm, segment);
    const wholeMm = length(subtract(end, start));
    const ownRadiusMm = radiusMm[segment] ?? 0;
    const generation = tree.generation[segment] ?? 0;
    const parentRadiusMm = bendShare(generation) * (radiusMm[tree.parent[segment] ?? -1] ?? ownRadiusMm);
    const rings = tubePath({
      joint,
      start,
      end,
      handOverMm: step < way.length - 1 ? bendShare(generation + 1) * handOverMm(wholeMm, ownRadiusMm) : 0,
      parentRadiusMm,
      ownRadiusMm,
      firstBlend: 0,
      // Twice the longer leg bounds the speed of the bend.
      bendRings: Math.ceil((2 * Math.max(wholeMm, parentRadiusMm)) / LARGEST_STEP_MM),
      straightRings: Math.ceil(wholeMm / LARGEST_STEP_MM),
    });
    // The first ring of a tube lies back inside its parent's.
    for (const { foot, tangent } of joint === null ? rings : rings.slice(1)) {
      const before = places.at(-1);
      const stepMm = before ? length(subtract(foot, before.point)) : 0;
      if (before && stepMm < 1e-6) continue;
      travelledMm += stepMm;
      up = upright(up ?? FRONT, tangent);
      atMm.push(travelledMm);
      places.push({ point: foot, direction: tangent, up, segment });
    }
    const last = rings.at(-1);
    if (last) joint = { point: last.foot, direction: last.tangent, across: last.across };
  });
  return { lengthMm: travelledMm, atMm: Float64Array.from(atMm), places };
}

/** The place `mm` along the way; before its start and beyond its end, that end. */
export function placeOnWalk(path: WalkPath, mm: number): WalkPlace {
  const { atMm, places } = path;
  const after = firstAtOrBeyond(atMm, mm);
  const to = places[Math.min(after, places.length - 1)];
  const from = places[Math.max(0, after - 1)];
  if (!to || !from) throw new RangeError('path: expected at least one place');
  if (after === 0 || after >= places.length) return to;
  const startMm = atMm[after - 1] ?? 0;
  const share = (mm - startMm) / ((atMm[after] ?? 0) - startMm);
  const direction = unit(between(from.direction, to.direction, share));
  return {
    point: between(from.point, to.point, share),
    direction,
    up: upright(between(from.up, to.up, share), direction),
    segment: to.segment,
  };
}

/** How far along the way an airway begins and ends, mm; null when the way does not lead through it. */
export function stretchOnWalk(
  path: WalkPath,
  segment: number,
): { readonly fromMm: number; readonly toMm: number } | null {
  const first = path.places.findIndex((place) => place.segment === segment);
  if (first < 0) return null;
  const last = path.places.findLastIndex((place) => place.segment === segment);
  return { fromMm: path.atMm[first] ?? 0, toMm: path.atMm[last] ?? 0 };
}

function widestChild(tree: AirwayTree, of: number): number | null {
  let widest: number | null = null;
  for (let at = of + 1; at < tree.count; at += 1) {
    if (tree.parent[at] !== of) continue;
    if (widest === null || (tree.volumeFraction[at] ?? 0) > (tree.volumeFraction[widest] ?? 0)) widest = at;
  }
  return widest;
}

/** The number of the first value that is not less than `least`; the count of values when all are. */
function firstAtOrBeyond(sorted: Float64Array, least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function between(a: Vector, b: Vector, share: number): Vector {
  return add(a, scale(subtract(b, a), share));
}
