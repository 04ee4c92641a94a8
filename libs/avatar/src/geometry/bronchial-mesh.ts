import type { AirwayTree } from '@airway-twin/domain/airways';
import { vertexDraft, type BronchialMesh } from './bound-vertices.js';
import { modelledRadii } from './capsule-field.js';
import { addCentralSurface } from './central-surface.js';
import { repairFolds } from './repair-folds.js';
import { addCentralTubes, addTwigs, twigTriangles, type Detail } from './twig-tubes.js';

export type { Detail } from './twig-tubes.js';

/** Triangles of one surface; two are drawn. The twigs take theirs first, the smooth surface gets the rest. */
const TRIANGLES: { readonly [D in Exclude<Detail, 'sketch'>]: number } = { full: 58_000, light: 24_000 };

/** Models the airways of a tree: one smooth surface for the central ones, tubes for the twigs. Same tree, same mesh; some 300 ms of work. */
export function bronchialMesh(tree: AirwayTree, detail: Detail = 'full'): BronchialMesh {
  const radiusMm = modelledRadii(tree);
  if (detail === 'sketch') return sketchedMesh(tree, radiusMm);
  const smoothTriangles = TRIANGLES[detail] - twigTriangles(tree, detail);
  const draft = vertexDraft();
  addCentralSurface(tree, radiusMm, smoothTriangles, draft);
  const smoothIndexCount = draft.indexCount();
  addTwigs(tree, radiusMm, detail, draft);
  return repairFolds(tree, radiusMm, draft.finish(smoothIndexCount));
}

/** Plain tubes all over: some 20 ms of work. */
function sketchedMesh(tree: AirwayTree, radiusMm: Float32Array): BronchialMesh {
  const draft = vertexDraft();
  addCentralTubes(tree, radiusMm, draft);
  const centralIndexCount = draft.indexCount();
  addTwigs(tree, radiusMm, 'sketch', draft);
  return draft.finish(centralIndexCount);
}
