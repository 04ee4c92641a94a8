import { describe, expect, it } from '@jest/globals';
import { airwayCalibre, airwayTree, type AirwayTree } from '@airway-twin/domain/airways';
import { bronchialMesh, foldedTriangles, lobeHull, standingVertices, type BronchialMesh } from './index.js';

const adult = airwayTree({ ageYears: 40, heightCm: 176, sex: 'female', seed: 7 });
const child = airwayTree({ ageYears: 5, heightCm: 110, sex: 'male', seed: 21 });
const adultMesh = bronchialMesh(adult);
const childMesh = bronchialMesh(child);
const both = [
  [adult, adultMesh],
  [child, childMesh],
] as const;

/** Area within the cut of a plane across the middle of an airway, mm²; null where the cut goes through what a fork shares. */
function sectionAreaMm2(mesh: BronchialMesh, placed: Float32Array, tree: AirwayTree, airway: number): number | null {
  const middle = [0, 1, 2].map(
    (axis) => ((tree.startMm[3 * airway + axis] ?? 0) + (tree.endMm[3 * airway + axis] ?? 0)) / 2,
  );
  const along = [0, 1, 2].map((axis) => (tree.endMm[3 * airway + axis] ?? 0) - (tree.startMm[3 * airway + axis] ?? 0));
  const size = Math.hypot(...along);
  const unit = along.map((part) => part / size);
  const heightOf = (vertex: number) =>
    unit.reduce((sum, part, axis) => sum + part * ((placed[3 * vertex + axis] ?? 0) - (middle[axis] ?? 0)), 0);
  let twice = [0, 0, 0];
  let turned = 0;
  for (let first = 0; first < mesh.indices.length; first += 3) {
    const corners = [...mesh.indices.subarray(first, first + 3)];
    if (!corners.every((vertex) => followsOnly(mesh, vertex, airway))) continue;
    const cuts: number[][] = [];
    corners.forEach((vertex, at) => {
      const next = corners[(at + 1) % 3] ?? 0;
      const [from, to] = [heightOf(vertex), heightOf(next)];
      if (from < 0 === to < 0) return;
      const share = from / (from - to);
      const cut = [0, 1, 2].map(
        (axis) =>
          (placed[3 * vertex + axis] ?? 0) * (1 - share) + (placed[3 * next + axis] ?? 0) * share - (middle[axis] ?? 0),
      );
      if (from < 0) cuts.unshift(cut);
      else cuts.push(cut);
    });
    const [[ax = 0, ay = 0, az = 0] = [], [bx = 0, by = 0, bz = 0] = []] = cuts;
    turned += angleBetween([ax, ay, az], [bx, by, bz]);
    twice = [twice[0]! + ay * bz - az * by, twice[1]! + az * bx - ax * bz, twice[2]! + ax * by - ay * bx];
  }
  if (Math.abs(turned - 2 * Math.PI) > 0.01) return null;
  return Math.abs(twice.reduce((sum, part, axis) => sum + part * (unit[axis] ?? 0), 0)) / 2;
}

function angleBetween(a: readonly number[], b: readonly number[]): number {
  const along = a.reduce((sum, part, axis) => sum + part * (b[axis] ?? 0), 0) / (Math.hypot(...a) * Math.hypot(...b));
  return Number.isFinite(along) ? Math.acos(Math.min(1, along)) : 0;
}

function followsOnly(mesh: BronchialMesh, vertex: number, airway: number): boolean {
  return [0, 1, 2].every((at) => mesh.weights[4 * vertex + at] === 0 || mesh.segments[4 * vertex + at] === airway);
}

describe('the modelled airways', () => {
  it('hold every airway in plain finite buffers that point at each other', () => {
    for (const [tree, mesh] of both) {
      const followed = new Set<number>();
      for (let vertex = 0; vertex < mesh.vertexCount; vertex += 1) {
        const weights = mesh.weights.subarray(4 * vertex, 4 * vertex + 3);
        if (Math.abs(weights[0]! + weights[1]! + weights[2]! - 1) > 1e-5) throw new Error(`vertex ${vertex}`);
        weights.forEach((weight, at) => weight > 0 && followed.add(mesh.segments[4 * vertex + at] ?? -1));
      }
      expect(followed.size).toBe(tree.count);
      for (const buffer of [mesh.foot, mesh.offset, mesh.normal, mesh.tangent, mesh.slopes])
        expect(buffer.every(Number.isFinite)).toBe(true);
      expect(mesh.indices.reduce((largest, vertex) => Math.max(largest, vertex), 0)).toBeLessThan(mesh.vertexCount);
    }
  });

  it('draw at most 120 000 triangles, lobes included, whatever the seed and the size', () => {
    for (const seed of [1, 2, 99]) {
      const tree = airwayTree({ ageYears: 12, heightCm: 150, sex: null, seed });
      expect(2 * bronchialMesh(tree).triangleCount + lobeHull(tree).indices.length / 3).toBeLessThanOrEqual(120_000);
    }
    expect(bronchialMesh(adult, 'light').triangleCount).toBeLessThan(0.5 * adultMesh.triangleCount);
  });

  it('join without a crack: the smooth surface is open only at the top of the trachea and inside its twigs', () => {
    for (const [tree, mesh] of both) {
      const edges = new Map<number, number>();
      for (let first = 0; first < mesh.smoothIndexCount; first += 3)
        for (let at = 0; at < 3; at += 1) {
          const one = mesh.indices[first + at] ?? 0;
          const other = mesh.indices[first + ((at + 1) % 3)] ?? 0;
          const pair = Math.min(one, other) * mesh.vertexCount + Math.max(one, other);
          edges.set(pair, (edges.get(pair) ?? 0) + 1);
        }
      for (const [pair, count] of edges) {
        if (count > 2) throw new Error(`${count} triangles at one edge`);
        if (count === 2) continue;
        const vertex = Math.floor(pair / mesh.vertexCount);
        const followed = [...mesh.segments.subarray(4 * vertex, 4 * vertex + 3)];
        if (!followed.some((airway) => [0, 6].includes(tree.generation[airway] ?? -1)))
          throw new Error(`a crack in airway ${followed.join()}`);
      }
    }
  });

  it('turn no triangle inside out, healthy or at C = 1 and I = 1', () => {
    for (const [tree, mesh] of both)
      for (const [constriction, inflammation] of [
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 1],
      ] as const) {
        const calibre = airwayCalibre(tree, { constriction, inflammation });
        expect(foldedTriangles(mesh, calibre.outerRadiusMm)).toEqual([]);
        expect(foldedTriangles(mesh, calibre.lumenRadiusMm)).toEqual([]);
      }
  });

  it('show the wall area of the state within one point, measured where a plane cuts the drawn surfaces', () => {
    for (const [tree, mesh] of both)
      for (const [constriction, inflammation] of [
        [0, 0],
        [0.5, 0.5],
        [1, 1],
      ] as const) {
        const calibre = airwayCalibre(tree, { constriction, inflammation });
        const lumen = standingVertices(mesh, calibre.lumenRadiusMm);
        const outer = standingVertices(mesh, calibre.outerRadiusMm);
        let measured = 0;
        for (let airway = 0; airway < tree.count; airway += 1) {
          if ((tree.generation[airway] ?? 9) > 5) continue;
          const lumenMm2 = sectionAreaMm2(mesh, lumen, tree, airway);
          const outerMm2 = sectionAreaMm2(mesh, outer, tree, airway);
          if (lumenMm2 === null || outerMm2 === null) continue;
          measured += 1;
          const percent = 100 * (1 - lumenMm2 / outerMm2);
          const share = outerMm2 / (Math.PI * (calibre.outerRadiusMm[airway] ?? 0) ** 2);
          expect(Math.abs(percent - (calibre.wallAreaPercent[airway] ?? NaN))).toBeLessThan(1);
          // The size itself.
          expect(share).toBeGreaterThan(0.92);
          expect(share).toBeLessThan(1.04);
        }
        expect(measured).toBeGreaterThan(12);
      }
  });

  it('are the same for the same tree', () => {
    expect(bronchialMesh(child).offset).toEqual(childMesh.offset);
  });
});
