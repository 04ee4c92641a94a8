import type { BootReceipt } from '@airway-twin/contracts/mqtt';
import type { HoldingLimits, NumberedMessage } from '../outbox/index.js';

/** What is known of a boot beside its messages. Written now and then: what is missing costs a second sending, never a message. */
export interface BootMark {
  readonly bootId: string;
  /** The highest number sent; -1: none. */
  readonly sentThrough: number;
  readonly receipt: BootReceipt | null;
}

/** A request that its person has seen: not shown again after a restart. */
export interface ShownMark {
  readonly recommendationId: string;
  /** Epoch ms of the device's clock. */
  readonly shownAtMs: number;
}

export interface OutboxMarks {
  readonly boots: readonly BootMark[];
  readonly shown: readonly ShownMark[];
  /** Newest receipt seen, epoch ms of the twin's clock. */
  readonly receiptAtMs: number | null;
}

/** What earlier starts left: their boots, which are this device's own, and the messages still held, in the order of their numbers. */
export interface KeptOutbox extends OutboxMarks {
  readonly messages: readonly NumberedMessage[];
}

/** Where the messages of an outbox are kept. */
export interface OutboxStore {
  /** This start's boot. */
  readonly bootId: string;
  /** No message of this boot was numbered before this start. */
  readonly isNewBoot: boolean;
  readonly limits: HoldingLimits;
  readonly kept: KeptOutbox;
  /**
   * Keeps messages. Null: done at once. Else settles when they are as safe as the store makes them, with null, or with what went wrong:
   * then none of them is kept.
   */
  keep(messages: readonly NumberedMessage[]): Promise<string | null> | null;
  forget(messages: readonly NumberedMessage[]): void;
  note(marks: OutboxMarks): void;
  /** Settles when all that was asked for is done. */
  close(): Promise<void>;
}

const MS_PER_DAY = 86_400_000;
export const DEFAULT_KEEP_RECEIPTED_MS = 7 * MS_PER_DAY;
export const DEFAULT_MOST_BYTES = 16 * 1024 * 1024;
