/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { describe, expect, it } from '@jest/globals';
import { Box3, PerspectiveCamera, Vector3 } from 'three';
import { airwayTree } from '@airway-twin/domain/airways';
import { avatarPose, type AvatarTwin } from '../pose/index.js';
import { WHOLE_TREE, type AvatarView, type AvatarViewStore } from '../view/index.js';
import { eyeRig } from './eye-rig.js';

const tree = airwayTree({ ageYears: 10, heightCm: 139, sex: 'female', seed: 7 });
const none = { low: 0, mid: 0, high: 0, known: true };
const zone = { value: 'green', reasons: [], stale: false };
const { texels } = avatarPose(tree, { constriction: none, inflammation: none, zone } as unknown as AvatarTwin);

function held(): AvatarViewStore {
  let now: AvatarView = WHOLE_TREE;
  const listeners = new Set<(view: AvatarView, before: AvatarView) => void>();
  return {
    getState: () => now,
    setState(change) {
      const before = now;
      now = { ...now, ...change };
      for (const listener of listeners) listener(now, before);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function led() {
  const camera = new PerspectiveCamera();
  const view = held();
  const wants = { stillness: false };
  const rig = eyeRig({
    camera,
    element: document.createElement('canvas'),
    tree,
    box: new Box3(new Vector3(-120, -150, -80), new Vector3(120, 120, 80)),
    aspect: 1,
    parts: 1,
    view,
    texels: () => texels,
    growth: () => 0,
    reduced: () => wants.stillness,
    onView: () => undefined,
    invalidate: () => undefined,
  });
  return { camera, view, rig, wants };
}

describe('the eye that flies', () => {
  it('is on its way at first, and where it was sent once somebody wants no more motion', () => {
    const { camera, view, rig, wants } = led();
    const there = led();
    there.wants.stillness = true;
    for (const eye of [view, there.view]) eye.setState({ airway: 'RB3', standpoint: 'airway' });
    rig.move(0.016);
    expect(camera.position.distanceTo(there.camera.position)).toBeGreaterThan(10);
    wants.stillness = true;
    rig.move(0.016);
    expect(camera.position.distanceTo(there.camera.position)).toBeLessThan(1e-9);
    for (const each of [rig, there.rig]) each.dispose();
  });

  it('goes nowhere any more once it is put away', () => {
    const { camera, view, rig, wants } = led();
    wants.stillness = true;
    rig.dispose();
    const before = camera.position.clone();
    view.setState({ airway: 'RB3', standpoint: 'inside' });
    expect(camera.position.equals(before)).toBe(true);
  });
});
