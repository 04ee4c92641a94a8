export { openJournal, type JournalSettings } from './journal-store.js';
export { marksOf, restoredOutbox } from './kept-outbox.js';
export { memoryStore, type MemoryStoreSettings } from './memory-store.js';
export type { BootMark, KeptOutbox, OutboxMarks, OutboxStore, ShownMark } from './outbox-store.js';
