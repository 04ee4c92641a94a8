import { add, lobeAt, LOBES, scale, type AirwayTree, type Lobe, type Vector } from '@airway-twin/domain/airways';
import { sphereMesh } from './sphere-mesh.js';

/** The faint surfaces of the five lobes: plain positions and normals, mm. */
export interface LobeHull {
  readonly position: Float32Array;
  readonly normal: Float32Array;
  readonly indices: Uint32Array;
}

const STEP_MM = 3;
const GAP_MM = 1.2;
const SMOOTHING_ROUNDS = 3;

/** One rounded surface per lobe around the tree's branches: from the middle of each lobe outwards to where the lobe ends. */
export function lobeHull(tree: AirwayTree): LobeHull {
  const sphere = sphereMesh(3);
  const perLobe = sphere.directions.length;
  const position = new Float32Array(LOBES.length * perLobe * 3);
  const indices = new Uint32Array(LOBES.length * sphere.indices.length);
  LOBES.forEach((lobe, at) => {
    const centre = middleOfLobe(tree, lobe);
    let reach = sphere.directions.map((direction) => reachWithin(tree, lobe, centre, direction));
    for (let round = 0; round < SMOOTHING_ROUNDS; round += 1) reach = smoothed(reach, sphere.neighbours);
    sphere.directions.forEach((direction, vertex) => {
      const out = Math.max(1, (reach[vertex] ?? 0) - GAP_MM * tree.bodyScale);
      position.set(add(centre, scale(direction, out)), 3 * (at * perLobe + vertex));
    });
    sphere.indices.forEach((index, which) => {
      indices[at * sphere.indices.length + which] = index + at * perLobe;
    });
  });
  return { position, normal: vertexNormals(position, indices), indices };
}

function middleOfLobe(tree: AirwayTree, lobe: Lobe): Vector {
  let sum: Vector = [0, 0, 0];
  let count = 0;
  tree.lobe.forEach((other, segment) => {
    if (other !== lobe || tree.name[segment] !== null) return;
    const [x = 0, y = 0, z = 0] = tree.endMm.subarray(3 * segment, 3 * segment + 3);
    sum = add(sum, [x, y, z]);
    count += 1;
  });
  return scale(sum, 1 / count);
}

function reachWithin(tree: AirwayTree, lobe: Lobe, from: Vector, direction: Vector): number {
  const inside = (distance: number) => lobeAt(add(from, scale(direction, distance)), tree.bodyScale) === lobe;
  const step = STEP_MM * tree.bodyScale;
  let near = 0;
  let far = step;
  while (inside(far)) {
    near = far;
    far += step;
  }
  for (let round = 0; round < 5; round += 1) {
    const between = (near + far) / 2;
    if (inside(between)) near = between;
    else far = between;
  }
  return near;
}

function smoothed(values: readonly number[], neighbours: readonly (readonly number[])[]): number[] {
  return values.map((value, at) => {
    const around = neighbours[at] ?? [];
    const mean = around.reduce((sum, other) => sum + (values[other] ?? 0), 0) / around.length;
    return 0.5 * value + 0.5 * mean;
  });
}

function vertexNormals(position: Float32Array, indices: Uint32Array): Float32Array {
  const normal = new Float32Array(position.length);
  const at = (vertex: number, axis: number) => position[3 * vertex + axis] ?? 0;
  for (let triangle = 0; triangle < indices.length; triangle += 3) {
    const [a = 0, b = 0, c = 0] = indices.subarray(triangle, triangle + 3);
    const u = [0, 1, 2].map((axis) => at(b, axis) - at(a, axis)) as [number, number, number];
    const v = [0, 1, 2].map((axis) => at(c, axis) - at(a, axis)) as [number, number, number];
    const facing = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    for (const vertex of [a, b, c])
      facing.forEach((part, axis) => {
        normal[3 * vertex + axis] = (normal[3 * vertex + axis] ?? 0) + part;
      });
  }
  for (let vertex = 0; vertex < normal.length; vertex += 3) {
    const size = Math.hypot(...normal.subarray(vertex, vertex + 3)) || 1;
    for (let axis = 0; axis < 3; axis += 1) normal[vertex + axis] = (normal[vertex + axis] ?? 0) / size;
  }
  return normal;
}
