import { randomUUID } from 'node:crypto';
import type { HoldingLimits } from '../outbox/index.js';
import { DEFAULT_KEEP_RECEIPTED_MS, DEFAULT_MOST_BYTES, type OutboxStore } from './outbox-store.js';

export interface MemoryStoreSettings extends Partial<HoldingLimits> {
  /** For simulated devices, whose boots have names of their own. Else a new one. */
  readonly bootId?: string;
}

/** An outbox that lives as long as its process. */
export function memoryStore(settings: MemoryStoreSettings = {}): OutboxStore {
  const mostBytes = settings.mostBytes ?? DEFAULT_MOST_BYTES;
  return {
    bootId: settings.bootId ?? randomUUID(),
    isNewBoot: settings.bootId === undefined,
    limits: {
      mostBytes,
      keepReceiptedMs: settings.keepReceiptedMs ?? DEFAULT_KEEP_RECEIPTED_MS,
      mostReceiptedBytes: settings.mostReceiptedBytes ?? mostBytes / 2,
      forgetUnreceipted: settings.forgetUnreceipted ?? null,
    },
    kept: { boots: [], shown: [], receiptAtMs: null, messages: [] },
    keep: () => null,
    forget: () => undefined,
    note: () => undefined,
    close: () => Promise.resolve(),
  };
}
