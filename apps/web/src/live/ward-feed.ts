import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AlertBudgetUse, WardRow } from '@airway-twin/contracts/http';
import type { WardDelta, WardSnapshot } from '@airway-twin/contracts/live';
import { keepAsking, NO_FEED_YET, type Clock, type FeedHealth } from './feed.js';
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

/** The ward, live: a snapshot in the server's order, then deltas by sequence; a missed frame or a reconnect asks for the snapshot again. */
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

  const take = (delta: WardDelta, ask: () => void = asking.ask): void => {
    const { rows, sequence } = store.getState();
    if (sequence === null || asking.waiting()) {
      waitingDeltas.push(delta);
    } else if (delta.previousSequence === sequence) {
      store.setState({
        rows: applyWardDelta(rows, delta),
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
    onSnapshot({ rows, sequence, alertBudget }) {
      store.setState({ rows, sequence, alertBudget, status: 'live', refusedWhy: null, updatedAtMs: clock.nowMs() });
      const held = waitingDeltas;
      waitingDeltas = [];
      // A snapshot older than a frame that came before it: ask again, but not in a tight circle.
      for (const delta of held) take(delta, asking.askLater);
    },
    onRefused: (refusedWhy) => store.setState({ status: 'refused', refusedWhy }),
    onLost: () => store.setState({ status: 'lost' }),
  });

  const forget = link.listen('ward.delta', (delta) => take(delta));
  asking.ask();

  return {
    store,
    stop() {
      forget();
      cancelOrder();
      asking.stop();
      if (link.connected()) link.unwatchWard();
    },
  };
}
