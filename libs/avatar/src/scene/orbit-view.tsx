import { useThree } from '@react-three/fiber';
import { useEffect, type RefObject } from 'react';
import { type Box3, PerspectiveCamera, Spherical, Vector3 } from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import { frameBox } from './camera-framing.js';

/** What the keyboard can do with the view. */
export interface ViewControl {
  readonly turn: (azimuth: number, elevation: number) => void;
  readonly zoom: (factor: number) => void;
  readonly reset: () => void;
}

export interface OrbitViewProps {
  readonly box: Box3;
  /** Into how many pictures side by side the canvas is parted. */
  readonly parts: 1 | 2;
  readonly control: RefObject<ViewControl | null>;
  readonly onView: (nearMm: number, farMm: number, lobes: number) => void;
}

/** Orbit and zoom by pointer, and by `control` for the keyboard. Draws only when the view changes. */
export function OrbitView({ box, parts, control, onView }: OrbitViewProps): null {
  const camera = useThree((three) => three.camera);
  const element = useThree((three) => three.gl.domElement);
  const invalidate = useThree((three) => three.invalidate);
  const aspect = useThree((three) => three.size.width / parts / Math.max(1, three.size.height));

  useEffect(() => {
    if (!(camera instanceof PerspectiveCamera)) return undefined;
    const centre = box.getCenter(new Vector3());
    const depth = box.getSize(new Vector3()).length() / 2;
    const distance = frameBox(camera, box, aspect);
    const orbit = new OrbitControls(camera, element);
    orbit.target.copy(centre);
    orbit.enablePan = false;
    orbit.enableDamping = false;
    orbit.zoomToCursor = true;
    orbit.minDistance = distance * 0.12;
    orbit.maxDistance = distance * 1.6;
    // A finger that goes up or down scrolls the page; sideways it turns the tree.
    element.style.touchAction = 'pan-y';
    const drawn = () => {
      const away = camera.position.distanceTo(orbit.target);
      // Close to the branches the lobes would only stand in the way.
      const lobes = Math.min(1, Math.max(0, (away / distance - 0.35) / 0.4));
      onView(away - depth * 0.35, away + depth * 0.75, lobes);
      invalidate();
    };
    orbit.addEventListener('change', drawn);
    orbit.update();
    drawn();
    const move = (change: (spherical: Spherical) => void) => {
      const spherical = new Spherical().setFromVector3(camera.position.clone().sub(orbit.target));
      change(spherical);
      spherical.makeSafe();
      spherical.radius = Math.min(orbit.maxDistance, Math.max(orbit.minDistance, spherical.radius));
      camera.position.setFromSpherical(spherical).add(orbit.target);
      orbit.update();
      drawn();
    };
    control.current = {
      turn: (azimuth, elevation) =>
        move((spherical) => {
          spherical.theta += azimuth;
          spherical.phi += elevation;
        }),
      zoom: (factor) =>
        move((spherical) => {
          spherical.radius *= factor;
        }),
      reset: () => {
        orbit.target.copy(centre);
        frameBox(camera, box, aspect);
        orbit.update();
        drawn();
      },
    };
    return () => {
      control.current = null;
      orbit.removeEventListener('change', drawn);
      orbit.dispose();
    };
  }, [camera, element, box, aspect, control, invalidate, onView]);
  return null;
}
