import {
  add,
  airwayCalibre,
  cross,
  dot,
  perpendicular,
  scale,
  subtract,
  unit,
  type AirwayTree,
  type Vector,
} from '@airway-twin/domain/airways';
import { pointOf } from '../geometry/index.js';
import { cutSide } from './cut-region.js';

/** How wide the airways of a tree are, outside, mm. */
export type OuterRadius = (segment: number) => number;

/**
 * Does an airway stand between the eye and a point? Airways that `isExempt` names do not count, and what is nearer to the point than `marginMm`
 * neither. Plain numbers: it is asked for every name in every frame.
 */
export function isHidden(
  tree: AirwayTree,
  outerMm: OuterRadius,
  eye: Vector,
  point: Vector,
  marginMm: number,
  isExempt: (segment: number) => boolean,
): boolean {
  const [ex, ey, ez] = eye;
  const reach = Math.hypot(point[0] - ex, point[1] - ey, point[2] - ez);
  const [dx, dy, dz] = [(point[0] - ex) / reach, (point[1] - ey) / reach, (point[2] - ez) / reach];
  const farthest = reach - marginMm;
  const { startMm, endMm } = tree;
  for (let at = 0; at < tree.count; at += 1) {
    const [ax, ay, az] = [
      (startMm[3 * at] ?? 0) - ex,
      (startMm[3 * at + 1] ?? 0) - ey,
      (startMm[3 * at + 2] ?? 0) - ez,
    ];
    const bx = (endMm[3 * at] ?? 0) - ex - ax;
    const by = (endMm[3 * at + 1] ?? 0) - ey - ay;
    const bz = (endMm[3 * at + 2] ?? 0) - ez - az;
    // Nearest points of the look, 0…farthest, and of the airway, 0…1 (Ericson 2005, Real-time collision detection, 5.1.9).
    const bb = bx * bx + by * by + bz * bz;
    const bd = bx * dx + by * dy + bz * dz;
    const ad = ax * dx + ay * dy + az * dz;
    const ab = ax * bx + ay * by + az * bz;
    const spread = bb - bd * bd;
    const first = spread > 1e-9 ? held((ad * bd - ab) / spread, 1) : 0;
    const along = held(ad + first * bd, farthest);
    const share = held((along * bd - ab) / bb, 1);
    const gx = ax + share * bx - along * dx;
    const gy = ay + share * by - along * dy;
    const gz = az + share * bz - along * dz;
    const radius = outerMm(at);
    if (gx * gx + gy * gy + gz * gz < radius * radius && !isExempt(at)) return true;
  }
  return false;
}

function held(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value;
}

/** Sides that are tried around an airway, and points of it that should be seen. */
const SIDES = 24;
const SEEN_AT = [0.25, 0.5, 0.75, 1];
/** What counts for a side besides that nothing stands before the airway: the fork seen spread out, the patient's front. */
const WORTH = { spread: 0.25, front: 0.35 };
const FRONT: Vector = [0, -1, 0];

const known = new WeakMap<AirwayTree, Map<number, Vector>>();

/**
 * Across an airway, length 1: the side from which it is seen best, when nothing farther before it than `beforeMm` is drawn. It is clear of other
 * airways, shows the fork at its end, and lies towards the patient's front, in this order. The same for the same airway in every state.
 */
export function clearSide(tree: AirwayTree, airway: number, beforeMm: number): Vector {
  const sides = known.get(tree) ?? new Map<number, Vector>();
  known.set(tree, sides);
  const before = sides.get(airway);
  if (before) return before;
  const { outerRadiusMm } = airwayCalibre(tree, { constriction: 0, inflammation: 0 });
  const outerMm = (segment: number) => outerRadiusMm[segment] ?? 0;
  const start = pointOf(tree.startMm, airway);
  const along = subtract(pointOf(tree.endMm, airway), start);
  const axis = unit(along);
  const isOwn = (segment: number) =>
    segment === airway || segment === tree.parent[airway] || tree.parent[segment] === airway;
  const spread = cutSide(tree, airway);
  const one = perpendicular(axis);
  const other = cross(axis, one);
  let best: { readonly side: Vector; readonly worth: number } | null = null;
  for (let turn = 0; turn < SIDES; turn += 1) {
    const angle = (2 * Math.PI * turn) / SIDES;
    const side = add(scale(one, Math.cos(angle)), scale(other, Math.sin(angle)));
    const front = dot(side, FRONT);
    if (front < -1e-9) continue;
    const clear = SEEN_AT.filter((share) => {
      const point = add(start, scale(along, share));
      return !isHidden(tree, outerMm, add(point, scale(side, beforeMm)), point, outerMm(airway), isOwn);
    });
    const worth = clear.length / SEEN_AT.length + WORTH.spread * Math.abs(dot(side, spread)) + WORTH.front * front;
    if (best === null || worth > best.worth) best = { side, worth };
  }
  const side = best?.side ?? spread;
  sides.set(airway, side);
  return side;
}
