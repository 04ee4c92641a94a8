export * from './feature-schema.js';
export * from './features.js';
export { fnv1a64 } from './fnv1a.js';
export * from './hazard-coefficients.js';
export * from './logistic-hazard.js';
export { relieverPuffsPerDay, relieverRise, watchedDays } from './reliever-use.js';
export * from './risk.js';
export * from './risk-history.js';
export * from './score.js';
