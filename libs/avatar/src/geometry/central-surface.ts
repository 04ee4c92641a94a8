import { dot, length, scale, subtract, unit, type AirwayTree, type Vector } from '@airway-twin/domain/airways';
import { bindPoint, type PointBinding } from './bind-point.js';
import { FOLLOWED, PART, trueArea, type VertexDraft } from './bound-vertices.js';
import {
  capsulesOf,
  nearCapsule,
  pointOf,
  SMOOTH_GENERATIONS,
  smoothUnion,
  type Capsules,
  type Nearness,
} from './capsule-field.js';
import { fieldGrid, type FieldGrid } from './field-grid.js';
import { fillCracks, surfaceNets } from './surface-nets.js';

/** Rounds in which every foot moves towards the mean of its neighbours', so that no triangle folds where airways part. */
const FOOT_ROUNDS = 3;
const PROJECTION_ROUNDS = 2;
const RELAXING_ROUNDS = 2;
/** Surface nets put this many times more triangles on a slanting surface than two for each square of the grid. */
const NET_DENSITY = 1.57;
/** Length of the edges of the net that run around an airway, in steps of the grid. */
const NET_EDGE = 0.95;

/**
 * Adds the smooth surface of the central airways to a draft, about `triangles` of them, with the trachea cut flat at its top.
 * `radiusMm` is the radius per airway at which it is modelled.
 */
export function addCentralSurface(
  tree: AirwayTree,
  radiusMm: Float32Array,
  triangles: number,
  draft: VertexDraft,
): void {
  const stepMm = Math.sqrt((2 * NET_DENSITY * modelledAreaMm2(tree, radiusMm)) / triangles);
  const capsules = capsulesOf(tree, radiusMm, 4 * stepMm);
  const grid = fieldGrid(capsules, stepMm);
  fillCracks(grid);
  const net = surfaceNets(grid);
  const points = relaxed(capsules, grid, net.position, net.indices);
  const { kept, rim, used } = cutOpen(tree, capsules, grid, points, net.indices);
  const bindings = points.map((point, at) =>
    used[at] === 1 ? bindPoint(tree, capsules, grid.nearby(...point), point) : null,
  );
  const feet = smoothFeet(bindings, kept);
  const start = pointOf(tree.startMm, 0);
  const along = unit(subtract(pointOf(tree.endMm, 0), start));
  const number = new Int32Array(points.length).fill(-1);
  const near: Nearness = { distanceMm: 0, x: 0, y: 0, z: 0 };
  points.forEach((point, at) => {
    const binding = bindings[at];
    if (!binding) return;
    const onRim = rim.has(at);
    const foot: Vector = onRim ? start : (feet[at] ?? binding.foot);
    const { segments, weights, tangent } = binding;
    const restMm = weightedRadius(binding, radiusMm);
    smoothUnion(capsules, grid.nearby(...point), ...point, near);
    const normal = unit([near.x, near.y, near.z]);
    const { slopes, restSlope } = slopesAt(tree, capsules, grid, point, binding, radiusMm, stepMm);
    number[at] = draft.vertex({
      foot,
      offset: scale(
        subtract(point, foot),
        trueArea(Math.max(5, (2 * Math.PI * restMm) / (NET_EDGE * stepMm))) / restMm,
      ),
      normal,
      tangent,
      segments,
      weights,
      restSlope,
      slopes,
      part: PART.smooth,
    });
  });
  for (let at = 0; at < kept.length; at += 3)
    draft.triangle(number[kept[at] ?? 0] ?? 0, number[kept[at + 1] ?? 0] ?? 0, number[kept[at + 2] ?? 0] ?? 0);
  addLid(
    draft,
    start,
    along,
    [...rim].map((at) => points[at] ?? start),
    radiusMm[0] ?? 1,
  );
}

/** The side walls of all airways of the smooth part, mm²: what a number of triangles is spread over. */
function modelledAreaMm2(tree: AirwayTree, radiusMm: Float32Array): number {
  let area = 0;
  for (let at = 0; at < tree.count; at += 1) {
    const generation = tree.generation[at] ?? 0;
    if (generation > SMOOTH_GENERATIONS + 1) continue;
    const lengthMm = length(subtract(pointOf(tree.endMm, at), pointOf(tree.startMm, at)));
    area += 2 * Math.PI * (radiusMm[at] ?? 0) * lengthMm * (generation > SMOOTH_GENERATIONS ? 0.4 : 0.78);
  }
  return area;
}

/** Moves the vertices towards the mean of their neighbours and back onto the surface, so that triangles are even and lie on it. */
function relaxed(capsules: Capsules, grid: FieldGrid, position: Float64Array, indices: Uint32Array): Vector[] {
  let points = projected(capsules, grid, position);
  for (let round = 0; round < RELAXING_ROUNDS; round += 1) {
    const moved = towardsNeighbours(points, indices, 0.6);
    points = projected(capsules, grid, Float64Array.from(moved.flat()));
  }
  return points;
}

/** Moves the vertices onto the surface itself, along its gradient. */
function projected(capsules: Capsules, grid: FieldGrid, position: Float64Array): Vector[] {
  const near: Nearness = { distanceMm: 0, x: 0, y: 0, z: 0 };
  return Array.from({ length: position.length / 3 }, (_, at) => {
    let [x = 0, y = 0, z = 0] = position.subarray(3 * at, 3 * at + 3);
    for (let round = 0; round < PROJECTION_ROUNDS; round += 1) {
      smoothUnion(capsules, grid.nearby(x, y, z), x, y, z, near);
      const steep = near.x ** 2 + near.y ** 2 + near.z ** 2;
      if (!(steep > 0.04) || Math.abs(near.distanceMm) > 0.3 * grid.stepMm) break;
      const move = near.distanceMm / steep;
      x -= move * near.x;
      y -= move * near.y;
      z -= move * near.z;
    }
    return [x, y, z];
  });
}

/** Drops what stands above the trachea's end and the tips of the stubs inside their tubes; pulls the trachea's rim onto the plane of the cut. */
function cutOpen(tree: AirwayTree, capsules: Capsules, grid: FieldGrid, points: Vector[], indices: Uint32Array) {
  const start = pointOf(tree.startMm, 0);
  const along = unit(subtract(pointOf(tree.endMm, 0), start));
  const stays = points.map(
    (point) => dot(subtract(point, start), along) >= 0 && !onStubTip(tree, capsules, grid.nearby(...point), point),
  );
  const kept: number[] = [];
  const used = new Uint8Array(points.length);
  const edges = new Map<number, number>();
  for (let at = 0; at < indices.length; at += 3) {
    const corners = [...indices.subarray(at, at + 3)];
    if (!corners.every((corner) => stays[corner])) continue;
    kept.push(...corners);
    corners.forEach((corner, which) => {
      used[corner] = 1;
      const next = corners[(which + 1) % 3] ?? 0;
      const key = Math.min(corner, next) * points.length + Math.max(corner, next);
      edges.set(key, (edges.get(key) ?? 0) + 1);
    });
  }
  const rim = new Set<number>();
  for (const [key, count] of edges) {
    if (count !== 1) continue;
    for (const at of [Math.floor(key / points.length), key % points.length]) {
      const height = dot(subtract(points[at] ?? start, start), along);
      if (height < 3 * grid.stepMm) rim.add(at);
    }
  }
  for (const at of rim) {
    const point = points[at] ?? start;
    const height = dot(subtract(point, start), along);
    points[at] = [point[0] - height * along[0], point[1] - height * along[1], point[2] - height * along[2]];
  }
  return { kept, rim, used };
}

/** Is the nearest capsule a stub, and the point beside its very end? */
function onStubTip(tree: AirwayTree, capsules: Capsules, which: readonly number[], point: Vector): boolean {
  const near: Nearness = { distanceMm: 0, x: 0, y: 0, z: 0 };
  let [nearest, least] = [-1, Infinity];
  for (const at of which) {
    nearCapsule(capsules, at, ...point, near);
    if (near.distanceMm < least) [nearest, least] = [at, near.distanceMm];
  }
  const segment = capsules.segment[nearest];
  if (segment === undefined || (tree.generation[segment] ?? 0) <= SMOOTH_GENERATIONS) return false;
  const start = pointOf(tree.startMm, segment);
  const along = unit(subtract(pointOf(tree.endMm, segment), start));
  const tip: Vector = [0, 1, 2].map((axis) => capsules.ends[6 * nearest + 3 + axis] ?? 0) as unknown as Vector;
  return dot(subtract(point, tip), along) > 0;
}

function smoothFeet(bindings: readonly (PointBinding | null)[], indices: readonly number[]): Vector[] {
  let feet = bindings.map((binding): Vector => binding?.foot ?? [0, 0, 0]);
  for (let round = 0; round < FOOT_ROUNDS; round += 1) {
    const moved = towardsNeighbours(feet, indices, 0.5);
    // In the middle of an airway the centreline is its own and stays.
    feet = feet.map((foot, at) => (bindings[at]?.weights[0] === 1 ? foot : (moved[at] ?? foot)));
  }
  return feet;
}

/** Every point moved by `share` of the way to the mean of those that it shares an edge with. */
function towardsNeighbours(points: readonly Vector[], indices: ArrayLike<number>, share: number): Vector[] {
  const sum = new Float64Array(4 * points.length);
  for (let at = 0; at < indices.length; at += 1) {
    const one = indices[at] ?? 0;
    const [x, y, z] = points[indices[at % 3 === 2 ? at - 2 : at + 1] ?? 0] ?? [0, 0, 0];
    sum[4 * one] = (sum[4 * one] ?? 0) + x;
    sum[4 * one + 1] = (sum[4 * one + 1] ?? 0) + y;
    sum[4 * one + 2] = (sum[4 * one + 2] ?? 0) + z;
    sum[4 * one + 3] = (sum[4 * one + 3] ?? 0) + 1;
  }
  return points.map((point, at): Vector => {
    const count = sum[4 * at + 3] ?? 0;
    if (count === 0) return point;
    const to = (axis: 0 | 1 | 2) => point[axis] + share * ((sum[4 * at + axis] ?? 0) / count - point[axis]);
    return [to(0), to(1), to(2)];
  });
}

function weightedRadius({ segments, weights }: PointBinding, radiusMm: Float32Array): number {
  return segments.reduce((sum, segment, at) => sum + (weights[at] ?? 0) * (radiusMm[segment] ?? 0), 0);
}

/** How the weights, and with them the modelled radius, change along the airway: by central difference, a step to either side. */
function slopesAt(
  tree: AirwayTree,
  capsules: Capsules,
  grid: FieldGrid,
  point: Vector,
  binding: PointBinding,
  radiusMm: Float32Array,
  stepMm: number,
): { slopes: number[]; restSlope: number } {
  if ((binding.weights[0] ?? 0) === 1) return { slopes: [0, 0, 0], restSlope: 0 };
  const reach = 0.5 * stepMm;
  const which = grid.nearby(...point);
  const [before, after] = [-reach, reach].map((shift) =>
    bindPoint(tree, capsules, which, [
      point[0] + shift * binding.tangent[0],
      point[1] + shift * binding.tangent[1],
      point[2] + shift * binding.tangent[2],
    ]),
  );
  const weightOf = (of: PointBinding | undefined, segment: number) => of?.weights[of.segments.indexOf(segment)] ?? 0;
  const slopes = binding.segments.map((segment, at) =>
    at > 0 && binding.segments.indexOf(segment) < at
      ? 0
      : (weightOf(after, segment) - weightOf(before, segment)) / (2 * reach),
  );
  return {
    slopes: slopes.slice(0, FOLLOWED),
    restSlope: binding.segments.reduce((sum, segment, at) => sum + (slopes[at] ?? 0) * (radiusMm[segment] ?? 0), 0),
  };
}

/** The flat cut at the top of the trachea, as a fan around its middle. */
function addLid(draft: VertexDraft, start: Vector, along: Vector, rim: readonly Vector[], radiusMm: number): void {
  const facing: Vector = [-along[0], -along[1], -along[2]];
  const across = unit(subtract(rim[0] ?? [1, 0, 0], start));
  const aside: Vector = [
    facing[1] * across[2] - facing[2] * across[1],
    facing[2] * across[0] - facing[0] * across[2],
    facing[0] * across[1] - facing[1] * across[0],
  ];
  const angle = (point: Vector) => Math.atan2(dot(subtract(point, start), aside), dot(subtract(point, start), across));
  const around = [...rim].sort((a, b) => angle(a) - angle(b));
  const add = (offset: readonly number[]) =>
    draft.vertex({
      foot: start,
      offset,
      normal: facing,
      tangent: along,
      segments: [0, 0, 0],
      weights: [1, 0, 0],
      restSlope: 0,
      slopes: [0, 0, 0],
      part: PART.cut,
    });
  const middle = add([0, 0, 0]);
  const edge = around.map((point) => add(scale(subtract(point, start), 1 / radiusMm)));
  edge.forEach((vertex, at) => draft.triangle(middle, vertex, edge[(at + 1) % edge.length] ?? middle));
}
