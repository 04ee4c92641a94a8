import { describe, expect, it } from '@jest/globals';
import { airwayCalibre, airwayTree, type AirwayTree } from '@airway-twin/domain/airways';
import { airwayMesh, lobeHull, placedVertices, type AirwayMesh } from './index.js';

const adult = airwayTree({ ageYears: 40, heightCm: 176, sex: 'female', seed: 7 });
const child = airwayTree({ ageYears: 5, heightCm: 110, sex: 'male', seed: 21 });
const adultMesh = airwayMesh(adult);
const childMesh = airwayMesh(child);

/** Tubes drawn: lumen, the central wall once for its depth, the wall. */
function drawnTriangles(mesh: AirwayMesh, hullTriangles: number): number {
  return 2 * mesh.triangleCount + mesh.centralIndexCount / 3 + hullTriangles;
}

/** Share of triangles whose front looks into the tube instead of out of it, and of those without any area. */
function badTriangles(mesh: AirwayMesh, radiusMm: Float32Array): { inverted: number; empty: number } {
  const placed = placedVertices(mesh, radiusMm);
  let inverted = 0;
  let empty = 0;
  for (let at = 0; at < mesh.indices.length; at += 3) {
    const [a = 0, b = 0, c = 0] = mesh.indices.subarray(at, at + 3);
    const edge = (from: number, to: number) =>
      [0, 1, 2].map((axis) => (placed[3 * to + axis] ?? 0) - (placed[3 * from + axis] ?? 0)) as [
        number,
        number,
        number,
      ];
    const [ux, uy, uz] = edge(a, b);
    const [vx, vy, vz] = edge(a, c);
    const facing = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    const size = Math.hypot(...facing);
    if (!(size > 1e-7)) empty += 1;
    // A triangle of the flat cut has its corners' normals, every other the direction away from the centreline.
    const along = facing.reduce((sum, part, axis) => {
      const normals = [a, b, c].map((vertex) => mesh.normal[3 * vertex + axis] ?? 0);
      return sum + part * normals.reduce((all, one) => all + one, 0);
    }, 0);
    if (along < -0.05 * size) inverted += 1;
  }
  return { inverted, empty };
}

describe('the mesh of the airways', () => {
  it('holds every airway and points only at vertices that exist', () => {
    for (const [tree, mesh] of [
      [adult, adultMesh],
      [child, childMesh],
    ] as const) {
      expect(mesh.foot).toHaveLength(3 * mesh.vertexCount);
      expect(mesh.binding).toHaveLength(4 * mesh.vertexCount);
      expect(Math.max(...mesh.indices)).toBeLessThan(mesh.vertexCount);
      const bound = new Set(Array.from({ length: mesh.vertexCount }, (_, vertex) => mesh.binding[4 * vertex]));
      expect(bound.size).toBe(tree.count);
      for (const buffer of [mesh.foot, mesh.radial, mesh.normal, mesh.tangent, mesh.binding])
        expect(buffer.every(Number.isFinite)).toBe(true);
    }
  });

  it('binds every vertex to its own segment and to that segment’s parent', () => {
    for (let vertex = 0; vertex < adultMesh.vertexCount; vertex += 1) {
      const own = adultMesh.binding[4 * vertex] ?? -1;
      const parent = adult.parent[own] ?? -1;
      if (adultMesh.binding[4 * vertex + 1] !== (parent < 0 ? own : parent)) throw new Error(`vertex ${vertex}`);
    }
    expect.assertions(0);
  });

  it('draws at most 120 000 triangles, lobes included, whatever the seed', () => {
    for (const seed of [1, 2, 3, 99]) {
      const tree = airwayTree({ ageYears: 12, heightCm: 150, sex: null, seed });
      expect(drawnTriangles(airwayMesh(tree), lobeHull(tree).indices.length / 3)).toBeLessThanOrEqual(120_000);
    }
  });

  it('has no empty and no inside-out triangle, healthy or at C = 1 and I = 1', () => {
    for (const [tree, mesh] of [
      [adult, adultMesh],
      [child, childMesh],
    ] as const)
      for (const condition of [
        { constriction: 0, inflammation: 0 },
        { constriction: 1, inflammation: 1 },
      ]) {
        const calibre = airwayCalibre(tree, condition);
        expect(badTriangles(mesh, calibre.outerRadiusMm)).toEqual({ inverted: 0, empty: 0 });
        expect(badTriangles(mesh, calibre.lumenRadiusMm)).toEqual({ inverted: 0, empty: 0 });
      }
  });

  it('shows the wall area that the state holds, within one point, in the middle of every large airway', () => {
    const calibre = airwayCalibre(adult, { constriction: 0.3, inflammation: 0.6 });
    const lumen = placedVertices(adultMesh, calibre.lumenRadiusMm);
    const outer = placedVertices(adultMesh, calibre.outerRadiusMm);
    const farFrom = (placed: Float32Array, vertex: number) =>
      Math.hypot(
        ...[0, 1, 2].map((axis) => (placed[3 * vertex + axis] ?? 0) - (adultMesh.foot[3 * vertex + axis] ?? 0)),
      );
    let checked = 0;
    for (let vertex = 0; vertex < adultMesh.vertexCount; vertex += 1) {
      if ((adultMesh.binding[4 * vertex + 2] ?? 0) < 1 || farFrom(outer, vertex) === 0) continue;
      const percent = 100 * (1 - (farFrom(lumen, vertex) / farFrom(outer, vertex)) ** 2);
      const own = adultMesh.binding[4 * vertex] ?? 0;
      if (Math.abs(percent - (calibre.wallAreaPercent[own] ?? NaN)) > 1)
        throw new Error(`vertex ${vertex}: ${percent} %`);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(5_000);
  });

  it('is the same for the same tree', () => {
    expect(airwayMesh(adult).radial).toEqual(adultMesh.radial);
  });
});

describe('the lobes', () => {
  function extent(tree: AirwayTree): number[] {
    const { position } = lobeHull(tree);
    return [0, 2].map((axis) => {
      const values = position.filter((_, at) => at % 3 === axis);
      return Math.max(...values) - Math.min(...values);
    });
  }

  it('are the size of a chest and grow with the patient', () => {
    const [width = 0, height = 0] = extent(adult);
    expect(width).toBeGreaterThan(220);
    expect(width).toBeLessThan(310);
    expect(height).toBeGreaterThan(200);
    expect(height).toBeLessThan(290);
    expect((extent(child)[1] ?? 0) / height).toBeCloseTo(110 / 176, 1);
  });
});
