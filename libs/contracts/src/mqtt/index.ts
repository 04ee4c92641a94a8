export * from './decode.js';
export * from './device-channels.js';
export { MAX_PAYLOAD_BYTES, instant, localDate } from './envelope.js';
export * from './observation.js';
export * from './streams.js';
export * from './topics.js';
