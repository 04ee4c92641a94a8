import type { AirwayTree } from '@airway-twin/domain/airways';
import type { AirwayShapes, Detail } from '../geometry/index.js';
import type { BakeRequest, SketchIsDrawn } from './bake-worker.js';
import { keptNewest } from './kept-newest.js';

/** The shapes of a tree: a sketch at once, the smooth ones when they are modelled. Where no worker can be had, the sketch never comes. */
export interface BakedShapes {
  readonly sketch: Promise<AirwayShapes>;
  readonly whole: Promise<AirwayShapes>;
  /** The sketch has been drawn: the smooth shapes need not wait for that any longer. Costs nothing when it is said again. */
  readonly sketchIsDrawn: () => void;
}

/** Shapes of the trees seen last, so that coming back to a patient is at once; each some 5 MB. */
const kept = keptNewest<BakedShapes>(3);

/**
 * The shapes of a tree, modelled in a worker so that the page stays free, or on this thread where no worker can be had. `key` names the tree:
 * the same key gets the same shapes without new work, so that a page may ask ahead of the picture. `whole` rejects when they cannot be modelled.
 */
export function bakedShapes(key: string, tree: AirwayTree, detail: Detail): BakedShapes {
  const name = `${key}:${detail}`;
  return kept.of(name, () => {
    const baked = inWorker({ tree, detail });
    // What went wrong once is tried anew when the picture is asked for again.
    baked.whole.catch(() => kept.forget(name));
    return baked;
  });
}

/** A worker that has been started and has nothing to do yet. */
let spare: Worker | null = null;

/** Starts the worker of the next tree, so that its code is there when the tree is known. */
export function startWorkerAhead(): void {
  if (spare !== null) return;
  try {
    const started = startWorker();
    // Whoever took it meanwhile listens themselves.
    started.onerror = (event) => {
      event.preventDefault();
      started.terminate();
      if (spare === started) spare = null;
    };
    spare = started;
  } catch {
    spare = null;
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./bake-worker.js', import.meta.url), { type: 'module' });
}

function inWorker(request: BakeRequest): BakedShapes {
  let sketchIsDrawn = (): void => undefined;
  let sketched: (shapes: AirwayShapes) => void = () => undefined;
  const sketch = new Promise<AirwayShapes>((resolve) => {
    sketched = resolve;
  });
  const whole = new Promise<AirwayShapes>((resolve, reject) => {
    const onThisThread = () => {
      import('../geometry/index.js')
        .then(({ bakeShapes }) => bakeShapes(request.tree, request.detail))
        .then(resolve, reject);
    };
    try {
      const worker = spare ?? startWorker();
      spare = null;
      worker.onmessage = ({ data }: MessageEvent<AirwayShapes>) => {
        sketched(data);
        if (data.detail !== request.detail) return;
        resolve(data);
        worker.terminate();
      };
      worker.onerror = (event) => {
        event.preventDefault();
        worker.terminate();
        onThisThread();
      };
      sketchIsDrawn = () => {
        worker.postMessage('sketch-is-drawn' satisfies SketchIsDrawn);
        sketchIsDrawn = () => undefined;
      };
      worker.postMessage(request);
    } catch {
      onThisThread();
    }
  });
  return { sketch, whole, sketchIsDrawn: () => sketchIsDrawn() };
}
