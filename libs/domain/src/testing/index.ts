export * from './a-story.js';
