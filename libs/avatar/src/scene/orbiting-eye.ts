import { MathUtils, Spherical, type PerspectiveCamera } from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import { nearBefore, type CameraGoal } from '../view/index.js';
import { goalOf, placeCamera, sceneOf } from './camera-placing.js';

/** How near and far one may go from outside, in distances of the goal; the farthest always lets the whole tree be seen. */
const NEAREST = { whole: 0.12, near: 0.3 };
const FARTHEST = 1.6;

/** The eye outside: it turns around what it looks at, by pointer, wheel and pinch, and by calls for the keyboard. */
export interface OrbitingEye {
  /** From this goal on; turning and zooming start there. Nothing farther before the target than `beforeMm` is drawn; null: all is. */
  readonly standAt: (goal: CameraGoal, isWhole: boolean, beforeMm: number | null) => void;
  /** The pointer turns nothing while the eye is elsewhere. */
  readonly rest: () => void;
  readonly now: () => CameraGoal;
  readonly turn: (azimuth: number, elevation: number) => void;
  readonly zoom: (factor: number) => void;
  readonly dispose: () => void;
}

/**
 * The eye outside, at rest until it is told where to stand. `wholeMm` is the distance from which the whole tree is seen; `onMoved` is called
 * after each movement.
 */
export function orbitingEye(
  camera: PerspectiveCamera,
  element: HTMLElement,
  wholeMm: number,
  parts: 1 | 2,
  onMoved: () => void,
): OrbitingEye {
  const orbit = new OrbitControls(camera, element);
  orbit.enablePan = false;
  orbit.enableDamping = false;
  orbit.enabled = false;
  // A finger that goes up or down scrolls the page; sideways it turns the tree.
  element.style.touchAction = 'pan-y';
  let drawnMm: number | null = null;
  const moved = () => {
    // Whatever the distance, what stands before an airway stays out of the picture.
    if (drawnMm !== null) {
      camera.near = nearBefore(camera.position.distanceTo(orbit.target), drawnMm);
      camera.updateProjectionMatrix();
    }
    onMoved();
  };
  orbit.addEventListener('change', moved);
  const move = (change: (spherical: Spherical) => void) => {
    const spherical = new Spherical().setFromVector3(camera.position.clone().sub(orbit.target));
    change(spherical);
    spherical.makeSafe();
    spherical.radius = MathUtils.clamp(spherical.radius, orbit.minDistance, orbit.maxDistance);
    camera.position.setFromSpherical(spherical).add(orbit.target);
    orbit.update();
    moved();
  };
  return {
    standAt(goal, isWhole, beforeMm) {
      placeCamera(camera, goal);
      sceneOf(goal.target, orbit.target);
      orbit.minDistance = goal.distanceMm * (isWhole ? NEAREST.whole : NEAREST.near);
      orbit.maxDistance = wholeMm * FARTHEST;
      drawnMm = beforeMm;
      // One airway stays in the middle of the picture: there the scale is true.
      orbit.zoomToCursor = isWhole && parts === 1;
      orbit.enabled = true;
      orbit.update();
      moved();
    },
    rest() {
      orbit.enabled = false;
    },
    now: () => goalOf(camera, orbit.target),
    turn: (azimuth, elevation) =>
      move((spherical) => {
        spherical.theta += azimuth;
        spherical.phi += elevation;
      }),
    zoom: (factor) =>
      move((spherical) => {
        spherical.radius *= factor;
      }),
    dispose() {
      orbit.removeEventListener('change', moved);
      orbit.dispose();
    },
  };
}
