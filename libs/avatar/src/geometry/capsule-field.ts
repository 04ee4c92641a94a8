import { airwayCalibre, length, scale, subtract, type AirwayTree, type Vector } from '@airway-twin/domain/airways';

/** Generations whose forks are one smooth surface; what lies beyond is drawn as tubes. */
export const SMOOTH_GENERATIONS = 5;
/**
 * The surface is modelled between lumen and outer wall, at this share of the healthy outer radius: both are drawn from it, and neither is far.
 */
export const MODELLED_AT = 0.85;

/** Rounding of a fork as a share of the thinner airway's radius. */
const ROUNDING = 0.3;
/** A first twig reaches out of the smooth surface by this share of its length, and thins to this share of its radius inside its tube. */
const STUB_LENGTH = 0.55;
const STUB_END = 0.72;

/** The skeleton of the smooth part as capsules that may taper; parents before children. Seven numbers each in `ends`: two ends, three axes. */
export interface Capsules {
  readonly count: number;
  readonly segment: Int32Array;
  /** x, y, z of both ends of the solid, mm; 6 per capsule. */
  readonly ends: Float64Array;
  readonly startRadiusMm: Float64Array;
  readonly endRadiusMm: Float64Array;
  /** Width of the smooth union with what came before, mm. */
  readonly roundingMm: Float64Array;
}

/** Radius per segment at which a tree is modelled, mm: the healthy outer radius at rest times `MODELLED_AT`. */
export function modelledRadii(tree: AirwayTree): Float32Array {
  return airwayCalibre(tree, { constriction: 0, inflammation: 0 }).outerRadiusMm.map((radius) => MODELLED_AT * radius);
}

/** The capsules of a tree's central airways and of the stubs of their first twigs; the trachea runs on above its end by `overshootMm`. */
export function capsulesOf(tree: AirwayTree, radiusMm: Float32Array, overshootMm: number): Capsules {
  const segment: number[] = [];
  const ends: number[] = [];
  const startRadiusMm: number[] = [];
  const endRadiusMm: number[] = [];
  const roundingMm: number[] = [];
  const widestChild = new Float64Array(tree.count);
  tree.parent.forEach((parent, at) => {
    if (parent >= 0) widestChild[parent] = Math.max(widestChild[parent] ?? 0, radiusMm[at] ?? 0);
  });
  for (let at = 0; at < tree.count; at += 1) {
    const generation = tree.generation[at] ?? 0;
    if (generation > SMOOTH_GENERATIONS + 1) continue;
    const isStub = generation > SMOOTH_GENERATIONS;
    const start = pointOf(tree.startMm, at);
    const along = subtract(pointOf(tree.endMm, at), start);
    const lengthMm = length(along);
    const radius = radiusMm[at] ?? 0;
    const child = widestChild[at] ?? 0;
    // The round end of a wide parent would stand out between thin children: it stops where it reaches as far as they do.
    const shortened = child > 0 ? Math.min(0.5 * lengthMm, Math.max(0, radius - child)) : 0;
    const reach = isStub ? STUB_LENGTH * lengthMm : lengthMm - shortened;
    const from = (tree.parent[at] ?? -1) < 0 ? subtract(start, scale(along, overshootMm / lengthMm)) : start;
    const to = scale(along, reach / lengthMm);
    segment.push(at);
    ends.push(...from, start[0] + to[0], start[1] + to[1], start[2] + to[2]);
    startRadiusMm.push(radius);
    endRadiusMm.push(isStub ? STUB_END * radius : radius);
    roundingMm.push(ROUNDING * radius);
  }
  return {
    count: segment.length,
    segment: Int32Array.from(segment),
    ends: Float64Array.from(ends),
    startRadiusMm: Float64Array.from(startRadiusMm),
    endRadiusMm: Float64Array.from(endRadiusMm),
    roundingMm: Float64Array.from(roundingMm),
  };
}

/** Distance from a point to the surface of one capsule, mm (negative inside), and the direction away from its axis. */
export interface Nearness {
  distanceMm: number;
  x: number;
  y: number;
  z: number;
}

/** Writes the nearness of a point to capsule `at` into `into`; an SDF for straight capsules, close to one for the slight tapers here. */
export function nearCapsule(capsules: Capsules, at: number, x: number, y: number, z: number, into: Nearness): void {
  const { ends } = capsules;
  const ax = ends[6 * at] ?? 0;
  const ay = ends[6 * at + 1] ?? 0;
  const az = ends[6 * at + 2] ?? 0;
  const bx = (ends[6 * at + 3] ?? 0) - ax;
  const by = (ends[6 * at + 4] ?? 0) - ay;
  const bz = (ends[6 * at + 5] ?? 0) - az;
  const share = ((x - ax) * bx + (y - ay) * by + (z - az) * bz) / (bx * bx + by * by + bz * bz);
  const t = share < 0 ? 0 : share > 1 ? 1 : share;
  const dx = x - ax - t * bx;
  const dy = y - ay - t * by;
  const dz = z - az - t * bz;
  const away = Math.sqrt(dx * dx + dy * dy + dz * dz);
  const from = capsules.startRadiusMm[at] ?? 0;
  into.distanceMm = away - (from + t * ((capsules.endRadiusMm[at] ?? 0) - from));
  const inverse = away > 1e-9 ? 1 / away : 0;
  into.x = dx * inverse;
  into.y = dy * inverse;
  into.z = dz * inverse;
}

/**
 * The smooth union of some capsules at a point: polynomial smooth minimum, folded in order, so that the same point gets the same value
 * whichever far capsules are left out. Writes distance and gradient into `into`; +Infinity when `which` is empty.
 */
export function smoothUnion(
  capsules: Capsules,
  which: readonly number[],
  x: number,
  y: number,
  z: number,
  into: Nearness,
): void {
  into.distanceMm = Infinity;
  into.x = into.y = into.z = 0;
  for (const at of which) {
    nearCapsule(capsules, at, x, y, z, one);
    const width = capsules.roundingMm[at] ?? 0;
    const gap = into.distanceMm - one.distanceMm;
    if (gap <= -width) continue;
    const share = gap >= width ? 1 : 0.5 + (0.5 * gap) / width;
    into.distanceMm =
      share === 1
        ? one.distanceMm
        : into.distanceMm * (1 - share) + one.distanceMm * share - width * share * (1 - share);
    into.x += (one.x - into.x) * share;
    into.y += (one.y - into.y) * share;
    into.z += (one.z - into.z) * share;
  }
}

const one: Nearness = { distanceMm: 0, x: 0, y: 0, z: 0 };

/** The point number `at` of a list of coordinates, in its own unit. */
export function pointOf(points: Float32Array, at: number): Vector {
  return [points[3 * at] ?? 0, points[3 * at + 1] ?? 0, points[3 * at + 2] ?? 0];
}
