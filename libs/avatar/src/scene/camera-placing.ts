import type { Vector } from '@airway-twin/domain/airways';
import { Matrix4, Vector3, type PerspectiveCamera } from 'three';
import { eyeOf, upright, type CameraGoal } from '../view/index.js';

/** A point or direction of the patient as the scene has it: x patient's left, y up, z towards the viewer. */
export function sceneOf([x, y, z]: Vector, into = new Vector3()): Vector3 {
  return into.set(x, z, -y);
}

/** A point or direction of the scene as the patient has it. */
export function patientOf({ x, y, z }: { readonly x: number; readonly y: number; readonly z: number }): Vector {
  return [x, -z, y];
}

const axes = new Matrix4();
const right = new Vector3();
const up = new Vector3();
const away = new Vector3();

/** Puts the camera where a goal says. */
export function placeCamera(camera: PerspectiveCamera, goal: CameraGoal): void {
  sceneOf(eyeOf(goal), camera.position);
  sceneOf(goal.up, up);
  sceneOf(goal.away, away);
  camera.quaternion.setFromRotationMatrix(axes.makeBasis(right.crossVectors(up, away), up, away));
  camera.fov = goal.fovDegrees;
  camera.near = goal.nearMm;
  camera.far = goal.farMm;
  camera.updateProjectionMatrix();
}

/** The goal that a camera which looks at `target` has reached. */
export function goalOf(camera: PerspectiveCamera, target: Vector3): CameraGoal {
  const towardsEye = camera.position.clone().sub(target);
  const direction = patientOf(towardsEye.clone().normalize());
  return {
    target: patientOf(target),
    away: direction,
    up: upright(patientOf(new Vector3(0, 1, 0).applyQuaternion(camera.quaternion)), direction),
    distanceMm: towardsEye.length(),
    fovDegrees: camera.fov,
    nearMm: camera.near,
    farMm: camera.far,
  };
}
