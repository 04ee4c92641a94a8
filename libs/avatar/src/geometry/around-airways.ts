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
import { FOLLOWED, type BoundVertices } from './bound-vertices.js';
import { pointOf } from './capsule-field.js';

/**
 * Where every vertex stands around and along its airway, for patterns that follow the airways: cosine and sine of the angle around the
 * centreline, shorter than 1 where airways meet and disagree, and the way from the upper end of the trachea, mm. Three numbers a vertex; both run
 * on smoothly from an airway to the next.
 */
export function aroundAirways(tree: AirwayTree, mesh: BoundVertices): Float32Array {
  const frames = framesOf(tree);
  const vertexCount = mesh.foot.length / 3;
  const around = new Float32Array(3 * vertexCount);
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
    around.set([cosine, sine, alongMm], 3 * vertex);
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
