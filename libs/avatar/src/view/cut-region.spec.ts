import { describe, expect, it } from '@jest/globals';
import {
  add,
  airwayTree,
  AIRWAY_NAMES,
  cross,
  dot,
  length,
  scale,
  subtract,
  unit,
  type Vector,
} from '@airway-twin/domain/airways';
import { pointOf } from '../geometry/index.js';
import { cutEye, cutRegion, cutSide, isCutAway, MOST_CUT_AIRWAYS } from './index.js';

const adult = airwayTree({ ageYears: 40, heightCm: 176, sex: 'female', seed: 7 });
const child = airwayTree({ ageYears: 6, heightCm: 115, sex: 'male', seed: 21 });
const named = [adult, child].flatMap((tree) =>
  AIRWAY_NAMES.map((name) => ({ tree, name, airway: tree.name.indexOf(name) })),
);

function directionOf(tree: typeof adult, airway: number): Vector {
  return unit(subtract(pointOf(tree.endMm, airway), pointOf(tree.startMm, airway)));
}

describe('the region that a cut takes away', () => {
  it('opens every named airway from its middle on, on the side of the eye', () => {
    for (const { tree, airway } of named) {
      const { middleMm, along, towardsEye } = cutRegion(tree, airway);
      const opened = add(add(middleMm, scale(along, 0.5)), scale(towardsEye, 0.5));
      expect(dot(along, towardsEye)).toBeCloseTo(0, 10);
      expect(isCutAway(cutRegion(tree, airway), opened)).toBe(true);
      expect(isCutAway(cutRegion(tree, airway), subtract(opened, scale(along, 1)))).toBe(false);
      expect(isCutAway(cutRegion(tree, airway), subtract(opened, scale(towardsEye, 1)))).toBe(false);
      expect(isCutAway(cutRegion(tree, airway), pointOf(tree.startMm, airway))).toBe(false);
    }
  });

  it('leaves nothing between the eye and the two faces', () => {
    for (const { tree, airway } of named) {
      const region = cutRegion(tree, airway);
      const eye = add(region.middleMm, scale(cutEye(tree, airway), 200));
      for (const face of [region.along, region.towardsEye])
        for (const share of [0.05, 0.3, 0.6, 0.95])
          expect(
            isCutAway(region, add(scale(add(region.middleMm, scale(face, 3)), 1 - share), scale(eye, share))),
          ).toBe(true);
    }
  });

  it('shows the airway itself and its neighbours, parents first, no more than the faces can draw', () => {
    for (const { tree, airway } of named) {
      const segments = cutRegion(tree, airway).airways.map(({ segment }) => segment);
      expect(segments).toContain(airway);
      expect(segments.length).toBeGreaterThan(2);
      expect(segments.length).toBeLessThanOrEqual(MOST_CUT_AIRWAYS);
      expect(segments).toEqual([...segments].sort((a, b) => a - b));
    }
  });

  it('hides what would stand before the faces together with all beyond it, and never the airway itself', () => {
    for (const { tree, airway } of named) {
      const { airways, hidden } = cutRegion(tree, airway);
      const shown = airways.map(({ segment }) => segment);
      expect(hidden).not.toContain(airway);
      expect(hidden.filter((segment) => shown.includes(segment))).toEqual([]);
      for (const [segment, parent] of tree.parent.entries())
        if (hidden.includes(parent)) expect(hidden).toContain(segment);
      const region = cutRegion(tree, airway);
      for (const segment of tree.parent.keys())
        if (!shown.includes(segment) && !hidden.includes(segment))
          expect(isCutAway(region, pointOf(tree.endMm, segment))).toBe(false);
    }
  });

  it('opens both branches of the fork where it can', () => {
    for (const name of ['left-main', 'intermediate', 'lingula', 'RB8'] as const) {
      const airway = adult.name.indexOf(name);
      const [one = 0, other = 0] = [...adult.parent.keys()].filter((at) => adult.parent[at] === airway);
      const along = directionOf(adult, airway);
      const side = cutSide(adult, airway);
      const apart = (from: Vector) =>
        Math.abs(dot(directionOf(adult, one), from)) + Math.abs(dot(directionOf(adult, other), from));
      expect(apart(side)).toBeLessThan(apart(unit(cross(along, side))));
    }
  });

  it('follows the side that is asked for, and refuses an airway that is not there', () => {
    const airway = adult.name.indexOf('RB6');
    const side: Vector = [1, 0, 0];
    const { towardsEye, along } = cutRegion(adult, airway, side);
    expect(length(towardsEye)).toBeCloseTo(1, 10);
    expect(dot(towardsEye, side)).toBeCloseTo(Math.sqrt(1 - dot(along, side) ** 2), 10);
    expect(() => cutRegion(adult, adult.count)).toThrow(/airway/);
  });
});
