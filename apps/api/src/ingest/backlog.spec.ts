import { describe, expect, it } from '@jest/globals';
import { Backlog, type IngestPressure } from './backlog.js';

const quiet: IngestPressure = { nowMs: 0, storageRetrying: false, queued: 0, oldestReceivedAtMs: null };

describe('whether storing keeps up', () => {
  it('a batch that waits a moment for its commit delays nobody', () => {
    const backlog = new Backlog();
    const busy = { ...quiet, nowMs: 10_000, queued: 900, oldestReceivedAtMs: 9_900 };
    expect(backlog.look(busy)).toEqual({ delayedSinceMs: null, behindMs: 100, catchingUp: false });
  });

  it('a store that is away delays screens since the oldest message that it has not taken', () => {
    const backlog = new Backlog();
    const away = { nowMs: 20_000, storageRetrying: true, queued: 4000, oldestReceivedAtMs: 19_000 };
    expect(backlog.look(away)).toEqual({ delayedSinceMs: 19_000, behindMs: 1000, catchingUp: false });
    expect(backlog.look({ ...away, nowMs: 50_000 })).toMatchObject({ delayedSinceMs: 19_000, behindMs: 31_000 });
  });

  it('a store that answers too slowly delays them as well', () => {
    const backlog = new Backlog();
    const slow = { ...quiet, nowMs: 20_000, queued: 50, oldestReceivedAtMs: 16_000 };
    expect(backlog.look(slow)).toMatchObject({ delayedSinceMs: 16_000, catchingUp: true });
  });

  it('when it is back, the backlog is worked off, and only then nobody is delayed any more', () => {
    const backlog = new Backlog();
    backlog.look({ nowMs: 20_000, storageRetrying: true, queued: 4000, oldestReceivedAtMs: 19_000 });
    const back = { nowMs: 60_000, storageRetrying: false, queued: 3500, oldestReceivedAtMs: 59_900 };
    expect(backlog.look(back)).toMatchObject({ delayedSinceMs: 19_000, catchingUp: true });
    expect(backlog.look({ ...quiet, nowMs: 61_000 })).toMatchObject({ delayedSinceMs: 19_000, catchingUp: true });
    // What the broker had held back arrives in a second wave.
    expect(backlog.look({ ...back, nowMs: 62_000, oldestReceivedAtMs: 61_990 })).toMatchObject({ catchingUp: true });
    expect(backlog.look({ ...quiet, nowMs: 63_000 })).toMatchObject({ catchingUp: true });
    expect(backlog.look({ ...quiet, nowMs: 65_000 })).toEqual({
      delayedSinceMs: null,
      behindMs: 0,
      catchingUp: false,
    });
  });

  it('a clock that was set back makes nothing wait for less than no time', () => {
    expect(new Backlog().look({ ...quiet, nowMs: 1000, queued: 1, oldestReceivedAtMs: 5000 }).behindMs).toBe(0);
  });
});
