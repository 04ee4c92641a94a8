import { describe, expect, it } from '@jest/globals';
import { AIRWAY_NAMES, airwayTree, cross, dot, length, subtract, unit } from '@airway-twin/domain/airways';
import { airwayGoal, cutGoal, eyeOf, insideGoal, type CameraGoal } from './camera-goal.js';
import { flight } from './flight.js';
import { walkPath } from './walk-path.js';

const tree = airwayTree({ ageYears: 10, heightCm: 139, sex: 'female', seed: 7 });
const whole: CameraGoal = {
  target: [0, 0, -40],
  away: unit([-0.16, -0.987, 0]),
  up: [0, 0, 1],
  distanceMm: 700,
  fovDegrees: 24,
  nearMm: 14,
  farMm: 2800,
};
const goals = [
  whole,
  ...AIRWAY_NAMES.filter((_, at) => at % 10 === 0).flatMap((name) => [
    airwayGoal(tree, tree.name.indexOf(name), 4, 1),
    cutGoal(tree, tree.name.indexOf(name), 4, 1),
    insideGoal(walkPath(tree, name), 60, 3),
  ]),
];
const flights = goals.flatMap((from) =>
  goals.flatMap((to) => (from === to ? [] : [{ from, to, at: flight(from, to) }])),
);
const STEPS = Array.from({ length: 21 }, (_, step) => step / 20);

describe('the eye on its way', () => {
  it('starts and ends exactly where it shall', () => {
    for (const { from, to, at } of flights) {
      expect(at(0)).toBe(from);
      expect(at(1)).toBe(to);
      for (const [share, goal] of [
        [1e-5, from],
        [1 - 1e-5, to],
      ] as const) {
        const near = at(share);
        expect(length(subtract(eyeOf(near), eyeOf(goal)))).toBeLessThan(1e-3 * (from.distanceMm + to.distanceMm));
        expect(dot(near.up, goal.up)).toBeGreaterThan(0.9999);
        expect(dot(near.away, goal.away)).toBeGreaterThan(0.9999);
      }
    }
  });

  it('never comes nearer to the target than the nearer of both, nor turns back on its way', () => {
    for (const { from, to, at } of flights) {
      const nearestMm = Math.min(from.distanceMm, to.distanceMm);
      let panned = -1e-9;
      for (const share of STEPS) {
        const now = at(share);
        expect(now.distanceMm).toBeGreaterThan(nearestMm * (1 - 1e-9));
        const way = subtract(to.target, from.target);
        const done = length(way) > 0 ? dot(subtract(now.target, from.target), way) / dot(way, way) : share;
        expect(done).toBeGreaterThanOrEqual(panned - 1e-9);
        panned = done;
      }
    }
  });

  it('looks straight at every moment', () => {
    for (const { at } of flights)
      for (const share of STEPS) {
        const { away, up } = at(share);
        expect(length(away)).toBeCloseTo(1, 6);
        expect(length(cross(away, up))).toBeCloseTo(1, 6);
      }
  });

  it('draws back between two airways far from each other, so that one sees where one goes', () => {
    const one = airwayGoal(tree, tree.name.indexOf('RB10'), 4, 1);
    const other = airwayGoal(tree, tree.name.indexOf('LB1+2'), 4, 1);
    expect(flight(one, other)(0.5).distanceMm).toBeGreaterThan(1.5 * Math.max(one.distanceMm, other.distanceMm));
  });
});
