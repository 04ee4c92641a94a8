import { FAR, type FieldGrid } from './field-grid.js';

/** A closed surface of triangles that face outwards. */
export interface NetSurface {
  readonly position: Float64Array;
  readonly indices: Uint32Array;
}

/** The eight corners of a cell as steps in x, y, z, and its twelve edges as pairs of corners. */
const CORNERS = Array.from({ length: 8 }, (_, at) => [at & 1, (at >> 1) & 1, (at >> 2) & 1] as const);
const EDGES = CORNERS.flatMap((_, a) => [1, 2, 4].flatMap((bit) => ((a & bit) === 0 ? [[a, a | bit] as const] : [])));

const CRACK_ROUNDS = 12;

/** The surface where the sampled distance is 0, one vertex for each cell that it crosses (surface nets, Gibson 1998). */
export function surfaceNets(grid: FieldGrid): NetSurface {
  const [width, depth, height] = grid.size;
  const stride = [1, width, width * depth] as const;
  const { distanceMm: field } = grid;
  const corner = CORNERS.map(([x, y, z]) => x + y * width + z * width * depth);
  const position: number[] = [];
  const indices: number[] = [];
  const vertexOf = new Int32Array(field.length).fill(-1);
  const values = new Float64Array(8);
  for (let k = 0; k + 1 < height; k += 1)
    for (let j = 0; j + 1 < depth; j += 1)
      for (let i = 0; i + 1 < width; i += 1) {
        const cell = i + width * (j + depth * k);
        if (field[cell] === FAR) continue;
        let inside = 0;
        for (let at = 0; at < 8; at += 1) {
          const value = field[cell + (corner[at] ?? 0)] ?? FAR;
          values[at] = value;
          if (value < 0) inside += 1;
        }
        if (inside === 0 || inside === 8) continue;
        let x = 0;
        let y = 0;
        let z = 0;
        let crossings = 0;
        for (const [a, b] of EDGES) {
          const from = values[a] ?? 0;
          const to = values[b] ?? 0;
          if (from < 0 === to < 0) continue;
          const share = from / (from - to);
          // A corner's number holds its steps: bit 0 in x, bit 1 in y, bit 2 in z.
          const axis = a ^ b;
          x += (a & 1) + (axis === 1 ? share : 0);
          y += ((a >> 1) & 1) + (axis === 2 ? share : 0);
          z += ((a >> 2) & 1) + (axis === 4 ? share : 0);
          crossings += 1;
        }
        vertexOf[cell] = position.length / 3;
        position.push(
          grid.originMm[0] + grid.stepMm * (i + x / crossings),
          grid.originMm[1] + grid.stepMm * (j + y / crossings),
          grid.originMm[2] + grid.stepMm * (k + z / crossings),
        );
        // Each edge that leaves this cell's first corner and crosses the surface makes one quad of the four cells around it.
        const isInside = (values[0] ?? 0) < 0;
        for (let axis = 0; axis < 3; axis += 1) {
          const other = (values[1 << axis] ?? 0) < 0;
          if (other === isInside) continue;
          const across = stride[(axis + 1) % 3] ?? 0;
          const up = stride[(axis + 2) % 3] ?? 0;
          const quad = [cell, cell - across, cell - across - up, cell - up].map((at) => vertexOf[at] ?? -1);
          if (quad.some((vertex) => vertex < 0)) continue;
          pushQuad(indices, position, isInside ? quad : quad.reverse());
        }
      }
  return { position: Float64Array.from(position), indices: Uint32Array.from(indices) };
}

/**
 * Fills the cracks that are too narrow for the grid, as in the fork of two close airways: where a cell's inside or outside falls into two
 * parts, the parts of the outside that are nearest become inside. One surface then passes through every cell, and no vertex is shared by two.
 */
export function fillCracks(grid: FieldGrid): void {
  const [width, depth, height] = grid.size;
  const { distanceMm: field, stepMm } = grid;
  const corner = CORNERS.map(([x, y, z]) => x + y * width + z * width * depth);
  const inner = new Uint8Array(256).map((_, mask) => (partsOf(mask) > 1 || partsOf(255 - mask) > 1 ? 1 : 0));
  for (let round = 0; round < CRACK_ROUNDS; round += 1) {
    let filled = 0;
    for (let k = 0; k + 1 < height; k += 1)
      for (let j = 0; j + 1 < depth; j += 1)
        for (let i = 0; i + 1 < width; i += 1) {
          const cell = i + width * (j + depth * k);
          if (field[cell] === FAR) continue;
          let mask = 0;
          for (let at = 0; at < 8; at += 1) if ((field[cell + (corner[at] ?? 0)] ?? FAR) < 0) mask |= 1 << at;
          if (inner[mask] === 0) continue;
          filled += 1;
          let [nearest, least] = [-1, Infinity];
          for (const step of corner) {
            const value = field[cell + step] ?? FAR;
            if (value >= 0 && value < least) [nearest, least] = [cell + step, value];
          }
          if (nearest >= 0) field[nearest] = -0.05 * stepMm;
        }
    if (filled === 0) return;
  }
}

/** Into how many parts, joined by the edges of the cell, the corners of a mask fall. */
function partsOf(mask: number): number {
  let left = mask;
  let parts = 0;
  while (left !== 0) {
    let part = left & -left;
    for (let round = 0; round < 8; round += 1)
      for (const [a, b] of EDGES) {
        if ((part >> a) & 1 && (mask >> b) & 1) part |= 1 << b;
        if ((part >> b) & 1 && (mask >> a) & 1) part |= 1 << a;
      }
    left &= ~part;
    parts += 1;
  }
  return parts;
}

/** Two triangles along the shorter diagonal. */
function pushQuad(indices: number[], position: readonly number[], quad: readonly number[]): void {
  const [a = 0, b = 0, c = 0, d = 0] = quad;
  const apart = (one: number, other: number) =>
    [0, 1, 2].reduce(
      (sum, axis) => sum + ((position[3 * one + axis] ?? 0) - (position[3 * other + axis] ?? 0)) ** 2,
      0,
    );
  if (apart(a, c) <= apart(b, d)) indices.push(a, b, c, a, c, d);
  else indices.push(b, c, d, b, d, a);
}
