import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PipelineStatus } from '@airway-twin/contracts/http';
import { keepAsking, NO_FEED_YET, type Clock, type FeedHealth } from './feed.js';
import type { LiveLink } from './live-link.js';

export interface PipelineFeedState extends FeedHealth {
  /** What the server's watchdog said last; null before the first word. */
  readonly pipeline: PipelineStatus | null;
}

export const NO_PIPELINE_YET: PipelineFeedState = { ...NO_FEED_YET, pipeline: null };

/** Whether the server passes on what devices send, live. Each word is whole, so the newest one stands. */
export function openPipelineFeed(link: LiveLink, clock: Clock): { store: StoreApi<PipelineFeedState>; stop(): void } {
  const store = createStore<PipelineFeedState>(() => NO_PIPELINE_YET);
  const take = (pipeline: PipelineStatus): void =>
    store.setState({ pipeline, status: 'live', refusedWhy: null, updatedAtMs: clock.nowMs() });
  const asking = keepAsking<PipelineStatus>({
    link,
    clock,
    ask: () => link.watchPipeline(),
    onSnapshot: take,
    onRefused: (refusedWhy) => store.setState({ status: 'refused', refusedWhy }),
    onLost: () => store.setState({ status: 'lost' }),
  });
  const forget = link.listen('pipeline', take);
  asking.ask();
  return {
    store,
    stop() {
      forget();
      asking.stop();
    },
  };
}
