import { useCallback, useEffect, useRef, useState } from 'react';
import type { RecommendationsResponse, TwinSeriesPoint, TwinSeriesResponse } from '@airway-twin/contracts/http';
import type { Recommendation } from '@airway-twin/domain/recommendation';
import type { ApiFailure } from '../session/api-client.js';
import { useApi } from '../shell/session-context.js';

/** The course of a patient, read once for a way through the past: playing and dragging then ask the server nothing. */
export interface RecordedPast {
  readonly points: readonly TwinSeriesPoint[];
  readonly recommendations: readonly Recommendation[];
  readonly revision: number;
}

interface PastWanted {
  readonly patientId: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly revision: number;
}

/** Six hours apart over 90 days: finer than anyone sees while days fly by. Where time rests, the server's own state is shown. */
const POINTS = 361;

/**
 * The recorded past of a patient, and how to ask for it; asking again while it is read, or when there is nothing newer, costs nothing. Read
 * anew it takes the place of the old one only when it is there.
 */
export function useRecordedPast(wanted: PastWanted): {
  readonly past: RecordedPast | null;
  readonly failure: ApiFailure | null;
  readonly prepare: () => void;
} {
  const api = useApi();
  const [past, setPast] = useState<RecordedPast | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const newest = useRef(wanted);
  const asked = useRef<number | null>(null);
  const stopper = useRef<AbortController | null>(null);
  useEffect(() => {
    newest.current = wanted;
  });
  useEffect(() => () => stopper.current?.abort(), []);

  const prepare = useCallback(() => {
    const { patientId, fromMs, untilMs, revision } = newest.current;
    if (asked.current !== null && asked.current >= revision) return;
    asked.current = revision;
    stopper.current?.abort();
    const stop = new AbortController();
    stopper.current = stop;
    const query = { from: new Date(fromMs).toISOString(), to: new Date(untilMs).toISOString(), points: POINTS };
    const call = { params: { patientId }, signal: stop.signal };
    void Promise.all([
      api.call<TwinSeriesResponse>({ ...call, route: 'twinSeries', query }),
      api.call<RecommendationsResponse>({ ...call, route: 'recommendations' }),
    ]).then(([series, made]) => {
      if (stop.signal.aborted) return;
      if (series.ok && made.ok) {
        setPast({ points: series.value.points, recommendations: made.value.recommendations, revision });
        setFailure(null);
        return;
      }
      asked.current = null;
      setFailure(!series.ok ? series.failure : !made.ok ? made.failure : null);
    });
  }, [api]);

  return { past, failure, prepare };
}
