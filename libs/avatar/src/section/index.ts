export * from './airway-cross-section.js';
