export * from './bronchodilator-response.js';
export * from './interpret-spirometry.js';
export * from './names/index.js';
export * from './plausible-body.js';
export * from './quality/index.js';
export * from './reference-value.js';
export * from './ventilatory-pattern.js';
