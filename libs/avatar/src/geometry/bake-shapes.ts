import type { AirwayTree } from '@airway-twin/domain/airways';
import { aroundAirways } from './around-airways.js';
import { bronchialMesh, type Detail } from './bronchial-mesh.js';
import type { BronchialMesh } from './bound-vertices.js';
import { lobeHull, type LobeHull } from './lobe-hull.js';

/** Everything of a patient's airways that does not change with the twin's state. */
export interface AirwayShapes {
  readonly mesh: BronchialMesh;
  readonly hull: LobeHull;
  /** See `aroundAirways`. */
  readonly around: Float32Array;
  readonly detail: Detail;
}

/** Models tree and lobes on this thread: half a second of work on an ordinary machine, a tenth of it for a sketch. `hull` spares modelling the lobes. */
export function bakeShapes(tree: AirwayTree, detail: Detail, hull: LobeHull = lobeHull(tree)): AirwayShapes {
  const mesh = bronchialMesh(tree, detail);
  return { mesh, hull, around: aroundAirways(tree, mesh), detail };
}

/** The buffers of the tree of shapes, to be handed over between threads instead of copied. */
export function buffersOf({ mesh, around }: AirwayShapes): ArrayBufferLike[] {
  return [...Object.values(mesh), around].flatMap((value: unknown) =>
    ArrayBuffer.isView(value) ? [value.buffer] : [],
  );
}
