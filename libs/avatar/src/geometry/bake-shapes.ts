import type { AirwayTree } from '@airway-twin/domain/airways';
import { bronchialMesh, type Detail } from './bronchial-mesh.js';
import type { BronchialMesh } from './bound-vertices.js';
import { lobeHull, type LobeHull } from './lobe-hull.js';

/** Everything of a patient's airways that does not change with the twin's state. */
export interface AirwayShapes {
  readonly mesh: BronchialMesh;
  readonly hull: LobeHull;
  readonly detail: Detail;
}

/** Models tree and lobes on this thread: half a second of work on an ordinary machine, a tenth of it for a sketch. */
export function bakeShapes(tree: AirwayTree, detail: Detail): AirwayShapes {
  return { mesh: bronchialMesh(tree, detail), hull: lobeHull(tree), detail };
}

/** The buffers of a mesh, to be handed over between threads instead of copied. */
export function buffersOf(mesh: BronchialMesh): ArrayBufferLike[] {
  return Object.values(mesh).flatMap((value: unknown) => (ArrayBuffer.isView(value) ? [value.buffer] : []));
}
