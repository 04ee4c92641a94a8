export * from './airway-mesh.js';
export * from './lobe-hull.js';
