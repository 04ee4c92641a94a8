export * from './airway-cross-section.js';
export * from './section-legend.js';
