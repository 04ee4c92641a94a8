import { useEffect, useState } from 'react';
import { wallClock } from '../live/feed.js';
import { useApi } from '../shell/session-context.js';
import { NO_TRENDS_YET, openTrendFeed, type TrendFeed, type Trends } from './trend-feed.js';

interface TrendsWanted {
  readonly patientId: string;
  readonly days: number;
  readonly untilMs: number;
  /** A new revision means that there may be more to read. */
  readonly revision: number;
}

/** The trends of a patient for a component, read again as the patient's revision grows. */
export function useTrends({ patientId, days, untilMs, revision }: TrendsWanted): Trends {
  const api = useApi();
  const [trends, setTrends] = useState<Trends>(NO_TRENDS_YET);
  const [feed, setFeed] = useState<TrendFeed | null>(null);
  useEffect(() => {
    const opened = openTrendFeed({ api, clock: wallClock, patientId, days });
    setFeed(opened);
    setTrends(NO_TRENDS_YET);
    const forget = opened.store.subscribe((state) => setTrends(state));
    return () => {
      forget();
      opened.stop();
    };
  }, [api, patientId, days]);
  useEffect(() => feed?.wanted(untilMs), [feed, untilMs, revision]);
  return trends;
}
