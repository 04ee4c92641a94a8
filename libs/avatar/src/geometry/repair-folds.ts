import { airwayCalibre, type AirwayTree } from '@airway-twin/domain/airways';
import { standingVertices, vertexRadius, type BronchialMesh } from './bound-vertices.js';

const ROUNDS = 40;
/** Every so many rounds what is still folded is welded. */
const WELD_EVERY = 5;

/** Triangles of a mesh that would be seen from behind with these radii: their plane looks away from their corners' normals. */
export function foldedTriangles(mesh: BronchialMesh, radiusMm: ArrayLike<number>): number[] {
  const at = standingVertices(mesh, radiusMm);
  const folded: number[] = [];
  for (let index = 0; index < mesh.indices.length; index += 3) {
    const a = 3 * (mesh.indices[index] ?? 0);
    const b = 3 * (mesh.indices[index + 1] ?? 0);
    const c = 3 * (mesh.indices[index + 2] ?? 0);
    let along = 0;
    for (let axis = 0; axis < 3; axis += 1) {
      const next = (axis + 1) % 3;
      const last = (axis + 2) % 3;
      const area =
        ((at[b + next] ?? 0) - (at[a + next] ?? 0)) * ((at[c + last] ?? 0) - (at[a + last] ?? 0)) -
        ((at[b + last] ?? 0) - (at[a + last] ?? 0)) * ((at[c + next] ?? 0) - (at[a + next] ?? 0));
      along += area * ((mesh.normal[a + axis] ?? 0) + (mesh.normal[b + axis] ?? 0) + (mesh.normal[c + axis] ?? 0));
    }
    if (along < 0) folded.push(index / 3);
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
  for (let round = 1; round <= ROUNDS; round += 1) {
    const folded = new Set(poses.flatMap((radiusMm) => foldedTriangles(repaired, radiusMm)));
    if (folded.size === 0) break;
    if (round % WELD_EVERY === 0) repaired = welded(repaired, modelledMm, folded);
    else relax(tree, repaired, modelledMm, folded, round > WELD_EVERY ? 1 : 0);
  }
  return repaired;
}

/** The mesh without the shortest edge of each of those triangles: its two ends become one vertex. */
function welded(mesh: BronchialMesh, modelledMm: Float32Array, triangles: ReadonlySet<number>): BronchialMesh {
  const at = standingVertices(mesh, modelledMm);
  const becomes = new Map<number, number>();
  for (const triangle of triangles) {
    const corners = [...mesh.indices.subarray(3 * triangle, 3 * triangle + 3)];
    if (corners.some((corner) => becomes.has(corner) || [...becomes.values()].includes(corner))) continue;
    const edges = corners.map((from, which) => {
      const to = corners[(which + 1) % 3] ?? from;
      const size = Math.hypot(...[0, 1, 2].map((axis) => (at[3 * from + axis] ?? 0) - (at[3 * to + axis] ?? 0)));
      return { from, to, size };
    });
    const shortest = edges.reduce((best, edge) => (edge.size < best.size ? edge : best));
    becomes.set(shortest.from, shortest.to);
  }
  const kept: number[] = [];
  let smoothIndexCount = 0;
  for (let first = 0; first < mesh.indices.length; first += 3) {
    if (first === mesh.smoothIndexCount) smoothIndexCount = kept.length;
    const [a = 0, b = 0, c = 0] = [...mesh.indices.subarray(first, first + 3)].map((one) => becomes.get(one) ?? one);
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
  rings: number,
): void {
  const moving = new Set([...triangles].flatMap((at) => [...mesh.indices.subarray(3 * at, 3 * at + 3)]));
  for (let ring = 0; ring < rings; ring += 1) addRing(mesh, moving);
  const around = new Map([...moving].map((vertex) => [vertex, new Set<number>()] as const));
  const touching: number[] = [];
  for (let first = 0; first < mesh.indices.length; first += 3) {
    const corners = mesh.indices.subarray(first, first + 3);
    let touches = false;
    for (const corner of corners) {
      const list = around.get(corner);
      if (!list) continue;
      touches = true;
      for (const other of corners) list.add(other);
    }
    if (touches) touching.push(first);
  }
  const standing = standingVertices(mesh, modelledMm);
  const meanOver = (buffer: Float32Array, others: ReadonlySet<number>) =>
    [0, 1, 2].map((axis) => {
      let sum = 0;
      for (const other of others) sum += buffer[3 * other + axis] ?? 0;
      return sum / others.size;
    });
  for (const [vertex, others] of around) {
    const place = meanOver(standing, others);
    const foot = mesh.weights[4 * vertex] === 1 ? ownFoot(tree, mesh, vertex, place) : meanOver(mesh.foot, others);
    const radius = vertexRadius(mesh, vertex, modelledMm);
    mesh.foot.set(foot, 3 * vertex);
    mesh.offset.set(
      place.map((value, axis) => (value - (foot[axis] ?? 0)) / radius),
      3 * vertex,
    );
  }
  renewNormals(mesh, standingVertices(mesh, modelledMm), moving, touching);
}

/** The foot of a vertex that follows one airway alone stays on that airway's centreline. */
function ownFoot(tree: AirwayTree, mesh: BronchialMesh, vertex: number, place: readonly number[]): number[] {
  const airway = mesh.segments[4 * vertex] ?? 0;
  const start = [0, 1, 2].map((axis) => tree.startMm[3 * airway + axis] ?? 0);
  const along = [0, 1, 2].map((axis) => (tree.endMm[3 * airway + axis] ?? 0) - (start[axis] ?? 0));
  const share =
    along.reduce((sum, part, axis) => sum + part * ((place[axis] ?? 0) - (start[axis] ?? 0)), 0) /
    along.reduce((sum, part) => sum + part * part, 0);
  const held = Math.min(1, Math.max(0, share));
  return start.map((from, axis) => from + held * (along[axis] ?? 0));
}

function addRing(mesh: BronchialMesh, vertices: Set<number>): void {
  const before = new Set(vertices);
  for (let first = 0; first < mesh.indices.length; first += 3) {
    const corners = mesh.indices.subarray(first, first + 3);
    if (corners.some((corner) => before.has(corner))) for (const corner of corners) vertices.add(corner);
  }
}

/** Normals of some vertices from the triangles around them. */
function renewNormals(
  mesh: BronchialMesh,
  at: Float32Array,
  vertices: ReadonlySet<number>,
  triangles: readonly number[],
): void {
  const sums = new Map([...vertices].map((vertex) => [vertex, [0, 0, 0]] as [number, number[]]));
  for (const first of triangles) {
    const facing = facingOf(mesh, at, first);
    for (const corner of mesh.indices.subarray(first, first + 3)) {
      const sum = sums.get(corner);
      if (sum) facing.forEach((part, axis) => (sum[axis] = (sum[axis] ?? 0) + part));
    }
  }
  for (const [vertex, sum] of sums) {
    const size = Math.hypot(...sum);
    if (size > 1e-12)
      mesh.normal.set(
        sum.map((part) => part / size),
        3 * vertex,
      );
  }
}

/** The normal of a triangle, as long as twice its area. */
function facingOf(mesh: BronchialMesh, at: Float32Array, first: number): number[] {
  const a = 3 * (mesh.indices[first] ?? 0);
  const b = 3 * (mesh.indices[first + 1] ?? 0);
  const c = 3 * (mesh.indices[first + 2] ?? 0);
  return [0, 1, 2].map((axis) => {
    const next = (axis + 1) % 3;
    const last = (axis + 2) % 3;
    return (
      ((at[b + next] ?? 0) - (at[a + next] ?? 0)) * ((at[c + last] ?? 0) - (at[a + last] ?? 0)) -
      ((at[b + last] ?? 0) - (at[a + last] ?? 0)) * ((at[c + next] ?? 0) - (at[a + next] ?? 0))
    );
  });
}
