export * from './acceptance.js';
export * from './a-story.js';
