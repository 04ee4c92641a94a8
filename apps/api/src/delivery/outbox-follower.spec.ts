import { describe, expect, it } from '@jest/globals';
import type { OutboxEntry } from '../storage/outbox-store.js';
import { OutboxFollower } from './outbox-follower.js';

const entry = (shard: number, seq: number): OutboxEntry => ({
  shard,
  seq,
  body: { twins: [], alarms: [], devices: [], commands: [] },
});

/** A follower over an outbox in memory; `hold` keeps a delivery open until it is let go. */
async function aFollower(startsAt: readonly (readonly [number, number])[], lookEveryMs = 60_000) {
  const ends = new Map(startsAt);
  const outbox: OutboxEntry[] = [];
  const delivered: string[] = [];
  const errors: string[] = [];
  let gate: Promise<void> | null = null;
  let failures = 0;
  let timesGoneBack = 0;
  let timesMissed = 0;
  const pool = {
    query: (question: unknown): Promise<{ rows: unknown[] }> => {
      if (!('values' in (question as object)))
        return Promise.resolve({ rows: [...ends].map(([shard, seq]) => ({ shard, outbox_seq: seq })) });
      const [shards, seqs] = (question as { values: [number[], number[]] }).values;
      const rows = outbox.filter(({ shard, seq }) => seq > (seqs[shards.indexOf(shard)] ?? Infinity));
      return Promise.resolve({ rows });
    },
  };
  const follower = new OutboxFollower(
    pool as never,
    async (entries) => {
      if (gate) await gate;
      if (failures-- > 0) throw new Error('the store is away');
      delivered.push(...entries.map(({ shard, seq }) => `read ${shard}:${seq}`));
    },
    (error) => errors.push(error.message),
    { goneBack: () => void (timesGoneBack += 1), missed: () => void (timesMissed += 1) },
    lookEveryMs,
  );
  await follower.start();
  const commitReturns = (shard: number, seq: number) => {
    for (const each of follower.committed([entry(shard, seq)])) delivered.push(`own ${each}:${seq}`);
  };
  const commit = (shard: number, seq: number) => {
    outbox.push(entry(shard, seq));
    commitReturns(shard, seq);
  };
  return {
    follower,
    delivered,
    errors,
    commit,
    commitReturns,
    others: (shard: number, seq: number) => void outbox.push(entry(shard, seq)),
    timesGoneBack: () => timesGoneBack,
    timesMissed: () => timesMissed,
    hold: () => {
      let open: () => void = () => undefined;
      gate = new Promise((resolve) => (open = resolve));
      return () => {
        gate = null;
        open();
      };
    },
    fail: (times: number) => (failures = times),
    backup: (shard: number, seq: number) => {
      ends.set(shard, seq);
      outbox.splice(0, outbox.length, ...outbox.filter((each) => each.shard !== shard || each.seq <= seq));
    },
  };
}

describe('the outbox', () => {
  it('delivers what this process committed from memory, and what others did by reading, each once and in order', async () => {
    const { follower, delivered, commit, others } = await aFollower([
      [0, 4],
      [1, 9],
    ]);
    commit(0, 5);
    others(1, 10);
    commit(0, 6);
    await follower.look();
    await follower.look();
    expect(delivered).toEqual(['own 0:5', 'own 0:6', 'read 1:10']);
    await follower.stop();
  });

  it('reads its own entry after one that it has not seen yet, rather than delivering it first', async () => {
    const { follower, delivered, commit, others } = await aFollower([[0, 4]]);
    others(0, 5);
    commit(0, 6);
    await follower.look();
    expect(delivered).toEqual(['read 0:5', 'read 0:6']);
    await follower.stop();
  });

  it('does not deliver from memory what a reading has already picked up', async () => {
    const { follower, delivered, commit, others, hold } = await aFollower([[0, 4]]);
    const letGo = hold();
    others(0, 5);
    const reading = follower.look();
    await new Promise((resolve) => setTimeout(resolve, 5));
    commit(0, 6);
    letGo();
    await reading;
    await follower.look();
    expect(delivered).toEqual(['read 0:5', 'read 0:6']);
    await follower.stop();
  });

  it('delivers once what is read before its own commit has returned', async () => {
    const { follower, delivered, others, commitReturns, hold } = await aFollower([[0, 4]]);
    const letGo = hold();
    others(0, 5);
    const reading = follower.look();
    await new Promise((resolve) => setTimeout(resolve, 5));
    commitReturns(0, 5);
    letGo();
    await reading;
    await follower.look();
    expect(delivered).toEqual(['read 0:5']);
    await follower.stop();
  });

  it('reads again what could not be delivered', async () => {
    const { follower, delivered, errors, others, fail } = await aFollower([[0, 4]]);
    fail(1);
    others(0, 5);
    await follower.look();
    expect([delivered, errors]).toEqual([[], ['the store is away']]);
    await follower.look();
    expect(delivered).toEqual(['read 0:5']);
    await follower.stop();
  });

  it('says when entries were deleted before it had read them, and delivers nothing beyond them', async () => {
    const { follower, delivered, others, timesMissed } = await aFollower([[0, 4]]);
    others(0, 5);
    await follower.look();
    others(0, 8);
    await follower.look();
    expect([delivered, timesMissed()]).toEqual([['read 0:5'], 1]);
    await follower.stop();
  });

  it('misses nothing in a store that was brought back and has deleted what was old', async () => {
    const { follower, delivered, others, backup, timesMissed } = await aFollower([[0, 400]]);
    backup(0, 390);
    await follower.storeMayHaveGoneBack();
    others(0, 388);
    others(0, 389);
    await follower.look();
    expect([delivered, timesMissed()]).toEqual([['read 0:388', 'read 0:389'], 0]);
    await follower.stop();
  });

  it('notices by itself that the store was brought back, and delivers what was committed to it since', async () => {
    const { follower, delivered, commit, others, backup, timesGoneBack } = await aFollower([[0, 4]], 5);
    for (let seq = 5; seq <= 9; seq++) commit(0, seq);
    delivered.length = 0;
    backup(0, 6);
    others(0, 5);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(delivered).toContain('read 0:5');
    expect(timesGoneBack()).toBe(1);
    await follower.stop();
  });

  it('goes back with a store that was brought back from a backup', async () => {
    const { follower, delivered, commit, others, backup } = await aFollower([[0, 4]]);
    commit(0, 5);
    commit(0, 6);
    backup(0, 4);
    await follower.storeMayHaveGoneBack();
    others(0, 5);
    await follower.look();
    expect(delivered).toEqual(['own 0:5', 'own 0:6', 'read 0:5']);
    await follower.stop();
  });

  it('does not go back for what it has committed while the store was asked how far it is', async () => {
    const { follower, delivered, commit } = await aFollower([[0, 4]]);
    const asked = follower.storeMayHaveGoneBack();
    commit(0, 5);
    await asked;
    await follower.look();
    expect(delivered).toEqual(['own 0:5']);
    await follower.stop();
  });
});
