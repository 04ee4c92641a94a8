export * from './avatar-view.js';
export * from './cut-region.js';
export * from './walk-path.js';
export * from './walk-reach.js';
export * from './camera-goal.js';
export * from './flight.js';
