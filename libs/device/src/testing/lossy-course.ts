import { RECEIPT_BOOTS_MOST, type BootReceipt, type DeviceReceipt } from '@airway-twin/contracts/mqtt';
import {
  forgetOld,
  hold,
  linkLost,
  linkOpened,
  readReceipt,
  reserve,
  standingIn,
  taken,
  takeDue,
  type HeldMessage,
  type NumberedMessage,
  type Outbox,
  type OutgoingEntry,
} from '../outbox/index.js';
import { marksOf, restoredOutbox, type OutboxMarks } from '../storage/index.js';

/** One thing that happens between a device, a broker that loses, doubles and reorders, and a twin. */
export type Step =
  | { readonly kind: 'measure'; readonly count: number }
  | { readonly kind: 'wait'; readonly ms: number }
  /** All that is sent arrives, is stored, and the receipt is heard. */
  | { readonly kind: 'flow' }
  | { readonly kind: Trouble; readonly pick: number };

type Trouble =
  | ('acknowledge' | 'deliver' | 'lose' | 'duplicate' | 'reorder' | 'receipt' | 'hear' | 'hear-late')
  | ('link-lost' | 'link-reopened' | 'broker-dies' | 'crash' | 'crash-long-after-marks' | 'backup' | 'restore');

export const LOSSY_COURSE = {
  window: 4,
  resendAfterMs: 30_000,
  resendAtMostMs: 600_000,
  gapResendAfterMs: 1000,
  jitterSeed: 1,
  mostBytes: 1_000_000,
  keepReceiptedMs: 1e12,
  gapsMost: 32,
  backups: true,
};

/** What came of a course, once all links were fair for a while. */
export interface CourseEnd {
  readonly forgottenWithoutReceipt: readonly string[];
  readonly notStored: readonly string[];
  readonly unreceipted: number;
  readonly mostUnderWay: number;
  readonly mostBytes: number;
  /** Messages that were sent again too soon for no reason. */
  readonly hasty: readonly string[];
  readonly numbersByBoot: readonly (readonly number[])[];
}

const FAIR_ROUNDS = 400;

/** Plays a course of events to its end, and then a fair time. The same course always ends the same. */
export function playCourse(course: readonly Step[], settings: typeof LOSSY_COURSE): CourseEnd {
  const limits = {
    mostBytes: settings.mostBytes,
    keepReceiptedMs: settings.keepReceiptedMs,
    mostReceiptedBytes: settings.mostBytes,
    forgetUnreceipted: null,
  };
  let nowMs = 0;
  let boots = 0;
  let isOnline = true;
  const accepted = new Map<string, NumberedMessage>();
  const disk = new Map<string, NumberedMessage>();
  let marks: OutboxMarks = { boots: [], shown: [], receiptAtMs: null };
  let oldMarks = marks;
  let outbox = start();
  let pipe: NumberedMessage[] = [];
  let stored = new Map<string, Set<number>>();
  let backup = new Map<string, Set<number>>();
  let bootsHeard: string[] = [];
  let receipts: DeviceReceipt[] = [];
  const excused = new Set<string>();
  const sentAt = new Map<string, number>();
  const found = { forgotten: [] as string[], hasty: [] as string[], underWay: 0, bytes: 0 };

  function start(): Outbox {
    boots += 1;
    const kept = { ...marks, messages: [...disk.values()] };
    return restoredOutbox({ bootId: `boot${boots}`, limits, kept }, settings, nowMs);
  }

  function pump(): void {
    if (!isOnline) return;
    for (const entry of takeDue(outbox, nowMs)) if (entry.kind === 'numbered') send(entry);
    found.underWay = Math.max(found.underWay, outbox.underWay.size);
    found.bytes = Math.max(found.bytes, outbox.bytes);
  }

  function send(held: HeldMessage): void {
    const key = keyOf(held);
    const before = sentAt.get(key);
    if (before !== undefined && nowMs - before < settings.resendAfterMs && !excused.has(key)) found.hasty.push(key);
    excused.delete(key);
    sentAt.set(key, nowMs);
    pipe.push(held);
  }

  function measure(): void {
    const bootId = `boot${boots}`;
    const seq = outbox.boots.get(bootId)!.nextSeq;
    const message = { bootId, seq, topic: 't', payload: '{"value":1}' };
    const reservation = reserve(outbox, message);
    if (reservation.kind === 'refused') return;
    noteForgotten(reservation.forgotten);
    disk.set(keyOf(message), message);
    accepted.set(keyOf(message), message);
    hold(outbox, message, nowMs);
  }

  function noteForgotten(forgotten: readonly HeldMessage[]): void {
    for (const held of forgotten) {
      disk.delete(keyOf(held));
      const { receipt } = outbox.boots.get(held.bootId)!;
      if (held.receiptedMs === null || !receipt || standingIn(receipt, held.seq) === 'missing')
        found.forgotten.push(keyOf(held));
    }
  }

  function store(message: NumberedMessage | undefined): void {
    if (!message) return;
    const own = stored.get(message.bootId) ?? new Set<number>();
    stored.set(message.bootId, own.add(message.seq));
    hearOf(message.bootId);
  }

  function hearOf(bootId: string): void {
    bootsHeard = [bootId, ...bootsHeard.filter((one) => one !== bootId)];
  }

  function giveReceipt(): void {
    const known = bootsHeard
      .slice(0, RECEIPT_BOOTS_MOST)
      .map((bootId) => receiptOf(bootId, stored.get(bootId) ?? new Set(), settings.gapsMost));
    nowMs += 1;
    if (known.length > 0)
      receipts.push({ schema: 'device.receipt/1', at: new Date(nowMs).toISOString(), boots: known });
  }

  function hear(receipt: DeviceReceipt | undefined): void {
    if (!receipt) return;
    const outcome = readReceipt(outbox, receipt, nowMs, nowMs);
    if (outcome.kind === 'older') return;
    for (const [key, { bootId, seq }] of accepted) {
      const own = receipt.boots.find((one) => one.bootId === bootId);
      if (!own || standingIn(own, seq) === 'missing') excused.add(key);
    }
    noteForgotten(forgetOld(outbox, nowMs));
  }

  const atPick = <T>(items: readonly T[], pick: number): number => (items.length === 0 ? -1 : pick % items.length);
  const acknowledge = (entry: OutgoingEntry | undefined): void => entry && taken(outbox, entry);
  const takePipe = (pick: number): NumberedMessage | undefined =>
    pipe.splice(atPick(pipe, pick), pipe.length > 0 ? 1 : 0)[0];
  const loseLink = (): void => {
    for (const entry of outbox.underWay) if (entry.kind === 'numbered') excused.add(keyOf(entry));
    isOnline = false;
    linkLost(outbox);
  };
  const openLink = (): void => {
    isOnline = true;
    // The birth message names the boot.
    hearOf(`boot${boots}`);
    linkOpened(outbox, nowMs);
  };
  const crash = (known: OutboxMarks): void => {
    marks = known;
    outbox = start();
    for (const key of accepted.keys()) excused.add(key);
    openLink();
  };

  function perform(step: Step): void {
    if (step.kind === 'measure') for (let done = 0; done < step.count; done++) measure();
    else if (step.kind === 'wait') nowMs += step.ms;
    else if (step.kind === 'flow') flow();
    else meet(step.kind, step.pick);
  }

  function meet(kind: Trouble, pick: number): void {
    switch (kind) {
      case 'acknowledge':
        return acknowledge([...outbox.underWay][atPick([...outbox.underWay], pick)]);
      case 'deliver':
        return store(takePipe(pick));
      case 'lose':
        return void takePipe(pick);
      case 'duplicate':
        return void (pipe.length > 0 && pipe.push(pipe[atPick(pipe, pick)]!));
      case 'reorder':
        return void pipe.reverse();
      case 'receipt':
        return giveReceipt();
      case 'hear':
        return hear(receipts.shift());
      case 'hear-late':
        return hear(receipts[atPick(receipts, pick)]);
      case 'link-lost':
        return loseLink();
      case 'link-reopened':
        loseLink();
        return openLink();
      case 'broker-dies':
        pipe = [];
        receipts = [];
        loseLink();
        return openLink();
      case 'crash':
        return crash(marksOf(outbox, []));
      case 'crash-long-after-marks':
        return crash(oldMarks);
      case 'backup':
        oldMarks = marksOf(outbox, []);
        backup = copyOf(stored);
        return;
      case 'restore':
        if (!settings.backups) return;
        stored = copyOf(backup);
        bootsHeard = bootsHeard.filter((bootId) => stored.has(bootId));
    }
  }

  function flow(): void {
    pump();
    for (const entry of [...outbox.underWay]) acknowledge(entry);
    for (const message of pipe.splice(0)) store(message);
    giveReceipt();
    hear(receipts.at(-1));
  }

  for (const step of course) {
    perform(step);
    pump();
  }
  loseLink();
  openLink();
  for (let round = 0; round < FAIR_ROUNDS; round++) {
    flow();
    nowMs += 10_000;
  }
  const notStored = [...accepted.values()].filter(({ bootId, seq }) => !stored.get(bootId)?.has(seq)).map(keyOf);
  const seqsOf = (bootId: string): number[] =>
    [...accepted.values()].filter((one) => one.bootId === bootId).map((one) => one.seq);
  return {
    forgottenWithoutReceipt: found.forgotten,
    notStored,
    unreceipted: outbox.unreceiptedCount,
    mostUnderWay: found.underWay,
    mostBytes: found.bytes,
    hasty: found.hasty,
    numbersByBoot: Array.from({ length: boots }, (_boot, index) => seqsOf(`boot${index + 1}`)),
  };
}

function keyOf({ bootId, seq }: NumberedMessage): string {
  return `${bootId}/${seq}`;
}

function copyOf(stored: ReadonlyMap<string, ReadonlySet<number>>): Map<string, Set<number>> {
  return new Map([...stored].map(([bootId, seqs]) => [bootId, new Set(seqs)]));
}

/** The twin's receipt for a boot of which it has stored these numbers. */
export function receiptOf(bootId: string, stored: ReadonlySet<number>, gapsMost: number): BootReceipt {
  const highestSeq = Math.max(-1, ...stored);
  const gaps: { fromSeq: number; toSeq: number }[] = [];
  for (let seq = 0; seq <= highestSeq; seq++) {
    const last = gaps.at(-1);
    if (stored.has(seq)) continue;
    if (last?.toSeq === seq - 1) last.toSeq = seq;
    else gaps.push({ fromSeq: seq, toSeq: seq });
  }
  const throughSeq = gaps.length === 0 ? highestSeq : gaps[0]!.fromSeq - 1;
  return { bootId, throughSeq, highestSeq, gaps: gaps.slice(0, gapsMost), moreGaps: gaps.length > gapsMost };
}
