export * from './current-model.js';
export * from './manifest.js';
export * from './serving.js';
