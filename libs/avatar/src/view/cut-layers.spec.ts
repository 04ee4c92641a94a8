import { describe, expect, it } from '@jest/globals';
import {
  add,
  airwayTree,
  crossSection,
  length,
  perpendicular,
  cross,
  scale,
  subtract,
  type AirwayTree,
} from '@airway-twin/domain/airways';
import { avatarPose, STATE_CHANNELS, type AvatarPose, type AvatarTwin } from '../pose/index.js';
import { cutLayers, cutRegion } from './index.js';

const adult = airwayTree({ ageYears: 40, heightCm: 176, sex: 'female', seed: 7 });
const child = airwayTree({ ageYears: 6, heightCm: 115, sex: 'male', seed: 21 });
const states = [
  [0, 0],
  [0.7, 0.1],
  [0.1, 0.8],
  [0.6, 0.6],
] as const;

function poseOf(tree: AirwayTree, constriction: number, inflammation: number): AvatarPose {
  const trait = (mid: number) => ({ low: mid, mid, high: mid, known: true });
  const twin = { constriction: trait(constriction), inflammation: trait(inflammation), zone: { stale: false } };
  return avatarPose(tree, twin as unknown as AvatarTwin);
}

/** Airways that are long enough for their width that no fork reaches their middle. */
function slender(tree: AirwayTree): number[] {
  return [...tree.parent.keys()].filter((airway) => {
    if ((tree.generation[airway] ?? 0) > 5) return false;
    const region = cutRegion(tree, airway);
    const own = region.airways.find(({ segment }) => segment === airway);
    const others = region.airways.filter(({ segment }) => segment !== airway);
    const { middleMm } = region;
    return (
      own !== undefined &&
      others.every(
        ({ startMm, endMm, mostRadiusMm }) =>
          Math.min(
            ...[0, 0.25, 0.5, 0.75, 1].map((share) =>
              length(subtract(add(startMm, scale(subtract(endMm, startMm), share)), middleMm)),
            ),
          ) >
          2 * (mostRadiusMm + own.mostRadiusMm),
      )
    );
  });
}

/** What each layer encloses on the face across the airway, mm²: from where it ends in several directions. */
function areasMm2(tree: AirwayTree, airway: number, pose: AvatarPose) {
  const region = cutRegion(tree, airway);
  const across = perpendicular(region.along);
  const other = cross(region.along, across);
  const rays = 8;
  const farthestMm = 1.2 * Math.max(...region.airways.map((one) => (one.segment === airway ? one.mostRadiusMm : 0)));
  const sum = { lumen: 0, lining: 0, muscle: 0, outer: 0 };
  for (let ray = 0; ray < rays; ray += 1) {
    const angle = (2 * Math.PI * ray) / rays;
    const out = add(scale(across, Math.cos(angle)), scale(other, Math.sin(angle)));
    const at = (mm: number) => cutLayers(region, pose, add(region.middleMm, scale(out, mm)));
    const edge = (layer: 'lumenMm' | 'liningMm' | 'muscleMm' | 'outerMm') => {
      let [within, beyond] = [0, farthestMm];
      for (let step = 0; step < 18; step += 1) {
        const mm = (within + beyond) / 2;
        if (at(mm)[layer] < 0) within = mm;
        else beyond = mm;
      }
      return (Math.PI * within * within) / rays;
    };
    sum.lumen += edge('lumenMm');
    sum.lining += edge('liningMm');
    sum.muscle += edge('muscleMm');
    sum.outer += edge('outerMm');
  }
  return sum;
}

describe('the layers that a cut shows', () => {
  it('take the share of the section that the state gives: wall area within one point', () => {
    for (const tree of [adult, child]) {
      const airways = slender(tree).slice(0, 3);
      expect(airways.length).toBeGreaterThan(2);
      for (const [constriction, inflammation] of states) {
        const pose = poseOf(tree, constriction, inflammation);
        for (const airway of airways) {
          const cut = crossSection(tree, airway, { constriction, inflammation });
          const { lumen, lining, muscle, outer } = areasMm2(tree, airway, pose);
          expect(Math.abs(100 * (1 - lumen / outer) - cut.wallAreaPercent)).toBeLessThan(1);
          expect(Math.sqrt(lining / Math.PI) / cut.mucosaRadiusMm).toBeCloseTo(1, 2);
          expect(Math.sqrt(muscle / Math.PI) / cut.muscleRadiusMm).toBeCloseTo(1, 2);
        }
      }
    }
  });

  it('lie within each other everywhere, also where airways meet', () => {
    const pose = poseOf(adult, 0.6, 0.6);
    const region = cutRegion(adult, adult.name.indexOf('RB1'));
    const across = cross(region.along, region.towardsEye);
    for (let x = -20; x <= 20; x += 0.7)
      for (let y = 0; y <= 20; y += 0.7) {
        const point = add(region.middleMm, add(scale(across, x), scale(region.along, y)));
        const { airMm, lumenMm, liningMm, muscleMm, outerMm } = cutLayers(region, pose, point);
        expect([airMm, lumenMm, liningMm, muscleMm, outerMm]).toEqual(
          [airMm, lumenMm, liningMm, muscleMm, outerMm].sort((a, b) => b - a),
        );
      }
  });

  it('leave no air in an airway that mucus fills', () => {
    const airway = adult.name.indexOf('RB1');
    const open = poseOf(adult, 0.2, 0.2);
    const plugged = { ...open, texels: Float32Array.from(open.texels) };
    plugged.texels[STATE_CHANNELS * (adult.count + airway) + 3] = 1;
    const region = cutRegion(adult, airway);
    expect(cutLayers(region, open, region.middleMm).airMm).toBeLessThan(0);
    const filled = cutLayers(region, plugged, region.middleMm);
    expect(filled.airMm).toBeGreaterThanOrEqual(0);
    expect(filled.lumenMm).toBeLessThan(0);
  });
});
