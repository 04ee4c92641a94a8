import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AlertBudgetUse, WardRow } from '@airway-twin/contracts/http';
import type { WardDelta, WardSnapshot } from '@airway-twin/contracts/live';
import { followDelay, keepAsking, NO_FEED_YET, OLDER_BELIEVED_AFTER, type Clock, type FeedHealth } from './feed.js';
import type { LiveLink } from './live-link.js';

export interface WardFeedState extends FeedHealth {
  readonly rows: readonly WardRow[];
  readonly sequence: number | null;
  /** Of the last snapshot; null before the first. */
  readonly alertBudget: AlertBudgetUse | null;
}

export interface WardFeed {
  readonly store: StoreApi<WardFeedState>;
  stop(): void;
}

/** How soon after changed rows the server is asked for the order, when the delta did not carry it. */
const ORDER_AFTER_MS = 2500;

/** The rows after a delta: changed ones in place, new ones last, all in the delta's order where it gives one. */
export function applyWardDelta(rows: readonly WardRow[], delta: WardDelta): readonly WardRow[] {
  const changed = new Map(delta.rows.map((row) => [row.patientId, row]));
  const kept = rows.map((row) => changed.get(row.patientId) ?? row);
  const known = new Set(rows.map((row) => row.patientId));
  const all = [...kept, ...delta.rows.filter((row) => !known.has(row.patientId))];
  if (!delta.order) return all;
  const rank = new Map(delta.order.map((patientId, index) => [patientId, index]));
  const rankOf = (row: WardRow): number => rank.get(row.patientId) ?? Number.MAX_SAFE_INTEGER;
  return all.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Rows as they are told, except those of which something newer is shown. */
export function notOlder(told: readonly WardRow[], shown: readonly WardRow[]): readonly WardRow[] {
  const newer = new Map(shown.map((row) => [row.patientId, row]));
  return told.map((row) => {
    const known = newer.get(row.patientId);
    return known && known.revision > row.revision ? known : row;
  });
}

/**
 * The ward, live: a snapshot in the server's order, then deltas by sequence; a missed frame or a reconnect asks for the snapshot again, and
 * a screen that was too slow gets one unasked. No row gives way to an older one.
 */
export function openWardFeed(link: LiveLink, clock: Clock): WardFeed {
  const store = createStore<WardFeedState>(() => ({ ...NO_FEED_YET, rows: [], sequence: null, alertBudget: null }));
  let waitingDeltas: WardDelta[] = [];
  let orderAsked = false;
  let cancelOrder = (): void => undefined;

  const askOrderSoon = (): void => {
    if (orderAsked) return;
    orderAsked = true;
    cancelOrder = clock.later(() => {
      orderAsked = false;
      asking.ask();
    }, ORDER_AFTER_MS);
  };

  let older = 0;

  const show = (snapshot: WardSnapshot): void => {
    const { sequence, alertBudget } = snapshot;
    const shown = store.getState().rows;
    const rows = older + 1 < OLDER_BELIEVED_AFTER ? notOlder(snapshot.rows, shown) : snapshot.rows;
    older = rows.every((row, index) => row === snapshot.rows[index]) ? 0 : older + 1;
    store.setState({ rows, sequence, alertBudget, status: 'live', refusedWhy: null, updatedAtMs: clock.nowMs() });
    if (older > 0) asking.askLater();
    const held = waitingDeltas;
    waitingDeltas = [];
    // A snapshot older than a frame that came before it: ask again, but not in a tight circle.
    for (const delta of held) take(delta, asking.askLater);
  };

  const take = (delta: WardDelta, ask: () => void = asking.ask): void => {
    const { rows, sequence } = store.getState();
    if (sequence === null || asking.waiting()) {
      waitingDeltas.push(delta);
    } else if (delta.previousSequence === sequence) {
      store.setState({
        rows: applyWardDelta(rows, { ...delta, rows: notOlder(delta.rows, rows) }),
        sequence: delta.sequence,
        status: 'live',
        updatedAtMs: clock.nowMs(),
      });
      if (!delta.order) askOrderSoon();
    } else if (delta.sequence > sequence) {
      waitingDeltas.push(delta);
      store.setState((state) => ({ resyncs: state.resyncs + 1 }));
      ask();
    }
  };

  const asking = keepAsking<WardSnapshot>({
    link,
    clock,
    ask: () => link.watchWard(),
    onSnapshot: (snapshot) => show(snapshot),
    onRefused: (refusedWhy) => store.setState({ status: 'refused', refusedWhy }),
    onLost: () => store.setState({ status: 'lost' }),
  });

  const forget = link.listen('ward.delta', (delta) => take(delta));
  const forgetSnapshot = link.listen('ward.snapshot', (snapshot) => {
    asking.answered();
    store.setState((state) => ({ resyncs: state.resyncs + 1 }));
    show(snapshot);
  });
  const forgetDelay = followDelay(link, (delay) => store.setState({ delay }));
  asking.ask();

  return {
    store,
    stop() {
      forget();
      forgetSnapshot();
      forgetDelay();
      cancelOrder();
      asking.stop();
      if (link.connected()) link.unwatchWard();
    },
  };
}
