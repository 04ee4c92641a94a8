import type { AirwayTree } from '@airway-twin/domain/airways';
import { bakeShapes, buffersOf, type AirwayShapes, type Detail } from '../geometry/index.js';

/** What a page asks of the worker: one tree, in the detail wanted. It answers with the shapes of a sketch, then with those. */
export interface BakeRequest {
  readonly tree: AirwayTree;
  readonly detail: Detail;
}

/** The part of a worker's global scope that is used here; the DOM's own types describe a window. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<BakeRequest>) => void) | null;
  postMessage(message: AirwayShapes, transfer: ArrayBufferLike[]): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data: { tree, detail } }) => {
  const sketch = bakeShapes(tree, 'sketch');
  scope.postMessage(sketch, buffersOf(sketch));
  if (detail === 'sketch') return;
  const shapes = bakeShapes(tree, detail, sketch.hull);
  scope.postMessage(shapes, buffersOf(shapes));
};
