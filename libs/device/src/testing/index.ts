export { memoryBroker, type MemoryBroker } from './memory-link.js';
