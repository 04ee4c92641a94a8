import {
  add,
  cross,
  dot,
  length,
  perpendicular,
  scale,
  subtract,
  unit,
  type Vector,
} from '@airway-twin/domain/airways';
import { SMOOTH_GENERATIONS } from './capsule-field.js';

/** One ring of a tube: where its middle is, how it stands, and how its radius blends from the parent's to the segment's own. */
export interface TubeRing {
  readonly foot: Vector;
  readonly tangent: Vector;
  readonly across: Vector;
  /** 0: the parent's radius, 1: the segment's own. */
  readonly blend: number;
  /** d(blend)/ds, per mm. */
  readonly blendSlope: number;
  /** Static factor ≤ 1 on the radius: keeps a thick tube from folding over itself inside a sharp bend. */
  readonly shrink: number;
}

export interface TubeEnds {
  /** Where the parent's tube ends, a little before the fork, and its direction there; null for the trachea. */
  readonly joint: { readonly point: Vector; readonly direction: Vector; readonly across: Vector } | null;
  readonly start: Vector;
  readonly end: Vector;
  /** How far before `end` this tube hands over to its children, mm; 0 for the last airway of a path. */
  readonly handOverMm: number;
  /** Largest outer radius of the parent and of the segment itself, mm. */
  readonly parentRadiusMm: number;
  readonly ownRadiusMm: number;
  /** Blend at which the tube leaves its parent: 0 carries the parent's radius on, more lets a side branch start inside a wider sister. */
  readonly firstBlend: number;
  readonly bendRings: number;
  readonly straightRings: number;
}

/** Share of the radius of curvature that a tube may fill. */
const FOLD_MARGIN = 0.8;
/** A tube starts this share of the parent's radius before the parent ends, a little thinner, so that no crack opens between them. */
const OVERLAP = 0.15;
const OVERLAP_SHRINK = 0.995;

/**
 * The smooth surface keeps to straight centrelines up to the fork: whatever goes through the lumen, an eye or air, bends there within this share of
 * the room that the tube of a twig takes, so that it stays inside narrow airways too.
 */
const SMOOTH_BEND = 0.6;

/** How much of the room of a tube's bend the way through a lumen takes in the fork that leads to this generation, 0…1. */
export function bendShare(generation: number): number {
  return generation <= SMOOTH_GENERATIONS ? SMOOTH_BEND : 1;
}

/** How far before its end an airway of this length and radius (both mm) hands over to the airways that it parts into, mm. */
export function handOverMm(lengthMm: number, radiusMm: number): number {
  return Math.min(0.4 * lengthMm, radiusMm);
}

/**
 * The rings of one segment's tube: out of the parent's direction in a quadratic bend through the fork, then straight to the hand-over point.
 * Frames are carried along without twist. Returns bendRings + straightRings + 1 rings (straightRings + 1 for the trachea).
 */
export function tubePath(ends: TubeEnds): TubeRing[] {
  const direction = unit(subtract(ends.end, ends.start));
  const whole = length(subtract(ends.end, ends.start));
  const last = add(ends.start, scale(direction, whole - ends.handOverMm));
  if (ends.joint === null) return straightPath(ends.start, last, direction, ends.straightRings);
  const { point: from, direction: fromDirection } = ends.joint;
  const bendMm = Math.min(0.75 * (whole - ends.handOverMm), Math.max(1.1 * ends.parentRadiusMm, 0.2 * whole));
  const to = add(ends.start, scale(direction, bendMm));
  const straightMm = length(subtract(last, to));
  const bendLength = curveLength(from, ends.start, to);
  const blendLength = bendLength + Math.min(0.6 * straightMm, 1.5 * ends.parentRadiusMm);
  const rings: TubeRing[] = [];
  let across = ends.joint.across;
  let travelled = 0;
  let before = from;
  for (let ring = 0; ring <= ends.bendRings + ends.straightRings; ring += 1) {
    const inBend = ring <= ends.bendRings;
    const t = inBend ? ring / ends.bendRings : 1;
    const foot = inBend
      ? curvePoint(from, ends.start, to, t)
      : add(to, scale(direction, (straightMm * (ring - ends.bendRings)) / ends.straightRings));
    const tangent = ring === 0 ? fromDirection : inBend ? unit(curveSpeed(from, ends.start, to, t)) : direction;
    across = unit(subtract(across, scale(tangent, dot(across, tangent))));
    travelled += length(subtract(foot, before));
    before = foot;
    const u = Math.min(1, travelled / blendLength);
    const blend = ends.firstBlend + (1 - ends.firstBlend) * u * u * (3 - 2 * u);
    const radius = ends.parentRadiusMm * (1 - blend) + ends.ownRadiusMm * blend;
    const bend = inBend ? curvature(from, ends.start, to, t) : 0;
    const unfolded = bend > 0 ? Math.min(1, FOLD_MARGIN / (bend * radius)) : 1;
    rings.push({
      foot: ring === 0 ? subtract(from, scale(fromDirection, OVERLAP * ends.parentRadiusMm)) : foot,
      tangent,
      across,
      blend,
      blendSlope: ((1 - ends.firstBlend) * (6 * u * (1 - u))) / blendLength,
      shrink: ring === 0 ? Math.min(unfolded, OVERLAP_SHRINK) : unfolded,
    });
  }
  return rings;
}

function straightPath(from: Vector, to: Vector, tangent: Vector, intervals: number): TubeRing[] {
  const across = perpendicular(tangent);
  return Array.from({ length: intervals + 1 }, (_, ring) => ({
    foot: add(from, scale(subtract(to, from), ring / intervals)),
    tangent,
    across,
    blend: 1,
    blendSlope: 0,
    shrink: 1,
  }));
}

function curvePoint(a: Vector, b: Vector, c: Vector, t: number): Vector {
  return add(add(scale(a, (1 - t) ** 2), scale(b, 2 * t * (1 - t))), scale(c, t * t));
}

function curveSpeed(a: Vector, b: Vector, c: Vector, t: number): Vector {
  return add(scale(subtract(b, a), 2 * (1 - t)), scale(subtract(c, b), 2 * t));
}

function curvature(a: Vector, b: Vector, c: Vector, t: number): number {
  const speed = curveSpeed(a, b, c, t);
  const turn = scale(add(subtract(a, scale(b, 2)), c), 2);
  return length(cross(speed, turn)) / length(speed) ** 3;
}

function curveLength(a: Vector, b: Vector, c: Vector): number {
  let sum = 0;
  for (let step = 1; step <= 16; step += 1)
    sum += length(subtract(curvePoint(a, b, c, step / 16), curvePoint(a, b, c, (step - 1) / 16)));
  return sum;
}
