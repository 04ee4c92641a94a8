export * from './drugs.js';
export * from './profile.js';
