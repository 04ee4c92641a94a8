export * from './device-kind.js';
export * from './device-presence.js';
export * from './expected-word.js';
export * from './presence.js';
