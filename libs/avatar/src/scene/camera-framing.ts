import { Box3, type PerspectiveCamera, Vector3 } from 'three';

/** Where the eye first stands: a little from the patient's right and from above, as a chest picture is looked at. */
const FIRST_AZIMUTH = -0.16;
const FIRST_ELEVATION = 0.05;
const MARGIN = 1.05;

/** The box around what is shown, in scene axes (x patient's left, y up, z towards the viewer), mm. */
export function sceneBox(...points: readonly Float32Array[]): Box3 {
  const box = new Box3();
  const point = new Vector3();
  for (const list of points)
    for (let at = 0; at < list.length; at += 3)
      box.expandByPoint(point.set(list[at] ?? 0, list[at + 2] ?? 0, -(list[at + 1] ?? 0)));
  return box;
}

/** Puts the camera so that the whole box is seen whatever the shape of the picture. Returns the distance from the middle, mm. */
export function frameBox(camera: PerspectiveCamera, box: Box3, aspect: number): number {
  const centre = box.getCenter(new Vector3());
  const size = box.getSize(new Vector3());
  const half = Math.tan((camera.fov * Math.PI) / 360);
  const wide = Math.hypot(size.x, size.z * Math.sin(Math.abs(FIRST_AZIMUTH)));
  const distance = MARGIN * Math.max(size.y / 2 / half, wide / 2 / (half * aspect)) + size.z * 0.3;
  camera.position.set(
    centre.x + distance * Math.sin(FIRST_AZIMUTH) * Math.cos(FIRST_ELEVATION),
    centre.y + distance * Math.sin(FIRST_ELEVATION),
    centre.z + distance * Math.cos(FIRST_AZIMUTH) * Math.cos(FIRST_ELEVATION),
  );
  camera.aspect = aspect;
  camera.near = distance / 50;
  camera.far = distance * 4;
  camera.lookAt(centre);
  camera.updateProjectionMatrix();
  return distance;
}
