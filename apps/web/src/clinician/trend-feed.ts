import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  ObservationPage,
  StoredObservation,
  TwinSeriesPoint,
  TwinSeriesResponse,
} from '@airway-twin/contracts/http';
import type { Observation, Stream } from '@airway-twin/domain/measurement';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import type { Clock } from '../live/feed.js';
import type { ApiClient, ApiFailure, ApiResult } from '../session/api-client.js';
import { observationKey } from './trend-data.js';

export interface Trends {
  readonly observations: readonly Observation[];
  readonly series: readonly TwinSeriesPoint[];
  readonly loading: boolean;
  readonly failure: ApiFailure | null;
}

export interface TrendFeed {
  readonly store: StoreApi<Trends>;
  /** There may be more to read, up to that instant. Reads at once when it is the first time, else when the pause is over. */
  wanted(untilMs: number): void;
  stop(): void;
}

export const NO_TRENDS_YET: Trends = { observations: [], series: [], loading: true, failure: null };

const SHOWN_STREAMS: readonly Stream[] = [
  'peakflow.session',
  'spirometer.blow',
  'inhaler.actuation',
  'air.reading',
  'environment.day',
];
const PAGE = 2000;
const MOST_PAGES = 10;
const PAUSE_MS = 8000;
const SERIES_POINTS = 120;
/** Data that arrive up to so late after the last reading are found by the next one. */
const LATE_MS = 2 * MS_PER_DAY;

interface TrendFeedParts {
  readonly api: ApiClient;
  readonly clock: Clock;
  readonly patientId: string;
  readonly days: number;
}

/** The stored observations and the twin's course of a patient over so many days, read whole once and then as they grow. */
export function openTrendFeed({ api, clock, patientId, days }: TrendFeedParts): TrendFeed {
  const store = createStore<Trends>(() => NO_TRENDS_YET);
  const held = new Map<string, StoredObservation>();
  const stopper = new AbortController();
  let untilMs: number | null = null;
  let readUntilMs: number | null = null;
  let state: 'idle' | 'reading' | 'pausing' = 'idle';
  let cancel = (): void => undefined;

  const read = async (): Promise<void> => {
    if (untilMs === null) return;
    const end = untilMs;
    untilMs = null;
    state = 'reading';
    const fromMs = end - days * MS_PER_DAY;
    const sinceMs = readUntilMs === null ? fromMs : Math.max(fromMs, Math.min(readUntilMs, end) - LATE_MS);
    const call = { api, patientId, signal: stopper.signal };
    const [series, ...pages] = await Promise.all([
      readSeries(call, fromMs, end),
      ...SHOWN_STREAMS.map((stream) => readStream(call, stream, sinceMs, end)),
    ]);
    if (stopper.signal.aborted) return;
    let failure = series.ok ? null : series.failure;
    for (const page of pages) {
      if (page.ok) for (const one of page.value) held.set(observationKey(one), one);
      else failure ??= page.failure;
    }
    if (!failure) readUntilMs = end;
    store.setState((before) => ({
      observations: [...held.values()].map(({ observation }) => observation),
      series: series.ok ? series.value.points : before.series,
      loading: false,
      failure,
    }));
    state = 'pausing';
    cancel = clock.later(() => {
      state = 'idle';
      void read();
    }, PAUSE_MS);
  };

  return {
    store,
    wanted(until) {
      untilMs = until;
      if (state === 'idle') void read();
    },
    stop() {
      stopper.abort();
      cancel();
    },
  };
}

interface Reader {
  readonly api: ApiClient;
  readonly patientId: string;
  readonly signal: AbortSignal;
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

function readSeries({ api, patientId, signal }: Reader, fromMs: number, toMs: number) {
  return api.call<TwinSeriesResponse>({
    route: 'twinSeries',
    params: { patientId },
    query: { from: iso(fromMs), to: iso(toMs), points: SERIES_POINTS },
    signal,
  });
}

async function readStream(
  { api, patientId, signal }: Reader,
  stream: Stream,
  fromMs: number,
  toMs: number,
): Promise<ApiResult<readonly StoredObservation[]>> {
  const all: StoredObservation[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await api.call<ObservationPage>({
      route: 'observations',
      params: { patientId },
      // The end of the range may or may not belong to it: one millisecond more makes sure that the newest observation is in.
      query: { stream, from: iso(fromMs), to: iso(toMs + 1), limit: PAGE, cursor },
      signal,
    });
    if (!answer.ok) return answer;
    all.push(...answer.value.observations);
    if (answer.value.nextCursor === null) break;
    cursor = answer.value.nextCursor;
  }
  return { ok: true, value: all };
}
