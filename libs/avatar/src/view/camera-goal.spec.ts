import { describe, expect, it } from '@jest/globals';
import {
  add,
  AIRWAY_NAMES,
  airwayCalibre,
  airwayTree,
  cross,
  dot,
  length,
  scale,
  subtract,
  unit,
  type Vector,
} from '@airway-twin/domain/airways';
import { pointOf } from '../geometry/index.js';
import { airwayGoal, cutGoal, eyeOf, insideGoal, type CameraGoal } from './camera-goal.js';
import { cutRegion } from './cut-region.js';
import { placeOnWalk, stretchOnWalk, walkPath } from './walk-path.js';

const tree = airwayTree({ ageYears: 10, heightCm: 139, sex: 'female', seed: 7 });
const { outerRadiusMm, lumenRadiusMm } = airwayCalibre(tree, { constriction: 0, inflammation: 0 });
const ASPECTS = [0.6, 1, 1.8];
const named = AIRWAY_NAMES.map((name) => {
  const airway = tree.name.indexOf(name);
  const [start, end] = [pointOf(tree.startMm, airway), pointOf(tree.endMm, airway)];
  return { name, airway, start, end, axis: unit(subtract(end, start)), radiusMm: outerRadiusMm[airway] ?? 0 };
});

/** Where a point stands in the picture: −1…1 from edge to edge. */
function seenAt(goal: CameraGoal, aspect: number, point: Vector): { readonly x: number; readonly y: number } {
  const from = subtract(point, eyeOf(goal));
  const deepMm = -dot(from, goal.away);
  const half = deepMm * Math.tan((goal.fovDegrees * Math.PI) / 360);
  return { x: dot(from, cross(goal.up, goal.away)) / half / aspect, y: dot(from, goal.up) / half };
}

describe('an airway that is looked at', () => {
  it.each(ASPECTS)('fills some 60 %% of the picture with its wall and both its forks, aspect %p', (aspect) => {
    for (const { airway, start, end, axis, radiusMm } of named)
      for (const goal of [airwayGoal(tree, airway, radiusMm, aspect), cutGoal(tree, airway, radiusMm, aspect)]) {
        const edges = [goal.up, cross(goal.up, goal.away)].flatMap((across) =>
          [start, end].flatMap((point, at) =>
            [-1, 1].map((side) =>
              seenAt(
                goal,
                aspect,
                add(add(point, scale(axis, at === 0 ? -radiusMm : radiusMm)), scale(across, side * radiusMm)),
              ),
            ),
          ),
        );
        const reach = Math.max(...edges.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]));
        expect(reach).toBeGreaterThan(0.5);
        expect(reach).toBeLessThan(0.75);
      }
  });

  it('is seen across, upright, from the front', () => {
    for (const { airway, axis, radiusMm } of named) {
      const goal = airwayGoal(tree, airway, radiusMm, 1);
      expect(Math.abs(dot(goal.away, axis))).toBeLessThan(1e-6);
      expect(goal.away[1]).toBeLessThanOrEqual(0);
      expect(Math.abs(dot(goal.away, goal.up))).toBeLessThan(1e-9);
      expect(goal.up[2]).toBeGreaterThan(0);
    }
  });

  it('shows both faces of its cut: the eye stands before the one and beyond the other', () => {
    for (const { airway, radiusMm } of named) {
      const eye = eyeOf(cutGoal(tree, airway, radiusMm, 1));
      const { middleMm, along, towardsEye } = cutRegion(tree, airway);
      const from = unit(subtract(eye, middleMm));
      expect(dot(from, towardsEye)).toBeGreaterThan(0.7);
      expect(dot(from, along)).toBeGreaterThan(0.4);
    }
  });
});

describe('inside', () => {
  const path = walkPath(tree, 'LB6');
  const lumenAt = (mm: number) => lumenRadiusMm[placeOnWalk(path, mm).segment] ?? 0;

  it('the eye stands on the way and looks on along it, and draws what is nearer than the wall', () => {
    for (let mm = 0; mm <= path.lengthMm; mm += 3) {
      const goal = insideGoal(path, mm, lumenAt(mm));
      const { point, direction } = placeOnWalk(path, mm);
      expect(length(subtract(eyeOf(goal), point))).toBeLessThan(1e-9);
      expect(dot(scale(goal.away, -1), direction)).toBeGreaterThan(Math.cos((50 * Math.PI) / 180));
      expect(Math.abs(dot(goal.up, goal.away))).toBeLessThan(1e-9);
      expect(goal.nearMm).toBeLessThan(0.2 * lumenAt(mm));
    }
  });

  it('the eye looks on ahead at the very end', () => {
    const end = placeOnWalk(path, path.lengthMm);
    const goal = insideGoal(path, path.lengthMm + 10, lumenAt(path.lengthMm));
    expect(length(subtract(eyeOf(goal), end.point))).toBeLessThan(1e-9);
    expect(dot(scale(goal.away, -1), end.direction)).toBeGreaterThan(0.999);
  });

  it('the named airway is reached from the trachea', () => {
    const airway = tree.name.indexOf('LB6');
    const stretch = stretchOnWalk(path, airway);
    expect(stretch?.fromMm).toBeGreaterThan(stretchOnWalk(path, 0)?.toMm ?? Infinity);
  });
});
