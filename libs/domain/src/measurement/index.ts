export * from './freshness.js';
export * from './observation.js';
export * from './plausible.js';
export * from './units.js';
