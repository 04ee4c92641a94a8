import { describe, expect, it } from '@jest/globals';
import { airwayTree } from '@airway-twin/domain/airways';
import { aroundAirways, bronchialMesh } from './index.js';

const tree = airwayTree({ ageYears: 9, heightCm: 133, sex: 'female', seed: 3 });
const mesh = bronchialMesh(tree, 'light');
const around = aroundAirways(tree, mesh);

function lengthMm(airway: number): number {
  return Math.hypot(
    ...[0, 1, 2].map((axis) => (tree.endMm[3 * airway + axis] ?? 0) - (tree.startMm[3 * airway + axis] ?? 0)),
  );
}

/** The way from the upper end of the trachea to the start of an airway, mm. */
function wayTo(airway: number): number {
  const parent = tree.parent[airway] ?? -1;
  return parent < 0 ? 0 : wayTo(parent) + lengthMm(parent);
}

describe('where the surface of the airways is around and along them', () => {
  it('counts the way from the trachea, on from an airway to its branches', () => {
    for (let vertex = 0; vertex < mesh.vertexCount; vertex += 1) {
      if (mesh.weights[4 * vertex] !== 1) continue;
      const airway = mesh.segments[4 * vertex] ?? 0;
      const wayMm = around[4 * vertex + 2] ?? NaN;
      expect(wayMm).toBeGreaterThanOrEqual(wayTo(airway) - 1e-3);
      expect(wayMm).toBeLessThanOrEqual(wayTo(airway) + lengthMm(airway) + 1e-3);
    }
  });

  it('knows the side of every point that belongs to one airway, and says where airways disagree', () => {
    let disputed = 0;
    for (let vertex = 0; vertex < mesh.vertexCount; vertex += 1) {
      const sure = Math.hypot(around[4 * vertex] ?? NaN, around[4 * vertex + 1] ?? NaN);
      expect(sure).toBeLessThanOrEqual(1 + 1e-5);
      if (sure < 0.8) disputed += 1;
    }
    expect(disputed).toBeGreaterThan(0);
    expect(disputed / mesh.vertexCount).toBeLessThan(0.1);
  });

  it('leaves nothing of the central airways out', () => {
    const hidden = [...mesh.segments.keys()].filter(
      (at) => at % 4 === 3 && mesh.segments[at] === 0 && (around[at] ?? 0) < 1,
    );
    expect(hidden.every((at) => (tree.generation[mesh.segments[at - 3] ?? 0] ?? 0) === 6)).toBe(true);
    expect(hidden.length / mesh.vertexCount).toBeLessThan(0.1);
  });
});
