import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StoreProbe } from './store-probe.js';
import { readyResponse } from './readiness.js';
import { BLOCKED_FROM_MS, Watchdog } from './watchdog.js';

const PATIENCE_MS = 10_000;
const START_MS = Date.parse('2026-03-10T12:00:00Z');

/** A watchdog over a writer that the test moves by hand. */
function aPipeline() {
  const writer = { waiting: 0, progressedAtMs: null as number | null };
  let nowMs = START_MS;
  let pauseMs = 0;
  const watchdog = new Watchdog(
    () => nowMs,
    () => {
      const longest = pauseMs;
      pauseMs = 0;
      return longest;
    },
  );
  watchdog.watch({
    name: 'writer',
    waiting: () => writer.waiting,
    progressedAtMs: () => writer.progressedAtMs,
    patienceMs: PATIENCE_MS,
  });
  return {
    watchdog,
    arrives(count: number) {
      writer.waiting += count;
    },
    commits(count: number) {
      writer.waiting -= count;
      writer.progressedAtMs = nowMs;
    },
    blocks(ms: number) {
      pauseMs = ms;
    },
    passes(ms: number) {
      nowMs += ms;
      return watchdog.look();
    },
  };
}

describe('the watchdog of the pipeline', () => {
  it('lets a pipeline rest when nothing waits, however long', () => {
    expect(aPipeline().passes(86_400_000).standsSinceMs).toBeNull();
  });

  it('says since when nothing was committed although messages wait', () => {
    const line = aPipeline();
    line.arrives(2);
    line.passes(0);
    line.commits(1);
    expect(line.passes(PATIENCE_MS).standsSinceMs).toBeNull();
    expect(line.passes(1)).toMatchObject({
      standsSinceMs: START_MS,
      parts: [{ name: 'writer', standsSinceMs: START_MS, waiting: 1, progressedAtMs: START_MS }],
    });
  });

  it('counts from when work began to wait, not from the last commit of a quiet night', () => {
    const line = aPipeline();
    line.arrives(1);
    line.passes(0);
    line.commits(1);
    line.passes(8 * 3_600_000);
    line.arrives(1);
    expect(line.passes(1000).standsSinceMs).toBeNull();
    expect(line.passes(PATIENCE_MS + 1).standsSinceMs).toBe(START_MS + 8 * 3_600_000 + 1000);
  });

  it('one commit shows that it moves again', () => {
    const line = aPipeline();
    line.arrives(5000);
    line.passes(0);
    expect(line.passes(60_000).standsSinceMs).not.toBeNull();
    line.commits(1000);
    expect(line.passes(1).standsSinceMs).toBeNull();
  });

  it('slow work that goes on is not called standing', () => {
    const line = aPipeline();
    line.arrives(100);
    for (let batch = 0; batch < 50; batch++) {
      line.commits(1);
      expect(line.passes(PATIENCE_MS).standsSinceMs).toBeNull();
    }
  });

  it('a clock that is set back makes nothing stand', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: PATIENCE_MS }), fc.integer({ min: 1, max: 1e9 }), (waitsMs, setBackMs) => {
        const line = aPipeline();
        line.arrives(1);
        line.passes(0);
        expect(line.passes(waitsMs).standsSinceMs).toBeNull();
        expect(line.passes(-setBackMs).standsSinceMs).toBeNull();
        expect(line.passes(PATIENCE_MS + 1).standsSinceMs).not.toBeNull();
      }),
    );
  });

  it('the first part that stands tells since when live data have not been arriving', () => {
    const line = aPipeline();
    line.watchdog.watch({ name: 'outbox', waiting: () => 7, progressedAtMs: () => null, patienceMs: 1000 });
    line.passes(0);
    line.passes(500);
    line.arrives(1);
    line.passes(500);
    const status = line.passes(PATIENCE_MS + 1);
    expect(status.parts.map(({ name, standsSinceMs }) => [name, standsSinceMs! - START_MS])).toEqual([
      ['writer', 1000],
      ['outbox', 0],
    ]);
    expect(status.standsSinceMs).toBe(START_MS);
  });

  it('a blocked event loop is told for some seconds, and when it last happened for good', () => {
    const line = aPipeline();
    line.blocks(BLOCKED_FROM_MS + 500);
    expect(line.passes(1000).eventLoop).toEqual({ longestPauseMs: 1500, blockedAtMs: START_MS + 1000 });
    expect(line.passes(5000).eventLoop.longestPauseMs).toBe(1500);
    expect(line.passes(6000).eventLoop).toEqual({ longestPauseMs: 0, blockedAtMs: START_MS + 1000 });
  });
});

describe('the question to the store', () => {
  const aStore = () => {
    let nowMs = START_MS;
    let answer = (): Promise<unknown> => Promise.resolve();
    const probe = new StoreProbe(
      () => answer(),
      () => nowMs,
    );
    const watchdog = new Watchdog(
      () => nowMs,
      () => 0,
    );
    watchdog.watch(probe.watched(PATIENCE_MS));
    return {
      probe,
      answers: (how: () => Promise<unknown>) => void (answer = how),
      passes(ms: number) {
        nowMs += ms;
        return watchdog.look().standsSinceMs;
      },
    };
  };

  it('a store that refuses stands since it was last reached', async () => {
    const store = aStore();
    await store.probe.probe();
    store.answers(() => Promise.reject(new Error('connection refused')));
    await store.probe.probe();
    expect([store.probe.reachable, store.passes(0), store.passes(PATIENCE_MS + 1)]).toEqual([false, null, START_MS]);
    store.answers(() => Promise.resolve());
    await store.probe.probe();
    expect([store.probe.reachable, store.passes(1)]).toEqual([true, null]);
  });

  it('a store that never answers stands too, and is not asked twice at a time', () => {
    const store = aStore();
    let asked = 0;
    store.answers(() => {
      asked += 1;
      return new Promise(() => undefined);
    });
    void store.probe.probe();
    store.passes(0);
    void store.probe.probe();
    expect([asked, store.passes(PATIENCE_MS + 1)]).toEqual([1, START_MS]);
  });
});

describe('readiness', () => {
  const fit = { subscribed: true, storeReachable: true, holdsShards: true, stopping: false };

  it('is subscribed, reaches the store and holds its patients', () => {
    expect(readyResponse(fit)).toEqual({ ready: true, waitsFor: [] });
  });

  it.each([
    ['broker', { subscribed: false }],
    ['store', { storeReachable: false }],
    ['shards', { holdsShards: false }],
    ['stopping', { stopping: true }],
  ])('is not there without %s', (waitsFor, lacks) => {
    expect(readyResponse({ ...fit, ...lacks })).toEqual({ ready: false, waitsFor: [waitsFor] });
  });
});
