import { RECEIPT_BOOTS_MOST, type BootReceipt, type DeviceReceipt } from '@airway-twin/contracts/mqtt';
import { markReceipted, markUnreceipted } from './holding.js';
import type { BootMessages, HeldMessage, Outbox } from './outbox.js';
import { dueSoon, resendingHelped } from './sending.js';
import { standingIn } from './standing.js';

/** What a receipt changed. */
export type ReceiptOutcome =
  | { readonly kind: 'older' }
  | {
      readonly kind: 'read';
      readonly newlyReceipted: number;
      /** Messages that an earlier receipt covered and this one does not: they are sent again. */
      readonly takenBack: number;
      /** Boots that are not this device's, each told once. */
      readonly foreignBoots: readonly string[];
    };

/** A receipt from further ahead than this does not outdate those after it: a clock that once ran ahead must not silence the twin. */
const CLOCKS_APART_MS = 300_000;
const FOREIGN_BOOTS_REMEMBERED = 256;

/**
 * Reads a receipt, `nowMs` in the time of the sendings, `wallNowMs` in that of the calendar. Covered messages begin their grace; what is
 * named as missing is sent again soon if the receipt is newer than the last sending, which it shows by covering a message that was sent
 * later; what an earlier receipt covered and this one does not is sent again. Older receipts than the newest seen have no effect.
 */
export function readReceipt(outbox: Outbox, receipt: DeviceReceipt, nowMs: number, wallNowMs: number): ReceiptOutcome {
  const atMs = Date.parse(receipt.at);
  if (outbox.receiptAtMs !== null && atMs < outbox.receiptAtMs) return { kind: 'older' };
  outbox.receiptAtMs = Math.max(
    outbox.receiptAtMs ?? Number.NEGATIVE_INFINITY,
    Math.min(atMs, wallNowMs + CLOCKS_APART_MS),
  );
  outbox.lastReceipt = receipt;
  let newlyReceipted = 0;
  let takenBack = 0;
  const foreignBoots: string[] = [];
  for (const bootReceipt of receipt.boots) {
    const boot = outbox.boots.get(bootReceipt.bootId);
    if (!boot) {
      if (isNewForeign(outbox, bootReceipt.bootId)) foreignBoots.push(bootReceipt.bootId);
      continue;
    }
    newlyReceipted += cover(outbox, boot, bootReceipt, nowMs);
    takenBack += takeBack(outbox, boot, bootReceipt);
    boot.receipt = bootReceipt;
  }
  for (const boot of unknownToTwin(outbox, receipt)) {
    const nothing = nothingOf(boot.bootId);
    takenBack += takeBack(outbox, boot, nothing);
    boot.receipt = nothing;
  }
  // Only now: what one boot's receipt covers dates the gaps of all.
  for (const bootReceipt of receipt.boots) {
    const boot = outbox.boots.get(bootReceipt.bootId);
    if (boot) nameMissing(outbox, boot, bootReceipt);
  }
  return { kind: 'read', newlyReceipted, takenBack, foreignBoots };
}

function nothingOf(bootId: string): BootReceipt {
  return { bootId, throughSeq: -1, highestSeq: -1, gaps: [], moreGaps: false };
}

/**
 * Boots with receipted messages that the receipt does not name although the twin would if it knew them. A receipt with room left names all
 * that the twin knows. A full one names those heard last: a boot newer than one of these is missed, but may have been pushed out by late
 * news of older ones, so that it is presumed unknown only once in a start.
 */
function unknownToTwin(outbox: Outbox, receipt: DeviceReceipt): BootMessages[] {
  const named = new Set(receipt.boots.map(({ bootId }) => bootId));
  const isFull = receipt.boots.length >= RECEIPT_BOOTS_MOST;
  let isOlderNamed = false;
  const unknown: BootMessages[] = [];
  for (const boot of outbox.boots.values()) {
    if (named.has(boot.bootId)) isOlderNamed = true;
    else if (boot.receipted.size > 0 && (!isFull || (isOlderNamed && !boot.wasPresumedUnknown))) {
      boot.wasPresumedUnknown ||= isFull;
      unknown.push(boot);
    }
  }
  return unknown;
}

function isNewForeign(outbox: Outbox, bootId: string): boolean {
  if (outbox.foreignBoots.has(bootId) || outbox.foreignBoots.size >= FOREIGN_BOOTS_REMEMBERED) return false;
  outbox.foreignBoots.add(bootId);
  return true;
}

function cover(outbox: Outbox, boot: BootMessages, receipt: BootReceipt, nowMs: number): number {
  let newly = 0;
  let helped = false;
  for (const held of boot.unreceipted.values()) {
    if (standingIn(receipt, held.seq) !== 'stored') continue;
    newly += 1;
    helped ||= held.sends > 1;
    outbox.receiptedSendOrder = Math.max(outbox.receiptedSendOrder, held.sendOrder);
    markReceipted(outbox, held, nowMs);
  }
  if (helped) resendingHelped(outbox, nowMs);
  return newly;
}

function takeBack(outbox: Outbox, boot: BootMessages, receipt: BootReceipt): number {
  const lost = uncovered(boot, receipt).filter((held) => standingIn(receipt, held.seq) === 'missing');
  for (const held of lost) {
    markUnreceipted(outbox, held);
    if (held.place !== 'taken') continue;
    held.sends = 1;
    dueSoon(outbox, held);
  }
  return lost.length;
}

/** Receipted messages that a receipt may have taken back. Nearly always none, and then it must not cost a look at each of them. */
function uncovered(boot: BootMessages, receipt: BootReceipt): HeldMessage[] {
  const before = boot.receipt;
  const ranges = [...receipt.gaps, { fromSeq: receipt.highestSeq + 1, toSeq: Number.MAX_SAFE_INTEGER }];
  const isNew = (range: { readonly fromSeq: number; readonly toSeq: number }): boolean =>
    !before ||
    !(
      range.fromSeq > before.highestSeq ||
      before.gaps.some((gap) => gap.fromSeq <= range.fromSeq && range.toSeq <= gap.toSeq)
    );
  const news = ranges.filter(isNew);
  if (news.length === 0) return [];
  return [...boot.receipted.values()].filter((held) =>
    news.some((range) => range.fromSeq <= held.seq && held.seq <= range.toSeq),
  );
}

function nameMissing(outbox: Outbox, boot: BootMessages, receipt: BootReceipt): void {
  if (receipt.gaps.length === 0) return;
  for (const held of boot.unreceipted.values()) {
    if (held.seq > receipt.highestSeq || held.place !== 'taken' || outbox.named.has(held)) continue;
    const isOutdated = held.sendOrder >= outbox.receiptedSendOrder;
    if (!isOutdated && standingIn(receipt, held.seq) === 'missing') dueSoon(outbox, held);
  }
}
