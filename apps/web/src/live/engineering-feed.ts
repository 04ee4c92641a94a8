import { createStore, type StoreApi } from 'zustand/vanilla';
import type { IngestMetrics } from '@airway-twin/contracts/http';
import type { ReplayStatus } from '@airway-twin/contracts/replay';
import { followDelay, keepAsking, NO_FEED_YET, type Clock, type FeedHealth } from './feed.js';
import type { EngineeringSnapshot, LiveLink } from './live-link.js';

export interface EngineeringState extends FeedHealth {
  readonly ingest: IngestMetrics | null;
  readonly replay: ReplayStatus | null;
  /** Messages a second over the last minute of frames, oldest first. */
  readonly rates: readonly { readonly atMs: number; readonly messagesPerSecond: number }[];
}

export interface EngineeringFeed {
  readonly store: StoreApi<EngineeringState>;
  stop(): void;
}

const RATES_KEPT = 120;

/** The console's live numbers. Every frame is whole, so the newest one stands and none can be missed for good. */
export function openEngineeringFeed(link: LiveLink, clock: Clock): EngineeringFeed {
  const store = createStore<EngineeringState>(() => ({ ...NO_FEED_YET, ingest: null, replay: null, rates: [] }));
  const takeIngest = (ingest: IngestMetrics): void =>
    store.setState(({ rates }) => ({
      ingest,
      rates: [...rates, { atMs: ingest.atMs, messagesPerSecond: ingest.messagesPerSecond }].slice(-RATES_KEPT),
      status: 'live',
      updatedAtMs: clock.nowMs(),
    }));

  const asking = keepAsking<EngineeringSnapshot>({
    link,
    clock,
    ask: () => link.watchEngineering(),
    onSnapshot({ ingest, replay }) {
      takeIngest(ingest);
      store.setState({ replay, refusedWhy: null });
    },
    onRefused: (refusedWhy) => store.setState({ status: 'refused', refusedWhy }),
    onLost: () => store.setState({ status: 'lost' }),
  });
  const forgetIngest = link.listen('ingest', takeIngest);
  const forgetReplay = link.listen('replay', (replay) => store.setState({ replay, updatedAtMs: clock.nowMs() }));
  const forgetDelay = followDelay(link, (delay) => store.setState({ delay }));
  asking.ask();

  return {
    store,
    stop() {
      forgetIngest();
      forgetReplay();
      forgetDelay();
      asking.stop();
      if (link.connected()) link.unwatchEngineering();
    },
  };
}
