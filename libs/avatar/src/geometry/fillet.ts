import { add, dot, length, scale, subtract, unit, type Vector } from '@airway-twin/domain/airways';
import type { Fillet } from './mesh-draft.js';
import type { TubeRing } from './tube-path.js';

/** One tube as the others see it. */
export interface FilletTube {
  readonly rings: readonly TubeRing[];
  readonly parentRadiusMm: number;
  readonly ownRadiusMm: number;
}

/** Width of the rounding, share of the thinner tube's radius. */
const ROUNDING = 0.6;
/** The rounding is judged between lumen and outer wall, since both surfaces share it. */
const JUDGED_AT = 0.85;

/**
 * Rounds the crease where tubes from one fork run into each other, as a smooth union of their distance fields would: near a sister's surface
 * a vertex moves out by up to a quarter of the rounding, and both tubes take the same normal along the line where they meet.
 * Returns undefined when there is no sister.
 */
export function filletBetween(tube: FilletTube, sisters: readonly FilletTube[]): Fillet | undefined {
  if (sisters.length === 0) return undefined;
  return (foot, outward, blend) => {
    const radius = radiusAt(tube, blend);
    const place = add(foot, scale(outward, radius * JUDGED_AT));
    let push = 0;
    let normal = unit(outward);
    for (const sister of sisters) {
      const rounding = ROUNDING * Math.min(tube.ownRadiusMm, sister.ownRadiusMm);
      const near = nearestOn(sister, place);
      // Where the tubes still run as one there is no crease yet.
      const apart = Math.min(1, Math.max(0, (near.apartMm(foot) / tube.ownRadiusMm - 0.12) / 0.5));
      const share = (1 - Math.abs(near.distanceMm) / rounding) * apart * apart * (3 - 2 * apart);
      // Facing each other across the fork: a rounding there would close the gap between the branches.
      if (share <= 0 || dot(near.outward, unit(outward)) < -0.2) continue;
      const lean = Math.min(1, Math.max(0, 0.5 - (0.5 * near.distanceMm) / rounding)) * share * 0.8;
      normal = unit(add(scale(normal, 1 - lean), scale(near.outward, lean)));
      push = Math.max(push, (rounding * share * share) / (4 * radius));
    }
    return { offset: add(outward, scale(normal, push)), normal };
  };
}

function radiusAt(tube: FilletTube, blend: number): number {
  return tube.parentRadiusMm + (tube.ownRadiusMm - tube.parentRadiusMm) * blend;
}

interface Nearest {
  readonly distanceMm: number;
  readonly outward: Vector;
  /** How far the sister's centreline is from another point, mm. */
  readonly apartMm: (foot: Vector) => number;
}

function nearestOn(tube: FilletTube, place: Vector): Nearest {
  let centre: Vector = place;
  let distanceMm = Infinity;
  let outward: Vector = [0, 0, 1];
  for (let at = 1; at < tube.rings.length; at += 1) {
    const from = tube.rings[at - 1];
    const to = tube.rings[at];
    if (!from || !to) continue;
    const run = subtract(to.foot, from.foot);
    const t = Math.min(1, Math.max(0, dot(subtract(place, from.foot), run) / Math.max(1e-9, dot(run, run))));
    const on = add(from.foot, scale(run, t));
    const away = subtract(place, on);
    const radius = radiusAt(tube, from.blend) * from.shrink * (1 - t) + radiusAt(tube, to.blend) * to.shrink * t;
    const distance = length(away) - radius * JUDGED_AT;
    if (distance >= distanceMm) continue;
    distanceMm = distance;
    outward = unit(away);
    centre = on;
  }
  return { distanceMm, outward, apartMm: (foot) => length(subtract(foot, centre)) };
}
