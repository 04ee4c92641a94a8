import type { AirwayTree } from '@airway-twin/domain/airways';
import { bakeShapes, buffersOf, type AirwayShapes, type Detail } from '../geometry/index.js';

/** What a page asks of the worker: one tree, in the detail wanted. It answers with the shapes of a sketch, then with those. */
export interface BakeRequest {
  readonly tree: AirwayTree;
  readonly detail: Detail;
}

/** Said by the page when it has drawn the sketch: until then the cores of a small device are left to it. */
export type SketchIsDrawn = 'sketch-is-drawn';

/** A page that says nothing does not hold the smooth shapes up for longer. */
const WAITS_AT_MOST_MS = 400;

/** The part of a worker's global scope that is used here; the DOM's own types describe a window. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<BakeRequest | SketchIsDrawn>) => void) | null;
  postMessage(message: AirwayShapes, transfer: ArrayBufferLike[]): void;
}

const scope = globalThis as unknown as WorkerScope;

let goOn = (): void => undefined;

scope.onmessage = ({ data }) => {
  if (data === 'sketch-is-drawn') {
    goOn();
    return;
  }
  const { tree, detail } = data;
  const sketch = bakeShapes(tree, 'sketch');
  scope.postMessage(sketch, buffersOf(sketch));
  if (detail === 'sketch') return;
  const timer = setTimeout(() => goOn(), WAITS_AT_MOST_MS);
  goOn = () => {
    clearTimeout(timer);
    goOn = () => undefined;
    const shapes = bakeShapes(tree, detail, sketch.hull);
    scope.postMessage(shapes, buffersOf(shapes));
  };
};
