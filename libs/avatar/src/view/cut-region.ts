import {
  add,
  airwayCalibre,
  cross,
  crossSection,
  dot,
  length,
  scale,
  subtract,
  unit,
  type AirwayTree,
  type Vector,
} from '@airway-twin/domain/airways';
import { pointOf } from '../geometry/index.js';

/** How many airways the faces of a cut can show. */
export const MOST_CUT_AIRWAYS = 16;

/** One airway that a cut goes through. */
export interface CutAirway {
  readonly segment: number;
  readonly startMm: Vector;
  readonly endMm: Vector;
  /** The widest airway that it parts into; −1: none. */
  readonly widestChild: number;
  /** Radius of its lumen when it is healthy, at the end of a quiet breath out, mm. */
  readonly openRadiusMm: number;
  /** No layer of it reaches farther from its centreline, mm. */
  readonly mostRadiusMm: number;
}

/**
 * What is taken away so that an airway is seen open: all that lies on the eye's side of its centreline and beyond its middle. One face of the cut
 * runs along the airway, the other across it. Points in patient mm, directions of length 1.
 */
export interface CutRegion {
  /** The middle of the airway: the edge where the two faces meet goes through it. */
  readonly middleMm: Vector;
  /** Away from the trachea. */
  readonly along: Vector;
  /** Across the airway, towards the eye. */
  readonly towardsEye: Vector;
  /** How far from the middle the faces are drawn, mm. */
  readonly reachMm: number;
  /** What the faces show, parents before children. */
  readonly airways: readonly CutAirway[];
  /** Airways that would stand before the faces, and all that they lead to, so that nothing is left without its stem. Not drawn. */
  readonly hidden: readonly number[];
}

/** The eye stands aside of the airway and this much farther along it, so that it sees both faces. */
const EYE_ALONG = 0.85;
/** Below this sine two directions are the same: they span no plane. */
const LEAST_SPREAD = 0.1;
const SAMPLES = 8;
const FRONT: Vector = [0, -1, 0];

/** From an airway towards the eye that looks at its cut, length 1. Errors: RangeError when there is no such airway. */
export function cutEye(tree: AirwayTree, airway: number): Vector {
  return unit(add(cutSide(tree, airway), scale(directionOf(tree, airway), EYE_ALONG)));
}

/**
 * Across an airway, length 1: the side from which the fork at its end is seen spread out, so that one plane opens it and both its branches. Of the
 * two such sides the one towards the patient's front.
 */
export function cutSide(tree: AirwayTree, airway: number): Vector {
  const along = directionOf(tree, airway);
  const [one, other] = branchesOf(tree, airway).map((child) => directionOf(tree, child));
  const spread = one && other ? acrossOf(cross(one, other), along) : null;
  if (spread && length(spread) > LEAST_SPREAD) return unit(dot(spread, FRONT) < 0 ? scale(spread, -1) : spread);
  const front = acrossOf(FRONT, along);
  return unit(length(front) > LEAST_SPREAD ? front : acrossOf([0, 0, 1], along));
}

/** The cut that opens an airway for an eye on the given side. Errors: RangeError when there is no such airway. */
export function cutRegion(tree: AirwayTree, airway: number, side: Vector = cutSide(tree, airway)): CutRegion {
  const along = directionOf(tree, airway);
  const middleMm = scale(add(pointOf(tree.startMm, airway), pointOf(tree.endMm, airway)), 0.5);
  const towardsEye = unit(acrossOf(side, along));
  const planes = { middleMm, along, towardsEye };
  const mostRadiiMm = mostRadii(tree);
  const lengthMm = length(subtract(pointOf(tree.endMm, airway), pointOf(tree.startMm, airway)));
  const reachMm = 0.9 * lengthMm + 6 * (mostRadiiMm[airway] ?? 0);
  const touched = [...tree.parent.keys()].flatMap((segment) => {
    const nearMm = nearestTouch(tree, segment, mostRadiiMm[segment] ?? 0, planes, reachMm);
    return nearMm < Infinity ? [{ segment, nearMm: segment === airway ? -1 : nearMm }] : [];
  });
  const airways = touched
    .sort((a, b) => a.nearMm - b.nearMm)
    .slice(0, MOST_CUT_AIRWAYS)
    .sort((a, b) => a.segment - b.segment)
    .map(({ segment }) => ({
      segment,
      startMm: pointOf(tree.startMm, segment),
      endMm: pointOf(tree.endMm, segment),
      widestChild: branchesOf(tree, segment)[0] ?? -1,
      openRadiusMm: crossSection(tree, segment, { constriction: 0, inflammation: 0 }).lumenRadiusMm,
      mostRadiusMm: mostRadiiMm[segment] ?? 0,
    }));
  const hidden = hiddenAirways(
    tree,
    planes,
    new Set([...airways.map(({ segment }) => segment), ...wayTo(tree, airway)]),
  );
  return { ...planes, reachMm, airways: airways.filter(({ segment }) => !hidden.includes(segment)), hidden };
}

/** An airway and all that lead to it. */
function wayTo(tree: AirwayTree, airway: number): number[] {
  return airway < 0 ? [] : [...wayTo(tree, tree.parent[airway] ?? -1), airway];
}

/** The airways that reach into what a cut takes away without being among those that are `shown`, and all beyond them. Parents stand before children. */
function hiddenAirways(tree: AirwayTree, planes: CutPlanes, shown: ReadonlySet<number>): number[] {
  const hidden = new Set<number>();
  const mostRadiiMm = mostRadii(tree);
  for (let segment = 0; segment < tree.count; segment += 1) {
    const margin = scale(add(planes.along, planes.towardsEye), mostRadiiMm[segment] ?? 0);
    const [start, end] = [pointOf(tree.startMm, segment), pointOf(tree.endMm, segment)];
    const isBefore = [start, scale(add(start, end), 0.5), end].some((point) => isCutAway(planes, add(point, margin)));
    if (hidden.has(tree.parent[segment] ?? -1) || (isBefore && !shown.has(segment))) hidden.add(segment);
  }
  return [...hidden];
}

type CutPlanes = Pick<CutRegion, 'middleMm' | 'along' | 'towardsEye'>;

/** Does the cut take this point away? */
export function isCutAway({ middleMm, along, towardsEye }: CutPlanes, point: Vector): boolean {
  const from = subtract(point, middleMm);
  return dot(from, towardsEye) > 0 && dot(from, along) > 0;
}

/** How far from the middle of the cut an airway touches one of its faces, mm; Infinity when it touches none within reach. */
function nearestTouch(tree: AirwayTree, segment: number, radiusMm: number, planes: CutPlanes, reachMm: number): number {
  const start = subtract(pointOf(tree.startMm, segment), planes.middleMm);
  const end = subtract(pointOf(tree.endMm, segment), planes.middleMm);
  let least = Infinity;
  if (Math.min(length(start), length(end)) > reachMm + length(subtract(end, start))) return least;
  for (let at = 0; at <= SAMPLES; at += 1) {
    const point = add(start, scale(subtract(end, start), at / SAMPLES));
    const ahead = dot(point, planes.along);
    const aside = dot(point, planes.towardsEye);
    // Straight between two samples no point is farther from the nearer one than half a step.
    const wideMm = radiusMm + length(subtract(end, start)) / SAMPLES / 2;
    const touches = (Math.abs(aside) <= wideMm && ahead >= -wideMm) || (Math.abs(ahead) <= wideMm && aside >= -wideMm);
    if (touches && length(point) <= reachMm) least = Math.min(least, length(point));
  }
  return least;
}

const widest = new WeakMap<AirwayTree, Float32Array>();

/** The outer radius of every airway when it is swollen and not drawn together: the largest that a state can give, mm. */
function mostRadii(tree: AirwayTree): Float32Array {
  const known = widest.get(tree) ?? airwayCalibre(tree, { constriction: 0, inflammation: 1 }).outerRadiusMm;
  widest.set(tree, known);
  return known;
}

/** The airways that an airway parts into, the widest first. */
function branchesOf(tree: AirwayTree, airway: number): number[] {
  const radius = (segment: number) => tree.radiusTlcMm[segment] ?? 0;
  return [...tree.parent.keys()].filter((at) => tree.parent[at] === airway).sort((a, b) => radius(b) - radius(a));
}

function directionOf(tree: AirwayTree, airway: number): Vector {
  if (!(airway >= 0 && airway < tree.count))
    throw new RangeError(`airway: expected a whole number below ${tree.count}, got ${airway}`);
  return unit(subtract(pointOf(tree.endMm, airway), pointOf(tree.startMm, airway)));
}

/** The part of a direction that is at right angles to the unit vector `along`. */
function acrossOf(direction: Vector, along: Vector): Vector {
  return subtract(direction, scale(along, dot(direction, along)));
}
