import type { BootReceipt, DeviceReceipt } from '@airway-twin/contracts/mqtt';
import { createDueQueue, type DueQueue } from './due-queue.js';
import { createFifo, type Fifo } from './fifo.js';

/** A message with its identity: the boot that numbered it and its number in that boot. */
export interface NumberedMessage {
  readonly bootId: string;
  readonly seq: number;
  readonly topic: string;
  /** The JSON object that goes out, without `sentAt`: each sending adds its own. */
  readonly payload: string;
}

/** A numbered message in the outbox, and what is known of its way. */
export interface HeldMessage extends NumberedMessage {
  readonly kind: 'numbered';
  readonly bytes: number;
  readonly acceptedMs: number;
  /** `ready`: to be sent as soon as the window allows; `under-way`: not taken by the broker yet; `taken`: the broker has it. */
  place: 'ready' | 'under-way' | 'taken' | 'forgotten';
  sends: number;
  lastSentMs: number;
  /** Which sending of all sendings the last one was. */
  sendOrder: number;
  /** Since when a receipt covers it; null: none does. */
  receiptedMs: number | null;
}

/** A message without a number, which no receipt can cover: it is held until the broker has taken it. */
export interface LooseMessage {
  readonly kind: 'loose';
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
}

export type OutgoingEntry = HeldMessage | LooseMessage;

/** When messages are sent again, and how many at once. */
export interface SendingRules {
  /** Messages under way to the broker at one time. */
  readonly window: number;
  /** A message that no receipt covers is sent again after this, then after twice as long, and so on … */
  readonly resendAfterMs: number;
  /** … but at least as often as this. */
  readonly resendAtMostMs: number;
  /** The same for a message that a newer receipt names as missing. */
  readonly gapResendAfterMs: number;
  /** Spreads the resends of many devices. */
  readonly jitterSeed: number;
}

/** What may be forgotten when, and how much is held. */
export interface HoldingLimits {
  /** Bytes of all messages held. When they are reached the oldest receipted ones go; without any, new messages are refused. */
  readonly mostBytes: number;
  /** What was receipted is held this long, for a receipt may go back. */
  readonly keepReceiptedMs: number;
  readonly mostReceiptedBytes: number;
  /**
   * Null: a message without a receipt is never forgotten. Else what the broker has taken is forgotten beyond that number or age: for
   * simulated devices beside a twin that gives no receipts.
   */
  readonly forgetUnreceipted: { readonly mostMessages: number; readonly afterMs: number } | null;
}

/** The messages of one start of the device. */
export interface BootMessages {
  readonly bootId: string;
  nextSeq: number;
  /** The highest number that was sent; those below it were sent too. */
  sentThrough: number;
  readonly unreceipted: Map<number, HeldMessage>;
  readonly receipted: Map<number, HeldMessage>;
  readonly reserved: Set<number>;
  /** The newest receipt for this boot. */
  receipt: BootReceipt | null;
  /** A receipt that had no room for it was taken to mean that the twin does not know it. */
  wasPresumedUnknown: boolean;
}

/**
 * The state of an outbox. Plain data that the functions of this folder change; it has no clock and no chance, so that every course of
 * events can be run again.
 */
export interface Outbox {
  readonly rules: SendingRules;
  readonly limits: HoldingLimits;
  /** The window, or less when the broker asks for less. */
  window: number;
  readonly boots: Map<string, BootMessages>;
  readonly ready: Fifo<OutgoingEntry>;
  readonly underWay: Set<OutgoingEntry>;
  /** Named as missing by a receipt. */
  readonly named: DueQueue<HeldMessage>;
  /** Taken by the broker, not receipted. */
  readonly timed: DueQueue<HeldMessage>;
  readonly receiptedOrder: Fifo<{ readonly held: HeldMessage; readonly receiptedMs: number }>;
  readonly acceptedOrder: Fifo<HeldMessage>;
  bytes: number;
  receiptedBytes: number;
  unreceiptedCount: number;
  sendings: number;
  /** The last sending of which a receipt covers the message. */
  receiptedSendOrder: number;
  namedTurn: boolean;
  readonly allowance: ResendAllowance;
  receiptAtMs: number | null;
  lastReceipt: DeviceReceipt | null;
  readonly foreignBoots: Set<string>;
}

/**
 * How many messages may be sent again because time has passed. A few try whether the twin is there; each receipt for a message that was
 * sent again doubles them, a pause without one brings them back to a few.
 */
export interface ResendAllowance {
  left: number;
  granted: number;
  refillAtMs: number;
  fruitless: number;
}

/** Bytes that a record has beside its texts. */
const RECORD_BYTES = 32;

export function createOutbox(rules: SendingRules, limits: HoldingLimits): Outbox {
  return {
    rules,
    limits,
    window: rules.window,
    boots: new Map(),
    ready: createFifo(),
    underWay: new Set(),
    named: createDueQueue(),
    timed: createDueQueue(),
    receiptedOrder: createFifo(),
    acceptedOrder: createFifo(),
    bytes: 0,
    receiptedBytes: 0,
    unreceiptedCount: 0,
    sendings: 0,
    receiptedSendOrder: 0,
    namedTurn: true,
    allowance: { left: 0, granted: 0, refillAtMs: Number.NEGATIVE_INFINITY, fruitless: 0 },
    receiptAtMs: null,
    lastReceipt: null,
    foreignBoots: new Set(),
  };
}

/** The messages of a boot, which from now on counts as this device's own. */
export function bootOf(outbox: Outbox, bootId: string): BootMessages {
  const known = outbox.boots.get(bootId);
  if (known) return known;
  const boot: BootMessages = {
    bootId,
    nextSeq: 0,
    sentThrough: -1,
    unreceipted: new Map(),
    receipted: new Map(),
    reserved: new Set(),
    receipt: outbox.lastReceipt?.boots.find((one) => one.bootId === bootId) ?? null,
    wasPresumedUnknown: false,
  };
  outbox.boots.set(bootId, boot);
  return boot;
}

/** Bytes that a message takes in the outbox: what its record takes in the journal, at most. */
export function bytesOf(message: NumberedMessage): number {
  return RECORD_BYTES + Buffer.byteLength(message.topic) + Buffer.byteLength(message.payload) + message.bootId.length;
}

/** Entries that wait for the broker to take them: not sent yet, or under way. */
export function waitingFor(outbox: Outbox): number {
  return outbox.ready.size + outbox.underWay.size;
}

/** Is there a message of this identity, receipted or not? */
export function holds(outbox: Outbox, bootId: string, seq: number): boolean {
  const boot = outbox.boots.get(bootId);
  return boot !== undefined && (boot.unreceipted.has(seq) || boot.receipted.has(seq) || boot.reserved.has(seq));
}
