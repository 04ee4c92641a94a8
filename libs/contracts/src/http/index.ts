export * from './registry.js';
export * from './routes.js';
export * from './session.js';
export * from './spirometry.js';
export * from './symptom-observation.js';
export * from './symptoms.js';
export * from './views.js';
export * from './what-if.js';
