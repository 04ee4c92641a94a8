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
import { STATE_CHANNELS } from '../pose/index.js';

/** A look from the eye in a direction of length 1; patient mm. */
export interface Ray {
  readonly eye: Vector;
  readonly direction: Vector;
}

/**
 * How far from the eye a ray meets a tube with round ends, mm; null when it passes by. 0 or less from within. The nearest of: the cylinder between
 * the ends, the ball around each.
 */
export function meetsCapsule({ eye, direction }: Ray, start: Vector, end: Vector, radiusMm: number): number | null {
  const along = subtract(end, start);
  const axis = unit(along);
  const from = subtract(eye, start);
  const hits = [meetsBall(from, direction, radiusMm), meetsBall(subtract(eye, end), direction, radiusMm)];
  // Seen along the axis the cylinder is a circle.
  const [aside, sideways] = [cross(from, axis), cross(direction, axis)];
  const slant = dot(sideways, sideways);
  if (slant > 1e-12) {
    const nearest = -dot(aside, sideways) / slant;
    const missedMm2 = dot(aside, aside) - nearest * nearest * slant;
    if (missedMm2 <= radiusMm * radiusMm) {
      const at = nearest - Math.sqrt((radiusMm * radiusMm - missedMm2) / slant);
      const foot = dot(from, axis) + at * dot(direction, axis);
      if (foot >= 0 && foot <= length(along)) hits.push(at);
    }
  }
  return hits.reduce<number | null>(
    (least, hit) => (hit !== null && (least === null || hit < least) ? hit : least),
    null,
  );
}

function meetsBall(from: Vector, direction: Vector, radiusMm: number): number | null {
  const nearest = -dot(from, direction);
  const missedMm2 = dot(from, from) - nearest * nearest;
  return nearest < 0 || missedMm2 > radiusMm * radiusMm ? null : nearest - Math.sqrt(radiusMm * radiusMm - missedMm2);
}

/** How a tree is met by a look: the state as drawn, how far the breath has moved it, and by how much a tube may be missed, in radians. */
export interface Picked {
  readonly texels: Float32Array;
  readonly growth: number;
  readonly slack: number;
  /** What is not there for the look, such as what a cut has taken away. */
  readonly isGone?: (segment: number, point: Vector) => boolean;
}

/** The first airway that a look meets, by its outer wall as drawn; null when it meets none. Of two as near, the parent. */
export function pickedSegment(tree: AirwayTree, ray: Ray, { texels, growth, slack, isGone }: Picked): number | null {
  let nearestMm = Infinity;
  let picked: number | null = null;
  for (let segment = 0; segment < tree.count; segment += 1) {
    const start = scale(pointOf(tree.startMm, segment), 1 + growth);
    const end = scale(pointOf(tree.endMm, segment), 1 + growth);
    const away = length(subtract(start, ray.eye));
    const radiusMm = (texels[STATE_CHANNELS * segment + 1] ?? 0) + slack * away;
    const hit = meetsCapsule(ray, start, end, radiusMm);
    if (hit === null || hit < 0) continue;
    // Of a tube cut open the inner side may still be there.
    const seenMm = [hit, hit + radiusMm, hit + 2 * radiusMm].find(
      (mm) => !isGone?.(segment, add(ray.eye, scale(ray.direction, mm))),
    );
    if (seenMm === undefined || seenMm >= nearestMm - 1e-9) continue;
    nearestMm = seenMm;
    picked = segment;
  }
  return picked;
}
