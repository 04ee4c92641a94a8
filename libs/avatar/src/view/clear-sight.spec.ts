import { describe, expect, it } from '@jest/globals';
import {
  add,
  AIRWAY_NAMES,
  airwayCalibre,
  airwayTree,
  dot,
  scale,
  subtract,
  unit,
  type AirwayTree,
  type Vector,
} from '@airway-twin/domain/airways';
import { pointOf } from '../geometry/index.js';
import { beforeMm } from './camera-goal.js';
import { clearSide, isHidden } from './clear-sight.js';

const trees = [
  airwayTree({ ageYears: 10, heightCm: 139, sex: 'female', seed: 7 }),
  airwayTree({ ageYears: 40, heightCm: 176, sex: 'male', seed: 21 }),
];

function outerOf(tree: AirwayTree) {
  const { outerRadiusMm } = airwayCalibre(tree, { constriction: 0, inflammation: 0 });
  return (segment: number) => outerRadiusMm[segment] ?? 0;
}

describe('what stands between the eye and a point', () => {
  const [tree = airwayTree({ ageYears: 10, heightCm: 139, sex: 'female', seed: 7 })] = trees;
  const outerMm = outerOf(tree);
  const trachea = scale(add(pointOf(tree.startMm, 0), pointOf(tree.endMm, 0)), 0.5);
  const front = add(trachea, [0, -200, 0]);
  const behind = add(trachea, [0, 60, 0]);

  it('is the trachea before what lies behind it, but not before what lies before it', () => {
    expect(isHidden(tree, outerMm, front, behind, 0, () => false)).toBe(true);
    expect(isHidden(tree, outerMm, front, add(trachea, [0, -30, 0]), 0, () => false)).toBe(false);
  });

  it('is not what passes a little beside', () => {
    const aside: Vector = [outerMm(0) + 1, 0, 0];
    expect(isHidden(tree, outerMm, add(front, aside), add(behind, aside), 0, () => false)).toBe(false);
    const within: Vector = [outerMm(0) - 1, 0, 0];
    expect(isHidden(tree, outerMm, add(front, within), add(behind, within), 0, () => false)).toBe(true);
  });

  it('is neither the airway itself nor what is as near as the margin', () => {
    expect(isHidden(tree, outerMm, front, trachea, 0, () => false)).toBe(true);
    expect(isHidden(tree, outerMm, front, trachea, 0, (segment) => segment === 0)).toBe(false);
    expect(isHidden(tree, outerMm, front, trachea, 2 * outerMm(0), () => false)).toBe(false);
  });
});

describe('the side from which an airway is seen best', () => {
  it('is across it and towards the front, and nothing stands before its middle, for almost every named airway', () => {
    let clear = 0;
    for (const tree of trees)
      for (const name of AIRWAY_NAMES) {
        const airway = tree.name.indexOf(name);
        const [start, end] = [pointOf(tree.startMm, airway), pointOf(tree.endMm, airway)];
        const drawnMm = beforeMm(tree, airway);
        const side = clearSide(tree, airway, drawnMm);
        expect(Math.abs(dot(side, unit(subtract(end, start))))).toBeLessThan(1e-6);
        expect(side[1]).toBeLessThan(1e-6);
        const middle = scale(add(start, end), 0.5);
        const isOwn = (other: number) =>
          other === airway || other === tree.parent[airway] || tree.parent[other] === airway;
        const outerMm = outerOf(tree);
        if (!isHidden(tree, outerMm, add(middle, scale(side, drawnMm)), middle, outerMm(airway), isOwn)) clear += 1;
      }
    expect(clear / (trees.length * AIRWAY_NAMES.length)).toBeGreaterThan(0.9);
  });

  it('is the same whenever one asks', () => {
    const [tree] = trees;
    if (!tree) throw new Error('a tree is missing');
    const again = airwayTree({ ageYears: 10, heightCm: 139, sex: 'female', seed: 7 });
    for (const name of AIRWAY_NAMES) {
      const airway = tree.name.indexOf(name);
      expect(clearSide(tree, airway, beforeMm(tree, airway))).toEqual(
        clearSide(again, airway, beforeMm(again, airway)),
      );
    }
  });
});
