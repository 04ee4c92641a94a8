import type * as airwayScene from './airway-scene.js';

type SceneModule = typeof airwayScene;

let loaded: SceneModule | null = null;

/** The code of the 3D picture. A page that will show it asks for it as soon as it opens, while its data are still on the way. */
export async function loadScene(): Promise<SceneModule> {
  loaded = await import('./airway-scene.js');
  return loaded;
}

/** The code, when it is there already: then the picture stands in the first rendering of its page, without waiting for React to try again. */
export function sceneIfLoaded(): SceneModule | null {
  return loaded;
}

/** Begins to load the picture's code; what goes wrong is told where the picture is drawn. */
export function fetchSceneAhead(): void {
  loadScene().catch(() => undefined);
}
