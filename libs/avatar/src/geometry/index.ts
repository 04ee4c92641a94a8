export * from './lobe-hull.js';
export { standingVertices, vertexRadius, type BoundVertices, type BronchialMesh } from './bound-vertices.js';
export * from './bronchial-mesh.js';
export { foldedTriangles } from './repair-folds.js';
export * from './around-airways.js';
export * from './bake-shapes.js';
export { modelledRadii, pointOf, SMOOTH_GENERATIONS } from './capsule-field.js';
export { bendShare, handOverMm, tubePath } from './tube-path.js';
export * from './airway-places.js';
