import { bootOf, type HeldMessage, type OutgoingEntry, type Outbox } from './outbox.js';

/** Messages that try, after a pause without receipts, whether the twin is there. */
const FEW = 4;
/** Doublings without end are of no use. */
const MOST_GRANTED = 65_536;
const JITTER = 0.25;

/**
 * Takes what is to be sent by then, as far as the window allows: what is new and what receipts name as missing in turn, and then what no
 * receipt has covered for long, as far as the allowance goes. What is taken counts as sent.
 */
export function takeDue(outbox: Outbox, nowMs: number): OutgoingEntry[] {
  const due: OutgoingEntry[] = [];
  refillAllowance(outbox, nowMs);
  while (outbox.underWay.size < outbox.window) {
    const entry = next(outbox, nowMs);
    if (!entry) break;
    outbox.underWay.add(entry);
    if (entry.kind === 'numbered') noteSent(outbox, entry, nowMs);
    due.push(entry);
  }
  return due;
}

function next(outbox: Outbox, nowMs: number): OutgoingEntry | undefined {
  outbox.namedTurn = !outbox.namedTurn;
  const first = outbox.namedTurn ? outbox.named.takeDue(nowMs) : takeReady(outbox);
  if (first) return first;
  const second = outbox.namedTurn ? takeReady(outbox) : outbox.named.takeDue(nowMs);
  if (second) return second;
  if (outbox.allowance.left === 0) return undefined;
  const timed = outbox.timed.takeDue(nowMs);
  if (timed) outbox.allowance.left -= 1;
  return timed;
}

function takeReady(outbox: Outbox): OutgoingEntry | undefined {
  for (;;) {
    const entry = outbox.ready.take();
    // What was sent once and was receipted since needs no second sending.
    if (entry?.kind !== 'numbered' || entry.sends === 0 || isWanted(entry)) return entry;
    if (entry.place === 'ready') entry.place = 'taken';
  }
}

function isWanted(held: HeldMessage): boolean {
  return held.receiptedMs === null && held.place !== 'forgotten';
}

function noteSent(outbox: Outbox, held: HeldMessage, nowMs: number): void {
  outbox.sendings += 1;
  outbox.named.remove(held);
  outbox.timed.remove(held);
  held.place = 'under-way';
  held.sends += 1;
  held.lastSentMs = nowMs;
  held.sendOrder = outbox.sendings;
  const boot = bootOf(outbox, held.bootId);
  boot.sentThrough = Math.max(boot.sentThrough, held.seq);
}

/** The broker has taken it. That says only that it is on its way: a numbered message waits on for its receipt. */
export function taken(outbox: Outbox, entry: OutgoingEntry): void {
  if (!outbox.underWay.delete(entry) || entry.kind === 'loose' || entry.place === 'forgotten') return;
  entry.place = 'taken';
  if (isWanted(entry)) dueAgain(outbox, entry);
}

/** The broker refused it or the sending failed on a link that is still there: the message is tried again like one that got lost. */
export function failed(outbox: Outbox, entry: OutgoingEntry): void {
  if (entry.kind === 'numbered') return taken(outbox, entry);
  if (outbox.underWay.delete(entry)) outbox.ready.push(entry);
}

/** The link is gone, and with it what was under way: it goes first on the next one, in the same order. */
export function linkLost(outbox: Outbox): void {
  const back = [...outbox.underWay].filter((entry) => entry.kind === 'loose' || isWanted(entry));
  for (const entry of outbox.underWay) {
    if (entry.kind === 'numbered' && entry.place === 'under-way') entry.place = isWanted(entry) ? 'ready' : 'taken';
  }
  outbox.underWay.clear();
  outbox.ready.putBack(back);
}

/** A link is there, anew. The broker may have lost what it had taken: the patience for it begins again. */
export function linkOpened(outbox: Outbox, nowMs: number): void {
  const { allowance, rules } = outbox;
  allowance.fruitless = 0;
  allowance.granted = allowance.left = FEW;
  allowance.refillAtMs = nowMs + rules.resendAfterMs;
  for (const boot of outbox.boots.values()) {
    for (const held of boot.unreceipted.values()) {
      if (held.place !== 'taken') continue;
      held.sends = 1;
      dueAgain(outbox, held);
    }
  }
}

/** When something may be due that is not due yet, ms; null: nothing is. */
export function nextDueMs(outbox: Outbox): number | null {
  const timedMs = outbox.timed.soonestMs;
  const allowedMs =
    timedMs === null || outbox.allowance.left > 0 ? timedMs : Math.max(timedMs, outbox.allowance.refillAtMs);
  const namedMs = outbox.named.soonestMs;
  return namedMs === null || (allowedMs !== null && allowedMs < namedMs) ? allowedMs : namedMs;
}

/** The message is sent again when its time has passed without a receipt; the pauses double with each sending. */
export function dueAgain(outbox: Outbox, held: HeldMessage): void {
  const pause = doubled(outbox, outbox.rules.resendAfterMs, held.sends);
  outbox.timed.put(held, held.lastSentMs + pause * (1 + JITTER * chanceOf(outbox.rules.jitterSeed, held.sends)));
}

/** A receipt newer than the last sending says that the message is missing: it is sent again soon. */
export function dueSoon(outbox: Outbox, held: HeldMessage): void {
  outbox.named.put(held, held.lastSentMs + doubled(outbox, outbox.rules.gapResendAfterMs, held.sends));
}

/** A receipt covers a message that had been sent again: sending again is worth while. */
export function resendingHelped(outbox: Outbox, nowMs: number): void {
  const { allowance } = outbox;
  allowance.granted = Math.min(MOST_GRANTED, Math.max(FEW, allowance.granted) * 2);
  allowance.left = Math.max(allowance.left, allowance.granted);
  allowance.refillAtMs = nowMs + outbox.rules.resendAfterMs;
  allowance.fruitless = 0;
}

function refillAllowance(outbox: Outbox, nowMs: number): void {
  const { allowance, timed } = outbox;
  const soonest = timed.soonestMs;
  if (soonest === null || soonest > nowMs || nowMs < allowance.refillAtMs) return;
  allowance.fruitless += 1;
  allowance.granted = allowance.left = FEW;
  allowance.refillAtMs = nowMs + doubled(outbox, outbox.rules.resendAfterMs, allowance.fruitless);
}

function doubled(outbox: Outbox, firstMs: number, times: number): number {
  return Math.min(Math.max(firstMs, outbox.rules.resendAtMostMs), firstMs * 2 ** Math.min(30, times - 1));
}

/** 0…1 for a device's seed and a sending, the same for all its messages: their order stays (finaliser of MurmurHash3, Appleby 2011). */
function chanceOf(seed: number, sends: number): number {
  let hash = (seed ^ Math.imul(sends, 0x9e3779b1)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
