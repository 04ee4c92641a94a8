import type { AirwayTree } from '@airway-twin/domain/airways';
import { bakeShapes, type AirwayShapes, type Detail } from '../geometry/index.js';
import type { BakeRequest } from './bake-worker.js';

/** Shapes of the trees seen last, so that coming back to a patient is at once; each some 5 MB. */
const KEPT = 3;
const kept = new Map<string, Promise<AirwayShapes>>();

/**
 * The shapes of a tree, modelled in a worker so that the page stays free, or on this thread where no worker can be had. `key` names the tree:
 * the same key gets the same shapes without new work.
 */
export function bakedShapes(key: string, tree: AirwayTree, detail: Detail): Promise<AirwayShapes> {
  const name = `${key}:${detail}`;
  const known = kept.get(name);
  if (known) {
    // The newest stands last: the first of a map is the one to forget.
    kept.delete(name);
    kept.set(name, known);
    return known;
  }
  const baked = inWorker({ tree, detail }).catch(() => bakeShapes(tree, detail));
  kept.set(name, baked);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  return baked;
}

function inWorker(request: BakeRequest): Promise<AirwayShapes> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./bake-worker.js', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<AirwayShapes>) => {
      resolve(data);
      worker.terminate();
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
      worker.terminate();
    };
    worker.postMessage(request);
  });
}
