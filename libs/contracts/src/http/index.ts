export * from './registry.js';
export * from './routes.js';
export * from './session.js';
export * from './spirometry.js';
export * from './symptoms.js';
export * from './views.js';
