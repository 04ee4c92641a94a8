export * from './header.js';
export * from './rows-file.js';
