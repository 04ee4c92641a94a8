import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DeviceSilence } from '@airway-twin/contracts/http';
import type { SilenceDelta } from '@airway-twin/contracts/live';
import { keepAsking, NO_FEED_YET, type Clock, type FeedHealth } from './feed.js';
import type { LiveLink } from './live-link.js';

export interface SilenceFeedState extends FeedHealth {
  /** The longest silence first. */
  readonly silences: readonly DeviceSilence[];
}

export interface SilenceFeed {
  readonly store: StoreApi<SilenceFeedState>;
  stop(): void;
}

/** The silent devices after a change. */
export function applySilences(silences: readonly DeviceSilence[], delta: SilenceDelta): readonly DeviceSilence[] {
  const gone = new Set([...delta.endedDeviceIds, ...delta.begun.map(({ deviceId }) => deviceId)]);
  const kept = silences.filter(({ deviceId }) => !gone.has(deviceId));
  return [...kept, ...delta.begun].toSorted((a, b) => (a.presence.quietSinceMs ?? 0) - (b.presence.quietSinceMs ?? 0));
}

/** The devices that are silent, live. They are apart from medical alarms: no list here opens or closes one of those. */
export function openSilenceFeed(link: LiveLink, clock: Clock): SilenceFeed {
  const store = createStore<SilenceFeedState>(() => ({ ...NO_FEED_YET, silences: [] }));
  let early: SilenceDelta[] = [];
  const take = (delta: SilenceDelta): void => {
    if (asking.waiting()) early.push(delta);
    else store.setState(({ silences }) => ({ silences: applySilences(silences, delta), updatedAtMs: clock.nowMs() }));
  };
  const asking = keepAsking<readonly DeviceSilence[]>({
    link,
    clock,
    ask: () => link.watchSilences(),
    onSnapshot(snapshot) {
      const silences = early.reduce(applySilences, snapshot);
      early = [];
      store.setState({ silences, status: 'live', refusedWhy: null, updatedAtMs: clock.nowMs() });
    },
    onRefused: (refusedWhy) => store.setState({ status: 'refused', refusedWhy }),
    onLost: () => store.setState({ status: 'lost' }),
  });
  const forget = link.listen('silences', take);
  asking.ask();
  return {
    store,
    stop() {
      forget();
      asking.stop();
      if (link.connected()) link.unwatchSilences();
    },
  };
}
