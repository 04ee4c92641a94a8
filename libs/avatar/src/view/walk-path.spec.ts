import { describe, expect, it } from '@jest/globals';
import {
  AIRWAY_NAMES,
  airwayCalibre,
  airwayTree,
  dot,
  length,
  scale,
  subtract,
  add,
  type Vector,
} from '@airway-twin/domain/airways';
import { pointOf } from '../geometry/index.js';
import { airwaysOnWalk, placeOnWalk, stretchOnWalk, walkPath } from './walk-path.js';

const adult = airwayTree({ ageYears: 40, heightCm: 176, sex: 'female', seed: 7 });
const child = airwayTree({ ageYears: 4, heightCm: 100, sex: 'male', seed: 3 });
const ways = [adult, child].flatMap((tree) => AIRWAY_NAMES.map((name) => ({ tree, name, path: walkPath(tree, name) })));

describe('the way into an airway', () => {
  it('leads from the upper end of the trachea through every parent and on to a last airway', () => {
    expect(ways).toHaveLength(2 * AIRWAY_NAMES.length);
    for (const { tree, name, path } of ways) {
      const airways = airwaysOnWalk(tree, name);
      expect(airways[0]).toBe(0);
      expect(airways).toContain(tree.name.indexOf(name));
      airways.slice(1).forEach((airway, at) => expect(tree.parent[airway]).toBe(airways[at]));
      const last = airways.at(-1) ?? -1;
      expect([...tree.parent]).not.toContain(last);
      expect(path.places[0]?.point).toEqual(pointOf(tree.startMm, 0));
      const tip = subtract(path.places.at(-1)?.point ?? [0, 0, 0], pointOf(tree.endMm, last));
      expect(length(tip)).toBeLessThan(1e-3);
      expect(airways.filter((airway) => stretchOnWalk(path, airway) === null)).toEqual([]);
    }
  });

  it('goes on into the child that feeds most of the lung', () => {
    const airways = airwaysOnWalk(adult, 'RB6');
    for (const [at, airway] of airways.entries()) {
      if (at <= airways.indexOf(adult.name.indexOf('RB6'))) continue;
      const sisters = [...adult.parent.keys()].filter((other) => adult.parent[other] === adult.parent[airway]);
      for (const sister of sisters)
        expect(adult.volumeFraction[sister]).toBeLessThanOrEqual(adult.volumeFraction[airway] ?? 0);
    }
  });

  it('is known to the millimetre, without a jump, a kink or a twist: no step turns by more than 25 degrees', () => {
    const straightest = Math.cos((25 * Math.PI) / 180);
    for (const { path } of ways) {
      const steps = path.places.slice(1).map((now, at) => {
        const before = path.places[at] ?? now;
        const stepMm = (path.atMm[at + 1] ?? 0) - (path.atMm[at] ?? 0);
        return {
          stepMm,
          missedMm: Math.abs(length(subtract(now.point, before.point)) - stepMm),
          turn: dot(before.direction, now.direction),
          twist: dot(before.up, now.up),
          lean: Math.abs(dot(now.up, now.direction)),
        };
      });
      expect(Math.min(...steps.map(({ stepMm }) => stepMm))).toBeGreaterThan(0);
      expect(Math.max(...steps.map(({ stepMm }) => stepMm))).toBeLessThanOrEqual(1);
      expect(Math.max(...steps.map(({ missedMm }) => missedMm))).toBeLessThan(1e-6);
      expect(Math.min(...steps.map(({ turn }) => turn))).toBeGreaterThan(straightest);
      expect(Math.min(...steps.map(({ twist }) => twist))).toBeGreaterThan(straightest);
      expect(Math.max(...steps.map(({ lean }) => lean))).toBeLessThan(1e-9);
    }
  });

  it('begins with the patient’s front above and the patient’s right on the right, as in bronchoscopy', () => {
    const { direction, up } = placeOnWalk(walkPath(adult, 'RB1'), 0);
    expect(up[1]).toBeLessThan(-0.9);
    const right = direction[1] * up[2] - direction[2] * up[1];
    expect(right).toBeLessThan(-0.9);
  });

  it.each([
    ['open airways', 0],
    ['narrowed airways', 0.5],
  ])('stays well inside the lumen of %s at every fork', (_, share) => {
    for (const tree of [adult, child]) {
      const { lumenRadiusMm } = airwayCalibre(tree, { constriction: share, inflammation: share });
      for (const name of ['RB1', 'RB6', 'LB1+2', 'LB5', 'LB10'] as const) {
        const airways = airwaysOnWalk(tree, name);
        // Beyond the smooth surface the way is the middle of the drawn tube itself.
        const smooth = walkPath(tree, name).places.filter(({ segment }) => (tree.generation[segment] ?? 0) <= 5);
        const aside = smooth.map(({ point }) =>
          Math.min(...airways.map((airway) => awayMm(tree, airway, point) / (lumenRadiusMm[airway] ?? 0))),
        );
        expect(Math.max(...aside)).toBeLessThan(0.4);
      }
    }
  });
});

describe('a place on the way', () => {
  const path = walkPath(adult, 'RB3');

  it('lies between the points around it, and at an end beyond that end', () => {
    const [first, second] = [path.places[40], path.places[41]];
    if (!first || !second) throw new Error('places are missing');
    const half = placeOnWalk(path, ((path.atMm[40] ?? 0) + (path.atMm[41] ?? 0)) / 2);
    expect(length(subtract(half.point, scale(add(first.point, second.point), 0.5)))).toBeLessThan(1e-9);
    expect(length(half.direction)).toBeCloseTo(1, 12);
    expect(placeOnWalk(path, -5).point).toEqual(path.places[0]?.point);
    expect(placeOnWalk(path, path.lengthMm + 5).point).toEqual(path.places.at(-1)?.point);
  });

  it('tells which airway it lies in', () => {
    const trachea = stretchOnWalk(path, 0);
    const airway = stretchOnWalk(path, adult.name.indexOf('RB3'));
    expect(placeOnWalk(path, (trachea?.toMm ?? 0) / 2).segment).toBe(0);
    expect(adult.name[placeOnWalk(path, ((airway?.fromMm ?? 0) + (airway?.toMm ?? 0)) / 2).segment]).toBe('RB3');
    expect(stretchOnWalk(path, adult.name.indexOf('LB3'))).toBeNull();
  });
});

/** How far a point lies from the straight middle of an airway, mm. */
function awayMm(tree: typeof adult, airway: number, point: Vector): number {
  const start = pointOf(tree.startMm, airway);
  const along = subtract(pointOf(tree.endMm, airway), start);
  const share = Math.min(1, Math.max(0, dot(subtract(point, start), along) / dot(along, along)));
  return length(subtract(point, add(start, scale(along, share))));
}
