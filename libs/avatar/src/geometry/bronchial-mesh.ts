import type { AirwayTree } from '@airway-twin/domain/airways';
import { vertexDraft, type BronchialMesh } from './bound-vertices.js';
import { modelledRadii } from './capsule-field.js';
import { addCentralSurface } from './central-surface.js';
import { repairFolds } from './repair-folds.js';
import { addTwigs, twigTriangles, type Detail } from './twig-tubes.js';

export type { Detail } from './twig-tubes.js';

/** Triangles of one surface; two are drawn. The twigs take theirs first, the smooth surface gets the rest. */
const TRIANGLES: { readonly [D in Detail]: number } = { full: 58_000, light: 24_000 };

/** Models the airways of a tree: one smooth surface for the central ones, tubes for the twigs. Same tree, same mesh; some 300 ms of work. */
export function bronchialMesh(tree: AirwayTree, detail: Detail = 'full'): BronchialMesh {
  const radiusMm = modelledRadii(tree);
  const smoothTriangles = TRIANGLES[detail] - twigTriangles(tree, detail);
  const draft = vertexDraft();
  addCentralSurface(tree, radiusMm, smoothTriangles, draft);
  const smoothIndexCount = draft.indexCount();
  addTwigs(tree, radiusMm, detail, draft);
  return repairFolds(tree, radiusMm, draft.finish(smoothIndexCount));
}
