export * from './what-if.js';
