import type { AirwayTree } from '@airway-twin/domain/airways';
import type { BronchialMesh } from './bound-vertices.js';

/** The mean of what `of` gives for some vertices, three numbers. */
export function meanOver(vertices: ReadonlySet<number>, of: (vertex: number) => readonly number[]): number[] {
  const sum = [0, 0, 0];
  for (const vertex of vertices) of(vertex).forEach((part, axis) => (sum[axis] = (sum[axis] ?? 0) + part));
  return sum.map((part) => part / vertices.size);
}

/** The foot of a vertex that follows one airway alone, for a new place of it: it stays on that airway's centreline. */
export function ownFoot(tree: AirwayTree, mesh: BronchialMesh, vertex: number, place: readonly number[]): number[] {
  const airway = mesh.segments[4 * vertex] ?? 0;
  const start = [0, 1, 2].map((axis) => tree.startMm[3 * airway + axis] ?? 0);
  const along = [0, 1, 2].map((axis) => (tree.endMm[3 * airway + axis] ?? 0) - (start[axis] ?? 0));
  const share =
    along.reduce((sum, part, axis) => sum + part * ((place[axis] ?? 0) - (start[axis] ?? 0)), 0) /
    along.reduce((sum, part) => sum + part * part, 0);
  const held = Math.min(1, Math.max(0, share));
  return start.map((from, axis) => from + held * (along[axis] ?? 0));
}

/** Gives some vertices the normal of the triangles around them, each weighing as much as its area. `triangles` are first indices. */
export function renewNormals(
  mesh: BronchialMesh,
  standing: (vertex: number) => readonly number[],
  vertices: ReadonlySet<number>,
  triangles: readonly number[],
): void {
  const sums = new Map([...vertices].map((vertex) => [vertex, [0, 0, 0]] as [number, number[]]));
  for (const first of triangles) {
    const corners = [...mesh.indices.subarray(first, first + 3)];
    const [a = [], b = [], c = []] = corners.map(standing);
    const facing = [0, 1, 2].map((axis) => {
      const next = (axis + 1) % 3;
      const last = (axis + 2) % 3;
      return (
        ((b[next] ?? 0) - (a[next] ?? 0)) * ((c[last] ?? 0) - (a[last] ?? 0)) -
        ((b[last] ?? 0) - (a[last] ?? 0)) * ((c[next] ?? 0) - (a[next] ?? 0))
      );
    });
    for (const corner of corners) {
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
