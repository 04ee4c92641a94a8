import { describe, expect, it } from '@jest/globals';
import { airwayTree, type AirwayTree } from '@airway-twin/domain/airways';
import { bakedShapes } from './baked-shapes.js';

const tree = airwayTree({ ageYears: 10, heightCm: 139, sex: 'female', seed: 7 });

describe('the shapes of a tree', () => {
  it('are modelled once for everybody who asks', async () => {
    const shapes = bakedShapes('ten', tree, 'sketch');
    expect(bakedShapes('ten', tree, 'sketch')).toBe(shapes);
    expect((await shapes.whole).detail).toBe('sketch');
  });

  it('are tried anew after they could not be modelled', async () => {
    const broken = { ...tree, startMm: null } as unknown as AirwayTree;
    await expect(bakedShapes('broken', broken, 'sketch').whole).rejects.toThrow();
    expect((await bakedShapes('broken', tree, 'sketch').whole).mesh.foot.length).toBeGreaterThan(0);
  });
});
