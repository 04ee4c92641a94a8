import {
  bootOf,
  bytesOf,
  holds,
  type HeldMessage,
  type LooseMessage,
  type NumberedMessage,
  type Outbox,
} from './outbox.js';
import { standingIn } from './standing.js';
import { dueAgain } from './sending.js';

export type HoldRefusal = 'already-held' | 'outbox-full';

export type Reservation =
  | { readonly kind: 'reserved'; readonly forgotten: readonly HeldMessage[] }
  | { readonly kind: 'refused'; readonly reason: HoldRefusal };

/**
 * Reserves room for a message until it is safely kept: `hold` or `release` follows. The oldest receipted messages give way to it
 * (`forgotten`); an outbox full of messages without a receipt refuses it.
 */
export function reserve(outbox: Outbox, message: NumberedMessage): Reservation {
  if (holds(outbox, message.bootId, message.seq)) return { kind: 'refused', reason: 'already-held' };
  const bytes = bytesOf(message);
  if (outbox.bytes - outbox.receiptedBytes + bytes > outbox.limits.mostBytes)
    return { kind: 'refused', reason: 'outbox-full' };
  const forgotten: HeldMessage[] = [];
  while (outbox.bytes + bytes > outbox.limits.mostBytes) {
    const oldest = takeOldestReceipted(outbox, () => true);
    if (!oldest) return { kind: 'refused', reason: 'outbox-full' };
    forgotten.push(oldest);
  }
  outbox.bytes += bytes;
  bootOf(outbox, message.bootId).reserved.add(message.seq);
  return { kind: 'reserved', forgotten };
}

/** Gives up a reservation: the message could not be kept. */
export function release(outbox: Outbox, message: NumberedMessage): void {
  outbox.bytes -= bytesOf(message);
  bootOf(outbox, message.bootId).reserved.delete(message.seq);
}

/**
 * Accepts a message for which room was reserved. What the newest receipt covers already (a history that is sent again) goes out once and
 * is not followed further.
 */
export function hold(outbox: Outbox, message: NumberedMessage, nowMs: number): HeldMessage {
  const boot = bootOf(outbox, message.bootId);
  boot.reserved.delete(message.seq);
  boot.nextSeq = Math.max(boot.nextSeq, message.seq + 1);
  const held: HeldMessage = {
    kind: 'numbered',
    ...message,
    bytes: bytesOf(message),
    acceptedMs: nowMs,
    place: 'ready',
    sends: 0,
    lastSentMs: Number.NEGATIVE_INFINITY,
    sendOrder: 0,
    receiptedMs: null,
  };
  boot.unreceipted.set(message.seq, held);
  outbox.unreceiptedCount += 1;
  if (boot.receipt && standingIn(boot.receipt, message.seq) === 'stored') markReceipted(outbox, held, nowMs);
  else if (outbox.limits.forgetUnreceipted) outbox.acceptedOrder.push(held);
  outbox.ready.push(held);
  return held;
}

/** Puts a message without a number in the queue. */
export function holdLoose(outbox: Outbox, message: LooseMessage): void {
  outbox.ready.push(message);
}

/** What an earlier start of the device left, brought back: see `KeptOutbox`. */
export function restore(
  outbox: Outbox,
  message: NumberedMessage,
  known: { readonly wasSent: boolean },
  nowMs: number,
): void {
  if (holds(outbox, message.bootId, message.seq)) return;
  outbox.bytes += bytesOf(message);
  const boot = bootOf(outbox, message.bootId);
  if (!known.wasSent) {
    hold(outbox, message, nowMs);
    return;
  }
  const held: HeldMessage = {
    kind: 'numbered',
    ...message,
    bytes: bytesOf(message),
    acceptedMs: nowMs,
    place: 'taken',
    sends: 1,
    // When it was sent is not known: as if just now.
    lastSentMs: nowMs,
    sendOrder: 0,
    receiptedMs: null,
  };
  boot.nextSeq = Math.max(boot.nextSeq, message.seq + 1);
  boot.sentThrough = Math.max(boot.sentThrough, message.seq);
  boot.unreceipted.set(message.seq, held);
  outbox.unreceiptedCount += 1;
  if (boot.receipt && standingIn(boot.receipt, message.seq) === 'stored') markReceipted(outbox, held, nowMs);
  else dueAgain(outbox, held);
}

/** A receipt covers the message: from now on it is held for its grace only. */
export function markReceipted(outbox: Outbox, held: HeldMessage, nowMs: number): void {
  const boot = bootOf(outbox, held.bootId);
  boot.unreceipted.delete(held.seq);
  boot.receipted.set(held.seq, held);
  held.receiptedMs = nowMs;
  outbox.unreceiptedCount -= 1;
  outbox.receiptedBytes += held.bytes;
  outbox.receiptedOrder.push({ held, receiptedMs: nowMs });
  outbox.named.remove(held);
  outbox.timed.remove(held);
}

/** No receipt covers the message any more. */
export function markUnreceipted(outbox: Outbox, held: HeldMessage): void {
  const boot = bootOf(outbox, held.bootId);
  boot.receipted.delete(held.seq);
  boot.unreceipted.set(held.seq, held);
  held.receiptedMs = null;
  outbox.unreceiptedCount += 1;
  outbox.receiptedBytes -= held.bytes;
}

/**
 * Forgets what may be forgotten by then, and says what: receipted messages whose grace is over or that are beyond their bytes, and,
 * only where the limits allow it, old messages of which no receipt tells anything.
 */
export function forgetOld(outbox: Outbox, nowMs: number): readonly HeldMessage[] {
  const { keepReceiptedMs, mostReceiptedBytes, forgetUnreceipted } = outbox.limits;
  const forgotten: HeldMessage[] = [];
  for (;;) {
    const oldest = takeOldestReceipted(
      outbox,
      (held) => outbox.receiptedBytes > mostReceiptedBytes || nowMs - held.receiptedMs! > keepReceiptedMs,
    );
    if (!oldest) break;
    forgotten.push(oldest);
  }
  while (forgetUnreceipted) {
    const oldest = outbox.acceptedOrder.first();
    if (!oldest) break;
    if (oldest.receiptedMs === null && oldest.place !== 'forgotten') {
      const tooMany = outbox.unreceiptedCount > forgetUnreceipted.mostMessages;
      const tooOld = nowMs - oldest.acceptedMs > forgetUnreceipted.afterMs;
      if (!(tooMany || tooOld) || oldest.place !== 'taken' || isToldOf(outbox, oldest)) break;
      forgotten.push(oldest);
      forgetUntold(outbox, oldest);
    }
    outbox.acceptedOrder.take();
  }
  return forgotten;
}

/** Does a receipt say anything of the message? Not when the twin never gave one, nor above the last gap that one had room to name. */
function isToldOf(outbox: Outbox, held: HeldMessage): boolean {
  const { receipt } = bootOf(outbox, held.bootId);
  return receipt ? standingIn(receipt, held.seq) !== 'untold' : outbox.receiptAtMs !== null;
}

function takeOldestReceipted(outbox: Outbox, mayGo: (held: HeldMessage) => boolean): HeldMessage | null {
  for (;;) {
    const oldest = outbox.receiptedOrder.first();
    if (!oldest) return null;
    const { held, receiptedMs } = oldest;
    const counts = held.place !== 'forgotten' && held.receiptedMs === receiptedMs;
    // What is known to be stored before its first sending goes out all the same.
    if (counts && (!mayGo(held) || (held.place === 'ready' && held.sends === 0))) return null;
    outbox.receiptedOrder.take();
    if (!counts) continue;
    bootOf(outbox, held.bootId).receipted.delete(held.seq);
    outbox.bytes -= held.bytes;
    outbox.receiptedBytes -= held.bytes;
    held.place = 'forgotten';
    return held;
  }
}

function forgetUntold(outbox: Outbox, held: HeldMessage): void {
  bootOf(outbox, held.bootId).unreceipted.delete(held.seq);
  outbox.unreceiptedCount -= 1;
  outbox.bytes -= held.bytes;
  outbox.named.remove(held);
  outbox.timed.remove(held);
  held.place = 'forgotten';
}
