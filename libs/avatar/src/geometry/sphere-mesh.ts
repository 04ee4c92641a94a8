import { add, unit, type Vector } from '@airway-twin/domain/airways';

/** A sphere of nearly equal triangles that face outwards. */
export interface SphereMesh {
  readonly directions: readonly Vector[];
  readonly indices: readonly number[];
  readonly neighbours: readonly (readonly number[])[];
}

/** Golden ratio: the corners of an icosahedron lie at (±1, ±φ, 0) and its turns. */
const PHI = (1 + Math.sqrt(5)) / 2;
const FACES = [
  [0, 11, 5, 0, 5, 1, 0, 1, 7, 0, 7, 10, 0, 10, 11, 1, 5, 9, 5, 11, 4, 11, 10, 2, 10, 7, 6, 7, 1, 8],
  [3, 9, 4, 3, 4, 2, 3, 2, 6, 3, 6, 8, 3, 8, 9, 4, 9, 5, 2, 4, 11, 6, 2, 10, 8, 6, 7, 9, 8, 1],
].flat();

/** An icosahedron divided `rounds` times: 20·4^rounds triangles. */
export function sphereMesh(rounds: number): SphereMesh {
  const corners: Vector[] = [
    [-1, PHI, 0],
    [1, PHI, 0],
    [-1, -PHI, 0],
    [1, -PHI, 0],
    [0, -1, PHI],
    [0, 1, PHI],
    [0, -1, -PHI],
    [0, 1, -PHI],
    [PHI, 0, -1],
    [PHI, 0, 1],
    [-PHI, 0, -1],
    [-PHI, 0, 1],
  ];
  const directions = corners.map(unit);
  let indices = FACES;
  for (let round = 0; round < rounds; round += 1) {
    const halfway = new Map<string, number>();
    const between = (a: number, b: number): number => {
      const key = a < b ? `${a}:${b}` : `${b}:${a}`;
      const known = halfway.get(key);
      if (known !== undefined) return known;
      directions.push(unit(add(directions[a] ?? [0, 0, 0], directions[b] ?? [0, 0, 0])));
      halfway.set(key, directions.length - 1);
      return directions.length - 1;
    };
    const finer: number[] = [];
    for (let triangle = 0; triangle < indices.length; triangle += 3) {
      const [a = 0, b = 0, c = 0] = indices.slice(triangle, triangle + 3);
      const [ab, bc, ca] = [between(a, b), between(b, c), between(c, a)];
      finer.push(a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca);
    }
    indices = finer;
  }
  return { directions, indices, neighbours: neighboursOf(directions.length, indices) };
}

function neighboursOf(count: number, indices: readonly number[]): number[][] {
  const around = Array.from({ length: count }, () => new Set<number>());
  for (let triangle = 0; triangle < indices.length; triangle += 3) {
    const corners = indices.slice(triangle, triangle + 3);
    for (const corner of corners) for (const other of corners) if (other !== corner) around[corner]?.add(other);
  }
  return around.map((others) => [...others]);
}
