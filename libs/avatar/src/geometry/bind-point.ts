import { length, subtract, unit, type AirwayTree, type Vector } from '@airway-twin/domain/airways';
import { FOLLOWED } from './bound-vertices.js';
import { nearCapsule, pointOf, type Capsules, type Nearness } from './capsule-field.js';

/** Over what distance one airway gives way to the next, as a share of the thinner one's radius. */
const BLEND = 0.4;

/** Which airways a point of the surface follows, how much, and where on their centrelines it belongs. */
export interface PointBinding {
  readonly segments: readonly number[];
  readonly weights: readonly number[];
  readonly foot: Vector;
  readonly tangent: Vector;
}

const near: Nearness = { distanceMm: 0, x: 0, y: 0, z: 0 };

/** Weights by how near the point is to each capsule's surface: smooth, and 0 beyond `BLEND` radii, so that the middle of an airway is its own. */
export function bindPoint(tree: AirwayTree, capsules: Capsules, which: readonly number[], point: Vector): PointBinding {
  const distances = which.map((at) => {
    nearCapsule(capsules, at, point[0], point[1], point[2], near);
    return { at, distanceMm: near.distanceMm };
  });
  distances.sort((a, b) => a.distanceMm - b.distanceMm || a.at - b.at);
  const first = distances[0];
  if (!first) throw new RangeError('which: expected at least one capsule near the point');
  const chosen = distances.slice(0, FOLLOWED).map(({ at, distanceMm }) => ({
    at,
    weight: blend(
      distanceMm - first.distanceMm,
      BLEND * Math.min(radiusOf(capsules, at), radiusOf(capsules, first.at)),
    ),
  }));
  const sum = chosen.reduce((all, { weight }) => all + weight, 0);
  let foot: Vector = [0, 0, 0];
  let tangent: Vector = [0, 0, 0];
  const segments: number[] = [];
  const weights: number[] = [];
  for (const { at, weight } of chosen) {
    const segment = capsules.segment[at] ?? 0;
    const share = weight / sum;
    const axis = axisPoint(tree, capsules, at, point);
    foot = [foot[0] + share * axis.foot[0], foot[1] + share * axis.foot[1], foot[2] + share * axis.foot[2]];
    tangent = [
      tangent[0] + share * axis.direction[0],
      tangent[1] + share * axis.direction[1],
      tangent[2] + share * axis.direction[2],
    ];
    segments.push(segment);
    weights.push(share);
  }
  foot = towardsForks(tree, segments, weights, foot);
  while (segments.length < FOLLOWED) {
    segments.push(segments[0] ?? 0);
    weights.push(0);
  }
  return { segments, weights, foot, tangent: unit(tangent) };
}

/**
 * What lies between two airways that part belongs to their fork: with narrower airways it goes back towards the fork, as the crotch of two
 * thinner tubes lies nearer to where their centrelines meet.
 */
function towardsForks(tree: AirwayTree, segments: readonly number[], weights: readonly number[], foot: Vector): Vector {
  let shared = 0;
  let sum: Vector = [0, 0, 0];
  for (let one = 0; one < segments.length; one += 1)
    for (let other = one + 1; other < segments.length; other += 1) {
      const pull = 4 * (weights[one] ?? 0) * (weights[other] ?? 0);
      const fork = pull > 0 ? forkOf(tree, segments[one] ?? 0, segments[other] ?? 0) : null;
      if (fork === null) continue;
      shared += pull;
      sum = [sum[0] + pull * fork[0], sum[1] + pull * fork[1], sum[2] + pull * fork[2]];
    }
  if (shared === 0) return foot;
  const pull = Math.min(1, shared);
  const at = (axis: 0 | 1 | 2) => foot[axis] + pull * (sum[axis] / shared - foot[axis]);
  return [at(0), at(1), at(2)];
}

/** Where the ways to two airways part; null when one leads to the other. */
function forkOf(tree: AirwayTree, one: number, other: number): Vector | null {
  let [a, b] = [one, other];
  // Parents stand before children: the larger index is never the other's parent's parent.
  while (a !== b) {
    if (a > b) a = tree.parent[a] ?? -1;
    else b = tree.parent[b] ?? -1;
    if (a < 0 || b < 0) return null;
  }
  return a === one || a === other ? null : pointOf(tree.endMm, a);
}

function radiusOf(capsules: Capsules, at: number): number {
  return capsules.startRadiusMm[at] ?? 0;
}

/** 1 at no distance, falling smoothly to 0 at `width`. */
function blend(distance: number, width: number): number {
  const left = 1 - distance / width;
  return left > 0 ? left * left : 0;
}

/** The nearest point on an airway's whole centreline (on the trachea also above its end) and the airway's direction. */
function axisPoint(
  tree: AirwayTree,
  capsules: Capsules,
  at: number,
  point: Vector,
): { foot: Vector; direction: Vector } {
  const segment = capsules.segment[at] ?? 0;
  const start = pointOf(tree.startMm, segment);
  const along = subtract(pointOf(tree.endMm, segment), start);
  const lengthMm = length(along);
  const isRoot = (tree.parent[segment] ?? -1) < 0;
  const share =
    ((point[0] - start[0]) * along[0] + (point[1] - start[1]) * along[1] + (point[2] - start[2]) * along[2]) /
    lengthMm ** 2;
  const t = Math.min(1, isRoot ? share : Math.max(0, share));
  return {
    foot: [start[0] + t * along[0], start[1] + t * along[1], start[2] + t * along[2]],
    direction: [along[0] / lengthMm, along[1] / lengthMm, along[2] / lengthMm],
  };
}
