import { startWorkerAhead } from '@airway-twin/avatar/shapes';
import type * as airwayScene from './airway-scene.js';

type SceneModule = typeof airwayScene;

const IDLE_AFTER_MS = 1000;

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

/** Makes ready for a picture that a page is about to show: its code, the worker that models it, a try of WebGL. Errors are told where it is drawn. */
export function fetchSceneAhead(): void {
  startWorkerAhead();
  loadScene().then(
    ({ missingWebgl }) => missingWebgl(),
    () => undefined,
  );
}

/** A page from which one goes on to a picture loads its code once it has nothing else to do; returns how to leave that. */
export function fetchSceneWhenIdle(): () => void {
  const load = (): void => {
    loadScene().catch(() => undefined);
  };
  // Safari has no idle callback.
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(load, IDLE_AFTER_MS);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(load, { timeout: 5 * IDLE_AFTER_MS });
  return () => cancelIdleCallback(asked);
}
