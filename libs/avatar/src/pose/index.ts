export * from './airway-flow.js';
export * from './airway-pattern.js';
export * from './avatar-pose.js';
export * from './ease-pose.js';
export * from './inflammation-scale.js';
export * from './exaggeration.js';
