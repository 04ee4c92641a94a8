import { bootOf, createOutbox, restore, type Outbox, type SendingRules } from '../outbox/index.js';
import type { OutboxMarks, OutboxStore, ShownMark } from './outbox-store.js';

/** The outbox as it was when an earlier start ended, and this start's boot in it. */
export function restoredOutbox(
  { limits, kept, bootId }: Pick<OutboxStore, 'limits' | 'kept' | 'bootId'>,
  rules: SendingRules,
  nowMs: number,
): Outbox {
  const outbox = createOutbox(rules, limits);
  outbox.receiptAtMs = kept.receiptAtMs;
  for (const mark of kept.boots) {
    const boot = bootOf(outbox, mark.bootId);
    boot.sentThrough = mark.sentThrough;
    boot.nextSeq = mark.sentThrough + 1;
    boot.receipt = mark.receipt;
  }
  for (const message of kept.messages) {
    const wasSent = message.seq <= bootOf(outbox, message.bootId).sentThrough;
    restore(outbox, message, { wasSent }, nowMs);
  }
  bootOf(outbox, bootId);
  return outbox;
}

/** What is to be remembered of an outbox beside its messages, and of what was shown. */
export function marksOf(outbox: Outbox, shown: readonly ShownMark[]): OutboxMarks {
  const boots = [...outbox.boots.values()]
    .slice(-BOOTS_REMEMBERED)
    .map(({ bootId, sentThrough, receipt }) => ({ bootId, sentThrough, receipt }));
  return { boots, shown, receiptAtMs: outbox.receiptAtMs };
}

/** Own boots that are remembered after their last message was forgotten. */
export const BOOTS_REMEMBERED = 32;
