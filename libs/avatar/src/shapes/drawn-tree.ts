import { airwayTree, type AirwayTree } from '@airway-twin/domain/airways';
import { ageYears, type PatientProfile } from '@airway-twin/domain/patient';
import { bakedShapes } from './baked-shapes.js';
import { keptNewest } from './kept-newest.js';

/** What of a profile decides how somebody's airways are built. */
export type DrawnBody = Pick<PatientProfile, 'sex' | 'age' | 'heightCm' | 'airwaySeed'>;

/** A patient's own tree, and the name by which its shapes are kept. */
export interface DrawnTree {
  readonly key: string;
  readonly tree: AirwayTree;
}

const trees = keptNewest<DrawnTree>(3);

/**
 * The patient's own tree at that age: built anew every quarter of a year of age, not with every revision, and the same object for everybody who
 * asks. Errors: RangeError for an impossible age or height.
 */
export function drawnTree({ sex, age, heightCm, airwaySeed }: DrawnBody, atMs: number): DrawnTree {
  const years = ageYears(age, atMs);
  const treeAge = years === null ? null : Math.floor(years * 4) / 4;
  const key = `${treeAge}:${heightCm}:${sex}:${airwaySeed}`;
  return trees.of(key, () => ({ key, tree: airwayTree({ ageYears: treeAge, heightCm, sex, seed: airwaySeed }) }));
}

/** Begins to model the shapes of a patient's airways, so that they are there when the picture's own code is. */
export function bakeAhead(body: DrawnBody, atMs: number): void {
  const { key, tree } = drawnTree(body, atMs);
  // What goes wrong is told where the picture is drawn.
  bakedShapes(key, tree, 'full').whole.catch(() => undefined);
}
