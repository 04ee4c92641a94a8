import { airwayCalibre, type AirwayTree } from '@airway-twin/domain/airways';
import { standingVertices, vertexRadius, type BronchialMesh } from './bound-vertices.js';
import { meanOver, ownFoot, renewNormals } from './relaxed-vertex.js';

const ROUNDS = 40;
/** Every so many rounds what is still folded is welded, and the whole mesh is looked through again. */
const WELD_EVERY = 5;
/** Between those rounds only this many rings of triangles around a fold are looked at. */
const RINGS_AROUND = 3;

/** First indices of the triangles that would be seen from behind with these radii: their plane looks away from their corners' normals. */
export function foldedTriangles(mesh: BronchialMesh, radiusMm: ArrayLike<number>, among?: readonly number[]): number[] {
  const folded: number[] = [];
  const count = among?.length ?? mesh.indices.length / 3;
  const corner = new Float64Array(9);
  for (let which = 0; which < count; which += 1) {
    const first = among?.[which] ?? 3 * which;
    for (let at = 0; at < 3; at += 1) {
      const vertex = mesh.indices[first + at] ?? 0;
      const radius = vertexRadius(mesh, vertex, radiusMm);
      for (let axis = 0; axis < 3; axis += 1)
        corner[3 * at + axis] = (mesh.foot[3 * vertex + axis] ?? 0) + radius * (mesh.offset[3 * vertex + axis] ?? 0);
    }
    let along = 0;
    for (let axis = 0; axis < 3; axis += 1) {
      const next = (axis + 1) % 3;
      const last = (axis + 2) % 3;
      const u = (corner[3 + next] ?? 0) - (corner[next] ?? 0);
      const v = (corner[6 + last] ?? 0) - (corner[last] ?? 0);
      const w = (corner[3 + last] ?? 0) - (corner[last] ?? 0);
      const x = (corner[6 + next] ?? 0) - (corner[next] ?? 0);
      const normals =
        (mesh.normal[3 * (mesh.indices[first] ?? 0) + axis] ?? 0) +
        (mesh.normal[3 * (mesh.indices[first + 1] ?? 0) + axis] ?? 0) +
        (mesh.normal[3 * (mesh.indices[first + 2] ?? 0) + axis] ?? 0);
      along += (u * v - w * x) * normals;
    }
    if (along < 0) folded.push(first);
  }
  return folded;
}

/**
 * A mesh in which no triangle turns inside out, in health or at C = 1 and I = 1: the few vertices of those that would move to the mean of their
 * neighbours, and where that does not help two of them become one. Only forks are touched: in the middle of an airway nothing folds. Changes
 * the mesh that is given and returns it, with fewer triangles.
 */
export function repairFolds(tree: AirwayTree, modelledMm: Float32Array, mesh: BronchialMesh): BronchialMesh {
  const poses = [
    { constriction: 0, inflammation: 0 },
    { constriction: 1, inflammation: 1 },
    { constriction: 1, inflammation: 0 },
    { constriction: 0, inflammation: 1 },
  ].flatMap((condition) => {
    const calibre = airwayCalibre(tree, condition);
    return [calibre.lumenRadiusMm, calibre.outerRadiusMm];
  });
  let repaired = mesh;
  let around: readonly number[] | null = null;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const among = around ?? smoothTriangles(repaired);
    const folded = new Set(poses.flatMap((radiusMm) => foldedTriangles(repaired, radiusMm, among)));
    if (folded.size === 0 && around === null) break;
    if (folded.size === 0) around = null;
    else if (round % WELD_EVERY === 0) {
      repaired = welded(repaired, modelledMm, folded);
      around = null;
    } else {
      around ??= trianglesAround(repaired, folded, RINGS_AROUND);
      relax(tree, repaired, modelledMm, folded, around, round > WELD_EVERY);
    }
  }
  return repaired;
}

/** First indices of the triangles of the smooth surface: tubes cannot fold. */
function smoothTriangles(mesh: BronchialMesh): number[] {
  return Array.from({ length: mesh.smoothIndexCount / 3 }, (_, at) => 3 * at);
}

function trianglesAround(mesh: BronchialMesh, triangles: Iterable<number>, rings: number): number[] {
  const reached = new Uint8Array(mesh.vertexCount);
  const mark = (first: number) => {
    for (let at = 0; at < 3; at += 1) reached[mesh.indices[first + at] ?? 0] = 1;
  };
  for (const first of triangles) mark(first);
  let found: number[] = [];
  for (let ring = 0; ring < rings; ring += 1) {
    found = [];
    for (let first = 0; first < mesh.smoothIndexCount; first += 3) {
      const touches =
        (reached[mesh.indices[first] ?? 0] ?? 0) +
        (reached[mesh.indices[first + 1] ?? 0] ?? 0) +
        (reached[mesh.indices[first + 2] ?? 0] ?? 0);
      if (touches > 0) found.push(first);
    }
    for (const first of found) mark(first);
  }
  return found;
}

/** The mesh without the shortest edge of each of those triangles: its two ends become one vertex. */
function welded(mesh: BronchialMesh, modelledMm: Float32Array, triangles: ReadonlySet<number>): BronchialMesh {
  const at = standingVertices(mesh, modelledMm);
  const becomes = new Map<number, number>();
  const taken = new Set<number>();
  for (const first of triangles) {
    const corners = [...mesh.indices.subarray(first, first + 3)];
    if (corners.some((corner) => taken.has(corner))) continue;
    const edges = corners.map((from, which) => {
      const to = corners[(which + 1) % 3] ?? from;
      const size = Math.hypot(...[0, 1, 2].map((axis) => (at[3 * from + axis] ?? 0) - (at[3 * to + axis] ?? 0)));
      return { from, to, size };
    });
    const shortest = edges.reduce((best, edge) => (edge.size < best.size ? edge : best));
    becomes.set(shortest.from, shortest.to);
    taken.add(shortest.from).add(shortest.to);
  }
  const kept: number[] = [];
  let smoothIndexCount = 0;
  const now = (index: number) => {
    const vertex = mesh.indices[index] ?? 0;
    return becomes.get(vertex) ?? vertex;
  };
  for (let first = 0; first < mesh.indices.length; first += 3) {
    if (first === mesh.smoothIndexCount) smoothIndexCount = kept.length;
    const [a, b, c] = [now(first), now(first + 1), now(first + 2)];
    if (a !== b && b !== c && c !== a) kept.push(a, b, c);
  }
  return { ...mesh, indices: Uint32Array.from(kept), triangleCount: kept.length / 3, smoothIndexCount };
}

/** The vertices of those triangles move to the mean of their neighbours as modelled, foot and all, and take the normal of the triangles there. */
function relax(
  tree: AirwayTree,
  mesh: BronchialMesh,
  modelledMm: Float32Array,
  triangles: ReadonlySet<number>,
  around: readonly number[],
  isWide: boolean,
): void {
  const moving = new Map<number, Set<number>>();
  const cornersOf = (first: number) => mesh.indices.subarray(first, first + 3);
  for (const first of triangles) for (const corner of cornersOf(first)) moving.set(corner, new Set());
  if (isWide)
    for (const first of around.filter((one) => cornersOf(one).some((corner) => moving.has(corner))))
      for (const corner of cornersOf(first)) if (!moving.has(corner)) moving.set(corner, new Set());
  const touching: number[] = [];
  for (const first of around) {
    let touches = false;
    for (const corner of cornersOf(first)) {
      const others = moving.get(corner);
      if (!others) continue;
      touches = true;
      for (const other of cornersOf(first)) others.add(other);
    }
    if (touches) touching.push(first);
  }
  const standing = (vertex: number) => {
    const radius = vertexRadius(mesh, vertex, modelledMm);
    return [0, 1, 2].map(
      (axis) => (mesh.foot[3 * vertex + axis] ?? 0) + radius * (mesh.offset[3 * vertex + axis] ?? 0),
    );
  };
  const places = new Map([...moving].map(([vertex, others]) => [vertex, meanOver(others, standing)]));
  const feet = new Map(
    [...moving].map(([vertex, others]) => [
      vertex,
      mesh.weights[4 * vertex] === 1
        ? ownFoot(tree, mesh, vertex, places.get(vertex) ?? [])
        : meanOver(others, (other) => [...mesh.foot.subarray(3 * other, 3 * other + 3)]),
    ]),
  );
  for (const [vertex, foot] of feet) {
    const radius = vertexRadius(mesh, vertex, modelledMm);
    mesh.foot.set(foot, 3 * vertex);
    mesh.offset.set(
      (places.get(vertex) ?? []).map((value, axis) => (value - (foot[axis] ?? 0)) / radius),
      3 * vertex,
    );
  }
  renewNormals(mesh, standing, new Set(moving.keys()), touching);
}
