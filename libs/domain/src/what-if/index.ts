export * from './simulate-forward.js';
export * from './what-if.js';
