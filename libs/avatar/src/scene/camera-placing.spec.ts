import { describe, expect, it } from '@jest/globals';
import { add, cross, scale, unit, type Vector } from '@airway-twin/domain/airways';
import { Box3, PerspectiveCamera, Vector3 } from 'three';
import { eyeOf, pixelMm, scaleBar, upright, type CameraGoal } from '../view/index.js';
import { frameBox } from './camera-framing.js';
import { goalOf, patientOf, placeCamera, sceneOf } from './camera-placing.js';

const away: Vector = unit([-0.3, -0.9, 0.2]);
const goal: CameraGoal = {
  target: [12, -3, -40],
  away,
  up: upright([0.1, 0, 1], away),
  distanceMm: 64,
  fovDegrees: 33,
  nearMm: 2,
  farMm: 500,
};

describe('the camera', () => {
  it('has the patient’s head up and the patient’s front towards the viewer', () => {
    expect(sceneOf([0, 0, 1]).toArray()).toEqual([0, 1, -0]);
    expect(sceneOf([0, -1, 0]).toArray()).toEqual([0, 0, 1]);
    expect(sceneOf([1, 0, 0]).toArray()).toEqual([1, 0, -0]);
    expect(patientOf(sceneOf([1, 2, 3]))).toEqual([1, 2, 3]);
  });

  it('stands and looks where its goal says, and has reached that goal', () => {
    const camera = new PerspectiveCamera();
    placeCamera(camera, goal);
    expect(patientOf(camera.position)).toEqual(eyeOf(goal));
    camera.updateMatrixWorld();
    const middle = sceneOf(goal.target).project(camera);
    expect(middle.x).toBeCloseTo(0, 9);
    expect(middle.y).toBeCloseTo(0, 9);
    const reached = goalOf(camera, sceneOf(goal.target));
    expect(reached.distanceMm).toBeCloseTo(goal.distanceMm, 9);
    for (const axis of [0, 1, 2] as const) {
      expect(reached.away[axis]).toBeCloseTo(goal.away[axis], 9);
      expect(reached.up[axis]).toBeCloseTo(goal.up[axis], 9);
    }
    expect([reached.fovDegrees, reached.nearMm, reached.farMm]).toEqual([33, 2, 500]);
  });

  it('shows what lies at its target as large as the scale says', () => {
    const camera = new PerspectiveCamera();
    camera.aspect = 600 / 420;
    placeCamera(camera, goal);
    camera.updateMatrixWorld();
    const right = cross(goal.up, goal.away);
    const heightPx = 420;
    const { lengthMm, widthPx } = scaleBar(pixelMm(goal.distanceMm, camera.fov, heightPx), 150);
    const [from, to] = [0, lengthMm].map((mm) => sceneOf(add(goal.target, scale(right, mm))).project(camera).x * 300);
    expect((to ?? 0) - (from ?? 0)).toBeCloseTo(widthPx, 6);
  });

  it('comes back to its first view to a thousandth of a millimetre', () => {
    const box = new Box3(new Vector3(-110, -180, -80), new Vector3(105, 95, 70));
    const first = new PerspectiveCamera(24, 1);
    frameBox(first, box, 0.85);
    const again = new PerspectiveCamera(24, 0.85);
    placeCamera(again, goalOf(first, box.getCenter(new Vector3())));
    first.updateMatrixWorld();
    again.updateMatrixWorld();
    expect(again.position.distanceTo(first.position)).toBeLessThan(1e-3);
    again.matrixWorld.elements.forEach((value, at) =>
      expect(value).toBeCloseTo(first.matrixWorld.elements[at] ?? 0, 6),
    );
    again.projectionMatrix.elements.forEach((value, at) =>
      expect(value).toBeCloseTo(first.projectionMatrix.elements[at] ?? 0, 9),
    );
  });
});
