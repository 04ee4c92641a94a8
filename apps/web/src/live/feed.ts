import type { Delay } from '@airway-twin/contracts/live';
import type { LiveLink } from './live-link.js';

/** `connecting` before the first snapshot, `live`, `lost` when the connection is down and what is shown grows old, `refused` when the server says no. */
export type FeedStatus = 'connecting' | 'live' | 'lost' | 'refused';

export type RefusedWhy = 'forbidden' | 'not-found' | 'invalid';

export interface FeedHealth {
  readonly status: FeedStatus;
  readonly refusedWhy: RefusedWhy | null;
  /** Wall time of the last snapshot or delta, ms; null before the first. */
  readonly updatedAtMs: number | null;
  /** How many times a gap or a reconnect made this feed ask for a whole snapshot again. */
  readonly resyncs: number;
  /** Why and since when what is shown may lack what devices have sent, as the server says; null when it does not. */
  readonly delay: Delay | null;
}

export const NO_FEED_YET: FeedHealth = {
  status: 'connecting',
  refusedWhy: null,
  updatedAtMs: null,
  resyncs: 0,
  delay: null,
};

/**
 * So often in a row the server has to answer with something older than what is shown before that is believed: a process that lags behind
 * catches up meanwhile, and a record that was put back from a backup stays older.
 */
export const OLDER_BELIEVED_AFTER = 4;

/** Tells of every change of the server's delay, and of how it is now. A lost connection has a note of its own. */
export function followDelay(link: LiveLink, take: (delay: Delay | null) => void): () => void {
  take(link.delay());
  const forgetDelay = link.listen('delay', take);
  const forgetLoss = link.onDisconnect(() => take(null));
  return () => {
    forgetDelay();
    forgetLoss();
  };
}

export interface Clock {
  readonly nowMs: () => number;
  readonly later: (run: () => void, afterMs: number) => () => void;
}

/** The browser's clock. */
export const wallClock: Clock = {
  nowMs: () => Date.now(),
  later(run, afterMs) {
    const timer = setTimeout(run, afterMs);
    return () => clearTimeout(timer);
  },
};

const ASK_AGAIN_AFTER_MS = 3000;

interface SnapshotAsker<S> {
  readonly link: LiveLink;
  readonly clock: Clock;
  readonly ask: () => Promise<{ ok: true; snapshot: S } | { ok: false; error: RefusedWhy }>;
  readonly onSnapshot: (snapshot: S) => void;
  readonly onRefused: (why: RefusedWhy) => void;
  readonly onLost: () => void;
}

/**
 * Asks for a snapshot at every connect and whenever `ask()` is called; one question at a time, and again after a while when no answer
 * comes. Returns how to ask (at once, or after a pause), whether an answer is being waited for, how to say that what was asked for has come
 * unasked, and how to stop.
 */
export function keepAsking<S>(parts: SnapshotAsker<S>): {
  ask: () => void;
  askLater: () => void;
  waiting: () => boolean;
  answered: () => void;
  stop: () => void;
} {
  let stopped = false;
  let generation = 0;
  let waiting = false;
  let cancelRetry = (): void => undefined;

  const ask = (): void => {
    if (stopped || waiting || !parts.link.connected()) return;
    waiting = true;
    cancelRetry();
    const mine = ++generation;
    const current = (): boolean => !stopped && mine === generation;
    parts.ask().then(
      (watched) => {
        if (!current()) return;
        waiting = false;
        if (watched.ok) parts.onSnapshot(watched.snapshot);
        else parts.onRefused(watched.error);
      },
      () => {
        if (!current()) return;
        waiting = false;
        cancelRetry = parts.clock.later(ask, ASK_AGAIN_AFTER_MS);
      },
    );
  };

  const forgetConnect = parts.link.onConnect(() => {
    waiting = false;
    generation += 1;
    ask();
  });
  const forgetDisconnect = parts.link.onDisconnect(() => {
    waiting = false;
    generation += 1;
    parts.onLost();
  });
  return {
    ask,
    askLater() {
      cancelRetry();
      cancelRetry = parts.clock.later(ask, ASK_AGAIN_AFTER_MS);
    },
    waiting: () => waiting,
    answered() {
      waiting = false;
      generation += 1;
      cancelRetry();
    },
    stop() {
      stopped = true;
      cancelRetry();
      forgetConnect();
      forgetDisconnect();
    },
  };
}
