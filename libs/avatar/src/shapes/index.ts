export * from './baked-shapes.js';
export * from './drawn-tree.js';
