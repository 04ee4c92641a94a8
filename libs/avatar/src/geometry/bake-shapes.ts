import type { AirwayTree } from '@airway-twin/domain/airways';
import { bronchialMesh, type Detail } from './bronchial-mesh.js';
import type { BronchialMesh } from './bound-vertices.js';
import { lobeHull, type LobeHull } from './lobe-hull.js';

/** Everything of a patient's airways that does not change with the twin's state. */
export interface AirwayShapes {
  readonly mesh: BronchialMesh;
  readonly hull: LobeHull;
}

/** Models tree and lobes on this thread: half a second of work on an ordinary machine. */
export function bakeShapes(tree: AirwayTree, detail: Detail): AirwayShapes {
  return { mesh: bronchialMesh(tree, detail), hull: lobeHull(tree) };
}

/** The buffers of shapes, to be handed over between threads instead of copied. */
export function buffersOf({ mesh, hull }: AirwayShapes): ArrayBufferLike[] {
  return [...Object.values(mesh), ...Object.values(hull)].flatMap((value: unknown) =>
    ArrayBuffer.isView(value) ? [value.buffer] : [],
  );
}
