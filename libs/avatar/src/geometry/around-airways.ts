import {
  dot,
  length,
  perpendicular,
  scale,
  add,
  subtract,
  cross,
  unit,
  type AirwayTree,
  type Vector,
} from '@airway-twin/domain/airways';
import { FOLLOWED, PART, vertexRadius, type BoundVertices } from './bound-vertices.js';
import { modelledRadii, pointOf, SMOOTH_GENERATIONS } from './capsule-field.js';

/** A vertex lies inside another airway when it is nearer to its centreline than this share of its radius. */
const BURIED = 0.85;
/** Where along a first twig its lumen is that of the tube, no longer that of the smooth surface's stub, as a share of its length. */
const TUBE_FROM = 0.1;
const STUB_TO = 0.42;

/** How far a vertex belongs to what is seen close up: not at all, hardly, from outside only, wholly. */
const SEEN = { no: 0, hardly: 0.6, outside: 0.75, yes: 1 } as const;

/**
 * Where every vertex stands around and along its airway, for patterns that follow the airways: cosine and sine of the angle around the
 * centreline, shorter than 1 where airways meet and disagree; the way from the upper end of the trachea, mm; and how far it is seen close up, 0…1:
 * the tubes of twigs start inside their neighbours, where they are no surface. Four numbers a vertex.
 */
export function aroundAirways(tree: AirwayTree, mesh: BoundVertices): Float32Array {
  const frames = framesOf(tree);
  const radiusMm = modelledRadii(tree);
  const sisters = sistersOf(tree);
  const vertexCount = mesh.foot.length / 3;
  const around = new Float32Array(4 * vertexCount);
  const seen = (vertex: number, foot: Vector, offset: Vector): number => {
    const own = mesh.segments[4 * vertex] ?? 0;
    const isTwig = mesh.segments[4 * vertex + 3] === PART.twig;
    const frame = frames[own];
    if (!frame) return SEEN.yes;
    const point = add(foot, scale(offset, vertexRadius(mesh, vertex, radiusMm)));
    const inSister = (other: number) => distanceMm(frames[other], point) < BURIED * (radiusMm[other] ?? 0);
    if (tree.generation[own] === SMOOTH_GENERATIONS + 1) {
      const share = dot(subtract(foot, frame.start), frame.along) / frame.lengthMm;
      if (isTwig ? share < TUBE_FROM : share > STUB_TO) return isTwig ? SEEN.no : SEEN.hardly;
    }
    return isTwig && (sisters[own] ?? []).some(inSister) ? SEEN.outside : SEEN.yes;
  };
  for (let vertex = 0; vertex < vertexCount; vertex += 1) {
    const foot = pointOf(mesh.foot, vertex);
    const offset = pointOf(mesh.offset, vertex);
    let [cosine, sine, alongMm] = [0, 0, 0];
    for (let at = 0; at < FOLLOWED; at += 1) {
      const weight = mesh.weights[4 * vertex + at] ?? 0;
      const frame = frames[mesh.segments[4 * vertex + at] ?? 0];
      if (weight === 0 || !frame) continue;
      const [x, y] = [dot(offset, frame.across), dot(offset, frame.other)];
      const size = Math.hypot(x, y) || 1;
      cosine += (weight * x) / size;
      sine += (weight * y) / size;
      const ownMm = Math.min(frame.lengthMm, Math.max(0, dot(subtract(foot, frame.start), frame.along)));
      alongMm += weight * (frame.fromMm + ownMm);
    }
    around.set([cosine, sine, alongMm, seen(vertex, foot, offset)], 4 * vertex);
  }
  return around;
}

interface Frame {
  readonly start: Vector;
  readonly along: Vector;
  readonly across: Vector;
  readonly other: Vector;
  readonly lengthMm: number;
  /** The way to its start, mm. */
  readonly fromMm: number;
}

/** A frame for each airway, carried from parent to child without a twist. */
function framesOf(tree: AirwayTree): Frame[] {
  const frames: Frame[] = [];
  for (let segment = 0; segment < tree.count; segment += 1) {
    const start = pointOf(tree.startMm, segment);
    const whole = subtract(pointOf(tree.endMm, segment), start);
    const along = unit(whole);
    const parent = frames[tree.parent[segment] ?? -1];
    const across = parent ? turned(parent.across, parent.along, along) : perpendicular(along);
    const fromMm = parent ? parent.fromMm + parent.lengthMm : 0;
    frames.push({ start, along, across, other: cross(along, across), lengthMm: length(whole), fromMm });
  }
  return frames;
}

/** `across`, at right angles to the unit vector `from`, turned as `from` turns into the unit vector `to`. */
function turned(across: Vector, from: Vector, to: Vector): Vector {
  const both = add(from, to);
  const size = 1 + dot(from, to);
  return size < 1e-6 ? across : unit(subtract(across, scale(both, dot(across, to) / size)));
}

function sistersOf(tree: AirwayTree): number[][] {
  const children: number[][] = Array.from({ length: tree.count }, () => []);
  tree.parent.forEach((parent, airway) => children[parent]?.push(airway));
  return Array.from(tree.parent, (parent, airway) => (children[parent] ?? []).filter((other) => other !== airway));
}

function distanceMm(frame: Frame | undefined, point: Vector): number {
  if (!frame) return Infinity;
  const from = subtract(point, frame.start);
  const share = Math.min(frame.lengthMm, Math.max(0, dot(from, frame.along)));
  return length(subtract(from, scale(frame.along, share)));
}
