import { describe, expect, it } from '@jest/globals';
import { airwayTree, type AirwayTree } from '@airway-twin/domain/airways';
import { lobeHull } from './index.js';

const adult = airwayTree({ ageYears: 40, heightCm: 176, sex: 'female', seed: 7 });
const child = airwayTree({ ageYears: 5, heightCm: 110, sex: 'male', seed: 21 });

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
