import { describe, expect, it } from '@jest/globals';
import type { BootReceipt } from '@airway-twin/contracts/mqtt';
import { memoryStore, restoredOutbox, type MemoryStoreSettings } from '../storage/index.js';
import { forgetOld, hold, linkOpened, readReceipt, reserve, taken, takeDue, type Outbox } from './index.js';

const RULES = { window: 50, resendAfterMs: 30_000, resendAtMostMs: 600_000, gapResendAfterMs: 1000, jitterSeed: 7 };
const SECOND = 1000;
const HOUR = 3_600_000;
const WALL = Date.parse('2026-09-01T12:00:00Z');

function opened(limits: MemoryStoreSettings = {}): Outbox {
  const outbox = restoredOutbox(memoryStore({ bootId: 'own', ...limits }), RULES, 0);
  linkOpened(outbox, 0);
  return outbox;
}
function measure(outbox: Outbox, from: number, count: number, nowMs: number): void {
  for (let seq = from; seq < from + count; seq++) {
    const message = { bootId: 'own', seq, topic: 't', payload: '{"a":1}' };
    if (reserve(outbox, message).kind !== 'reserved') throw new Error(`no room for ${seq}`);
    hold(outbox, message, nowMs);
  }
}
/** Sends all that is due, and the broker takes it at once. */
function sendAll(outbox: Outbox, nowMs: number): number[] {
  const sent: number[] = [];
  for (;;) {
    const due = takeDue(outbox, nowMs);
    if (due.length === 0) return sent;
    for (const entry of due) {
      taken(outbox, entry);
      if (entry.kind === 'numbered') sent.push(entry.seq);
    }
  }
}
const receipt = (boots: Partial<BootReceipt>[], atMs: number) => ({
  schema: 'device.receipt/1' as const,
  at: new Date(WALL + atMs).toISOString(),
  boots: boots.map((boot) => ({ bootId: 'own', throughSeq: -1, highestSeq: -1, gaps: [], moreGaps: false, ...boot })),
});
const hear = (outbox: Outbox, boot: Partial<BootReceipt>, nowMs: number) =>
  readReceipt(outbox, receipt([boot], nowMs), nowMs, WALL + nowMs);

describe('what is sent again', () => {
  it('that the broker took a message does not end the matter: without a receipt it is sent again after the patience', () => {
    const outbox = opened();
    measure(outbox, 0, 1, 0);
    expect(sendAll(outbox, 0)).toEqual([0]);
    expect(sendAll(outbox, 29_999)).toEqual([]);
    expect(sendAll(outbox, 37_501)).toEqual([0]);
  });

  it('a receipt that covers later messages and names a gap has the gap sent again, and nothing else', () => {
    const outbox = opened();
    measure(outbox, 0, 10, 0);
    sendAll(outbox, 0);
    hear(outbox, { throughSeq: 3, highestSeq: 9, gaps: [{ fromSeq: 4, toSeq: 5 }] }, 2 * SECOND);
    expect(sendAll(outbox, 2 * SECOND)).toEqual([4, 5]);
    expect(outbox.unreceiptedCount).toBe(2);
  });

  it('a gap that is named once more, while its second sending is on the way, is not sent a third time', () => {
    const outbox = opened();
    measure(outbox, 0, 3, 0);
    sendAll(outbox, 0);
    const gap = { throughSeq: 0, highestSeq: 2, gaps: [{ fromSeq: 1, toSeq: 1 }] };
    hear(outbox, gap, 2 * SECOND);
    expect(sendAll(outbox, 2 * SECOND)).toEqual([1]);
    for (let second = 3; second < 30; second++) {
      hear(outbox, gap, second * SECOND);
      expect(sendAll(outbox, second * SECOND)).toEqual([]);
    }
  });

  it('a receipt that goes back, the store having come from a backup, has everything sent again that it lacks', () => {
    const outbox = opened();
    measure(outbox, 0, 100, 0);
    sendAll(outbox, 0);
    hear(outbox, { throughSeq: 99, highestSeq: 99 }, SECOND);
    expect(outbox.unreceiptedCount).toBe(0);
    const outcome = hear(outbox, { throughSeq: 49, highestSeq: 49 }, HOUR);
    expect(outcome).toMatchObject({ kind: 'read', takenBack: 50 });
    expect(sendAll(outbox, HOUR)).toEqual(Array.from({ length: 50 }, (_one, index) => 50 + index));
  });

  it('a receipt of a twin that knows nothing of the boot any more has all of it sent again', () => {
    const outbox = opened();
    measure(outbox, 0, 5, 0);
    sendAll(outbox, 0);
    hear(outbox, { throughSeq: 4, highestSeq: 4 }, SECOND);
    readReceipt(outbox, receipt([{ bootId: 'earlier' }], HOUR), HOUR, WALL + HOUR);
    expect(sendAll(outbox, HOUR)).toEqual([0, 1, 2, 3, 4]);
  });

  it('an older receipt that comes late changes nothing', () => {
    const outbox = opened();
    measure(outbox, 0, 5, 0);
    sendAll(outbox, 0);
    hear(outbox, { throughSeq: 4, highestSeq: 4 }, 9 * SECOND);
    expect(readReceipt(outbox, receipt([{ throughSeq: 0, highestSeq: 0 }], 0), HOUR, WALL + HOUR).kind).toBe('older');
    expect(outbox.unreceiptedCount).toBe(0);
  });

  it('a twin whose clock once ran a year ahead is heard again once it is right', () => {
    const outbox = opened();
    measure(outbox, 0, 2, 0);
    sendAll(outbox, 0);
    readReceipt(outbox, receipt([{ throughSeq: 0, highestSeq: 0 }], 365 * 24 * HOUR), 0, WALL);
    expect(hear(outbox, { throughSeq: 1, highestSeq: 1 }, 600 * SECOND).kind).toBe('read');
    expect(outbox.unreceiptedCount).toBe(0);
  });

  it('another device under the same id is named once and covers nothing of ours', () => {
    const outbox = opened();
    measure(outbox, 0, 5, 0);
    sendAll(outbox, 0);
    const both = receipt(
      [
        { bootId: 'twin', throughSeq: 9, highestSeq: 9 },
        { throughSeq: 1, highestSeq: 1 },
      ],
      SECOND,
    );
    expect(readReceipt(outbox, both, SECOND, WALL + SECOND)).toMatchObject({
      newlyReceipted: 2,
      foreignBoots: ['twin'],
    });
    expect(readReceipt(outbox, both, SECOND, WALL + SECOND)).toMatchObject({ foreignBoots: [] });
  });

  it('beside a twin that never gives a receipt, 20,000 messages cause some dozens of resends in an hour, not a storm', () => {
    const outbox = opened({ forgetUnreceipted: { mostMessages: 20_000, afterMs: HOUR } });
    measure(outbox, 0, 20_000, 0);
    sendAll(outbox, 0);
    let again = 0;
    for (let second = 1; second < 3600; second++) again += sendAll(outbox, second * SECOND).length;
    expect(again).toBeGreaterThan(4);
    expect(again).toBeLessThan(60);
  });

  it('when the broker lost thousands that it had taken, a few resends find the twin, and the rest follows fast', () => {
    const outbox = opened();
    measure(outbox, 0, 5000, 0);
    sendAll(outbox, 0);
    const stored = new Set<number>();
    let second = 0;
    for (; second < 120 && stored.size < 5000; second++) {
      const arrived = sendAll(outbox, second * SECOND);
      if (arrived.length === 0) continue;
      for (const seq of arrived) stored.add(seq);
      const through = stored.size - 1;
      hear(outbox, { throughSeq: through, highestSeq: through }, second * SECOND);
    }
    expect(second).toBeLessThan(60);
    expect(outbox.unreceiptedCount).toBe(0);
  });
});

describe('what is forgotten', () => {
  it('receipted messages after their grace, others never', () => {
    const outbox = opened({ keepReceiptedMs: HOUR });
    measure(outbox, 0, 4, 0);
    sendAll(outbox, 0);
    hear(outbox, { throughSeq: 1, highestSeq: 3, gaps: [{ fromSeq: 2, toSeq: 2 }] }, 0);
    expect(forgetOld(outbox, HOUR)).toEqual([]);
    expect(forgetOld(outbox, HOUR + 1).map((held) => held.seq)).toEqual([0, 1, 3]);
    expect(forgetOld(outbox, 1000 * HOUR)).toEqual([]);
  });

  it('what lies above the last gap that a receipt had room to name is not taken for stored', () => {
    const outbox = opened({ keepReceiptedMs: 0 });
    measure(outbox, 0, 10, 0);
    sendAll(outbox, 0);
    hear(outbox, { throughSeq: 1, highestSeq: 9, gaps: [{ fromSeq: 4, toSeq: 4 }], moreGaps: true }, 0);
    expect(forgetOld(outbox, 1).map((held) => held.seq)).toEqual([0, 1, 2, 3]);
  });

  it('in a full outbox the oldest receipted messages make room, and without any the new message is refused', () => {
    const outbox = opened({ mostBytes: 10 * 43 });
    measure(outbox, 0, 10, 0);
    sendAll(outbox, 0);
    const next = { bootId: 'own', seq: 10, topic: 't', payload: '{"a":1}' };
    expect(reserve(outbox, next)).toEqual({ kind: 'refused', reason: 'outbox-full' });
    hear(outbox, { throughSeq: 2, highestSeq: 2 }, SECOND);
    const reservation = reserve(outbox, next);
    expect(reservation.kind === 'reserved' && reservation.forgotten.map((held) => held.seq)).toEqual([0]);
  });

  it('a simulated device beside a twin without receipts holds its last 20,000 messages and its last hour at most', () => {
    const outbox = opened({ forgetUnreceipted: { mostMessages: 20_000, afterMs: HOUR } });
    measure(outbox, 0, 25_000, 0);
    sendAll(outbox, 0);
    expect(forgetOld(outbox, SECOND)).toHaveLength(5000);
    expect(outbox.unreceiptedCount).toBe(20_000);
    expect(forgetOld(outbox, HOUR + SECOND)).toHaveLength(20_000);
  });

  it('once the twin has given a receipt, that device too holds what it does not cover', () => {
    const outbox = opened({ forgetUnreceipted: { mostMessages: 10, afterMs: HOUR } });
    measure(outbox, 0, 30, 0);
    sendAll(outbox, 0);
    hear(outbox, { throughSeq: 4, highestSeq: 4 }, SECOND);
    expect(
      forgetOld(outbox, 10 * HOUR)
        .map((held) => held.seq)
        .every((seq) => seq <= 4),
    ).toBe(true);
    expect(outbox.unreceiptedCount).toBe(25);
  });
});
