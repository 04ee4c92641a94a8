import { describe, expect, it } from '@jest/globals';
import { airwayTree, length, subtract } from '@airway-twin/domain/airways';
import { avatarPose, type AvatarTwin } from '../pose/index.js';
import {
  eyeOf,
  reachableMm,
  walkPath,
  walkedLumenMm,
  WHOLE_TREE,
  type AvatarView,
  type AvatarViewStore,
} from '../view/index.js';
import { walkingEye } from './walking-eye.js';

const tree = airwayTree({ ageYears: 10, heightCm: 139, sex: 'female', seed: 7 });
const path = walkPath(tree, 'RB3');

function drawn(share: number): Float32Array {
  const trait = (mid: number) => ({ low: mid, mid, high: mid, known: true });
  const zone = { value: 'green', reasons: [], stale: false };
  return avatarPose(tree, { constriction: trait(share), inflammation: trait(share), zone } as unknown as AvatarTwin)
    .texels;
}

function standing(change: Partial<AvatarView>): AvatarViewStore {
  let now: AvatarView = { ...WHOLE_TREE, airway: 'RB3', standpoint: 'inside', ...change };
  return {
    getState: () => now,
    setState: (more) => {
      now = { ...now, ...more };
    },
    subscribe: () => () => undefined,
  };
}

describe('the eye that walks inside', () => {
  const open = drawn(0);

  it('goes on by some radii a second while somebody walks, slower where it is narrower', () => {
    const paces = [20, path.lengthMm - 6].map((walkedMm) => {
      const view = standing({ walkedMm, isWalking: true });
      walkingEye(tree, view, () => open).walk(0.1, false);
      return (view.getState().walkedMm - walkedMm) / 0.1;
    });
    expect(paces[0]).toBeCloseTo(2.5 * walkedLumenMm(tree, open, 0), 4);
    expect(paces[1]).toBeLessThan((paces[0] ?? 0) / 3);
    expect(paces[1]).toBeGreaterThan(1);
  });

  it('does not jump after a rest of the picture', () => {
    const view = standing({ walkedMm: 20, isWalking: true });
    walkingEye(tree, view, () => open).walk(30, false);
    expect(view.getState().walkedMm).toBeLessThan(23);
  });

  it('stands still while nobody walks', () => {
    const view = standing({ walkedMm: 20 });
    expect(walkingEye(tree, view, () => open).walk(0.1, false)).toBe(false);
    expect(view.getState().walkedMm).toBe(20);
  });

  it.each([
    ['where the way ends', open],
    ['before an airway that is shut', drawn(0.95)],
  ])('stops %s, and the walk is over', (_, texels) => {
    const { mm, end } = reachableMm(path, tree, texels);
    expect(end === 'tip').toBe(texels === open);
    const view = standing({ walkedMm: 0, isWalking: true });
    const eye = walkingEye(tree, view, () => texels);
    let frames = 0;
    while (view.getState().isWalking && frames < 3000) {
      eye.walk(0.1, false);
      frames += 1;
    }
    expect(view.getState()).toMatchObject({ isWalking: false, walkedMm: mm });
    eye.step(5);
    expect(view.getState().walkedMm).toBe(mm);
  });

  it('is led back when the airways around it close', () => {
    let texels = open;
    const view = standing({ walkedMm: path.lengthMm });
    const eye = walkingEye(tree, view, () => texels);
    texels = drawn(0.95);
    expect(eye.walk(0.1, false)).toBe(true);
    expect(view.getState().walkedMm).toBe(reachableMm(path, tree, texels).mm);
  });

  it('goes from fork to fork at once for somebody who wants no motion', () => {
    const view = standing({ walkedMm: 10, isWalking: true });
    walkingEye(tree, view, () => open).walk(0.016, true);
    const { walkedMm, isWalking } = view.getState();
    expect(isWalking).toBe(false);
    const fork = path.places.findIndex(({ segment }) => segment !== 0);
    expect(walkedMm).toBe(path.atMm[fork]);
  });

  it('steps on and back by key, never before the beginning', () => {
    const view = standing({ walkedMm: 1 });
    const eye = walkingEye(tree, view, () => open);
    eye.step(1);
    expect(view.getState().walkedMm).toBeGreaterThan(2);
    eye.step(-5);
    expect(view.getState().walkedMm).toBe(0);
    expect(length(subtract(eyeOf(eye.goal()), path.places[0]?.point ?? [9, 9, 9]))).toBeLessThan(1e-9);
  });
});
