export * from './avatar-view.js';
