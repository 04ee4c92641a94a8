import { add, cross, length, scale, subtract, type Vector } from '@airway-twin/domain/airways';
import { easeInOut } from '../pose/index.js';
import type { CameraGoal } from './camera-goal.js';

/** How long the eye is on its way, ms. */
export const FLIGHT_MS = 700;

/** How readily the eye draws back on a long way (van Wijk & Nuij 2003: √2 is what most people like). */
const CURVATURE = 1.4;
/** Width of what is seen at a distance of 1: an angle of view of 24 degrees. */
const WIDTH_PER_DISTANCE = 0.425;

/**
 * The eye's way from one goal to another: call it with the time as a share 0…1. It starts and ends exactly at the goals and slows down there;
 * between two far targets it draws back first, so that one sees where one goes (van Wijk & Nuij 2003, smooth zooming and panning), and
 * never comes nearer to the target than the nearer goal.
 */
export function flight(from: CameraGoal, to: CameraGoal): (share: number) => CameraGoal {
  const travel = zoomAndPan(from.distanceMm, to.distanceMm, length(subtract(to.target, from.target)));
  const start = orientationOf(from);
  const end = orientationOf(to);
  return (share) => {
    if (!(share > 0)) return from;
    if (share >= 1) return to;
    const eased = easeInOut(share);
    const { panned, distanceMm } = travel(eased);
    const { away, up } = directionsOf(turned(start, end, eased));
    return {
      target: add(from.target, scale(subtract(to.target, from.target), panned)),
      away,
      up,
      distanceMm,
      fovDegrees: from.fovDegrees + (to.fovDegrees - from.fovDegrees) * eased,
      nearMm: geometric(from.nearMm, to.nearMm, eased),
      farMm: geometric(from.farMm, to.farMm, eased),
    };
  };
}

/** Distance and share of the way between the targets, by the share of the flight: eqs. 9–10 of van Wijk & Nuij 2003. */
function zoomAndPan(fromMm: number, toMm: number, betweenMm: number) {
  if (betweenMm < 1e-3 * Math.min(fromMm, toMm))
    return (share: number) => ({ panned: share, distanceMm: geometric(fromMm, toMm, share) });
  const [w0, w1] = [WIDTH_PER_DISTANCE * fromMm, WIDTH_PER_DISTANCE * toMm];
  const square = CURVATURE ** 2 * betweenMm;
  const tilt = (sign: 1 | -1, width: number) =>
    (w1 ** 2 - w0 ** 2 + sign * CURVATURE ** 2 * square * betweenMm) / (2 * width * square);
  const r0 = -Math.asinh(tilt(1, w0));
  const r1 = -Math.asinh(tilt(-1, w1));
  return (share: number) => {
    const r = r0 + (r1 - r0) * share;
    const panned = ((w0 / CURVATURE ** 2) * (Math.cosh(r0) * Math.tanh(r) - Math.sinh(r0))) / betweenMm;
    return { panned, distanceMm: (fromMm * Math.cosh(r0)) / Math.cosh(r) };
  };
}

function geometric(from: number, to: number, share: number): number {
  return from * (to / from) ** share;
}

type Quaternion = readonly [x: number, y: number, z: number, w: number];

/** The turn from the axes of space to right, up and away of a goal. */
function orientationOf({ up, away }: CameraGoal): Quaternion {
  const right = cross(up, away);
  const [xx, xy, xz] = right;
  const [yx, yy, yz] = up;
  const [zx, zy, zz] = away;
  // By the largest component, so that nothing is divided by almost nothing (Shepperd 1978).
  const fours = [1 + xx - yy - zz, 1 - xx + yy - zz, 1 - xx - yy + zz, 1 + xx + yy + zz];
  const largest = fours.indexOf(Math.max(...fours));
  const rows: readonly (readonly number[])[] = [
    [fours[0] ?? 0, yx + xy, zx + xz, yz - zy],
    [yx + xy, fours[1] ?? 0, yz + zy, zx - xz],
    [zx + xz, yz + zy, fours[2] ?? 0, xy - yx],
    [yz - zy, zx - xz, xy - yx, fours[3] ?? 0],
  ];
  const [x = 0, y = 0, z = 0, w = 0] = rows[largest] ?? [];
  const size = Math.hypot(x, y, z, w);
  return [x / size, y / size, z / size, w / size];
}

function directionsOf([x, y, z, w]: Quaternion): { readonly up: Vector; readonly away: Vector } {
  return {
    up: [2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)],
    away: [2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)],
  };
}

/** Between two turns the short way round, at an even pace (Shoemake 1985). */
function turned(from: Quaternion, to: Quaternion, share: number): Quaternion {
  const cosine = from.reduce((sum, value, at) => sum + value * (to[at] ?? 0), 0);
  const sign = cosine < 0 ? -1 : 1;
  const angle = Math.acos(Math.min(1, Math.abs(cosine)));
  const [a, b] =
    angle < 1e-4
      ? [1 - share, share]
      : [Math.sin((1 - share) * angle) / Math.sin(angle), Math.sin(share * angle) / Math.sin(angle)];
  const mixed = from.map((value, at) => a * value + sign * b * (to[at] ?? 0));
  const [x = 0, y = 0, z = 0, w = 0] = mixed;
  const size = Math.hypot(x, y, z, w);
  return [x / size, y / size, z / size, w / size];
}
