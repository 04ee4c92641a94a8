import {
  add,
  cross,
  dot,
  length,
  scale,
  subtract,
  unit,
  type AirwayTree,
  type Vector,
} from '@airway-twin/domain/airways';
import { pointOf } from '../geometry/index.js';
import { clearSide } from './clear-sight.js';
import { cutEye } from './cut-region.js';
import { upright } from './upright.js';
import { placeOnWalk, type WalkPath } from './walk-path.js';

/** Where the eye is and what it sees. Points in patient mm, directions of length 1. */
export interface CameraGoal {
  /** What stands in the middle of the picture. */
  readonly target: Vector;
  /** From the target to the eye. */
  readonly away: Vector;
  /** What is up in the picture, at a right angle to `away`. */
  readonly up: Vector;
  readonly distanceMm: number;
  /** Angle of view from the lower to the upper edge of the picture. */
  readonly fovDegrees: number;
  /** Nothing nearer or farther than this is drawn, mm from the eye. */
  readonly nearMm: number;
  readonly farMm: number;
}

/** Angle of view from outside: narrow, so that near and far airways can be compared; inside: wide, so that walls are seen. */
export const OUTSIDE_FOV_DEGREES = 24;
const INSIDE_FOV_DEGREES = 80;

/** What share of the picture an airway takes that is looked at. */
const FRAMED_SHARE = 0.6;
/** Nothing is drawn nearer to the eye than this share of its distance. */
const NEAREST_SHARE = 0.025;
/** How far before an airway things are drawn, in its lengths and in its largest lumen radii. */
const BEFORE_LENGTHS = 0.8;
const BEFORE_RADII = 3.5;
/** How far ahead one looks inside, in lumen radii, and from where on something is drawn. */
const LOOKS_AHEAD = 3;
const NEAR_RADII = 0.1;
const INSIDE_FAR_MM = 400;
const HEAD: Vector = [0, 0, 1];

/** The eye of a goal, mm. */
export function eyeOf({ target, away, distanceMm }: Pick<CameraGoal, 'target' | 'away' | 'distanceMm'>): Vector {
  return add(target, scale(away, distanceMm));
}

/**
 * Before one airway: across it, from the side that shows it best (`clearSide`). What stands far before it is not drawn. `outerRadiusMm` is that of the airway as drawn, `aspect`
 * width by height of the picture. Errors: RangeError when there is no such airway.
 */
export function airwayGoal(tree: AirwayTree, airway: number, outerRadiusMm: number, aspect: number): CameraGoal {
  const drawnMm = beforeMm(tree, airway);
  const goal = framed(tree, airway, clearSide(tree, airway, drawnMm), outerRadiusMm, aspect);
  return { ...goal, nearMm: nearBefore(goal.distanceMm, drawnMm) };
}

/** Before one airway that is cut open: aside of it and beyond its end, so that both faces of the cut are seen. As `airwayGoal`. */
export function cutGoal(tree: AirwayTree, airway: number, outerRadiusMm: number, aspect: number): CameraGoal {
  return framed(tree, airway, cutEye(tree, airway), outerRadiusMm, aspect);
}

/** On the way, `mm` from its start, looking ahead; `lumenRadiusMm` is that of the airway around. */
export function insideGoal(path: WalkPath, mm: number, lumenRadiusMm: number): CameraGoal {
  const here = placeOnWalk(path, mm);
  const aheadMm = LOOKS_AHEAD * lumenRadiusMm;
  const ahead = placeOnWalk(path, Math.min(path.lengthMm, mm) + aheadMm);
  // Beyond the end of the way one looks on as it led.
  const beyondMm = Math.max(0, Math.min(path.lengthMm, mm) + aheadMm - path.lengthMm);
  const target = add(ahead.point, scale(ahead.direction, beyondMm));
  const away = unit(subtract(here.point, target));
  return {
    target,
    away,
    up: upright(here.up, away),
    distanceMm: length(subtract(here.point, target)),
    fovDegrees: INSIDE_FOV_DEGREES,
    nearMm: NEAR_RADII * lumenRadiusMm,
    farMm: INSIDE_FAR_MM,
  };
}

/** How far before an airway things are drawn, mm: what stands nearer to the eye would only hide it. */
export function beforeMm(tree: AirwayTree, airway: number): number {
  const lengthMm = length(subtract(pointOf(tree.endMm, airway), pointOf(tree.startMm, airway)));
  return BEFORE_LENGTHS * lengthMm + BEFORE_RADII * (tree.radiusTlcMm[airway] ?? 0);
}

/** From where on something is drawn, mm from an eye that is that far from its target, of which `drawnMm` before the target are drawn. */
export function nearBefore(distanceMm: number, drawnMm: number): number {
  return Math.max(NEAREST_SHARE * distanceMm, distanceMm - drawnMm);
}

function framed(tree: AirwayTree, airway: number, away: Vector, outerRadiusMm: number, aspect: number): CameraGoal {
  const start = pointOf(tree.startMm, airway);
  const end = pointOf(tree.endMm, airway);
  const axis = subtract(end, start);
  const up = upright(HEAD, away);
  const right = cross(up, away);
  // A solid with round ends around the airway and the beginnings of its neighbours.
  const half = (across: Vector) =>
    Math.abs(dot(axis, across)) / 2 + outerRadiusMm * (1 + Math.abs(dot(unit(axis), across)));
  const slope = FRAMED_SHARE * Math.tan((OUTSIDE_FOV_DEGREES * Math.PI) / 360);
  // What stands towards the eye is seen larger.
  const towardsEyeMm = Math.abs(dot(axis, away)) / 2;
  const distanceMm = Math.max(half(up), half(right) / aspect) / slope + towardsEyeMm;
  return {
    target: scale(add(start, end), 0.5),
    away,
    up,
    distanceMm,
    fovDegrees: OUTSIDE_FOV_DEGREES,
    nearMm: NEAREST_SHARE * distanceMm,
    farMm: distanceMm + 400,
  };
}
