/** The code of the 3D picture. A page that will show it asks for it as soon as it opens, while its data are still on the way. */
export const loadScene = () => import('./airway-scene.js');

/** Begins to load the picture's code; what goes wrong is told where the picture is drawn. */
export function fetchSceneAhead(): void {
  loadScene().catch(() => undefined);
}
