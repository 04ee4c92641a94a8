import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { DeviceSilence } from '@airway-twin/contracts/http';
import { openAlarmFeed, type AlarmFeed, type AlarmState } from '../live/alarm-feed.js';
import { wallClock } from '../live/feed.js';
import { openSilenceFeed, type SilenceFeed } from '../live/silence-feed.js';
import { openWardFeed, type WardFeed, type WardFeedState } from '../live/ward-feed.js';
import { useLiveLink } from '../shell/session-context.js';

interface WardFeeds {
  readonly ward: WardFeed;
  readonly alarms: AlarmFeed;
  readonly silences: SilenceFeed;
}

const WardContext = createContext<WardFeeds | null>(null);

/** Watches the ward, its alarms and its silent devices on every page of a clinician. */
export function WardProvider({ children }: { readonly children: ReactNode }) {
  const link = useLiveLink();
  const [feeds, setFeeds] = useState<WardFeeds | null>(null);
  useEffect(() => {
    const ward = openWardFeed(link, wallClock);
    const alarms = openAlarmFeed(link, ward);
    const silences = openSilenceFeed(link, wallClock);
    setFeeds({ ward, alarms, silences });
    return () => {
      silences.stop();
      alarms.stop();
      ward.stop();
    };
  }, [link]);
  return feeds && <WardContext value={feeds}>{children}</WardContext>;
}

function useWardFeeds(): WardFeeds {
  const feeds = useContext(WardContext);
  if (!feeds) throw new Error('no WardProvider above');
  return feeds;
}

export function useWard(): WardFeedState {
  return useStore(useWardFeeds().ward.store);
}

/** Devices of the ward that are silent or lost, longest first. */
export function useSilences(): readonly DeviceSilence[] {
  return useStore(useWardFeeds().silences.store, ({ silences }) => silences);
}

export function useAlarms(): AlarmState & Pick<AlarmFeed, 'putAside'> {
  const { alarms } = useWardFeeds();
  return { ...useStore(alarms.store), putAside: alarms.putAside };
}
