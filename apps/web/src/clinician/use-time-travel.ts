import { useCallback, useEffect, useState } from 'react';
import type { PatientSnapshot, TwinAtResponse } from '@airway-twin/contracts/http';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import type { ApiFailure } from '../session/api-client.js';
import { useApi } from '../shell/session-context.js';

/** What the page shows: the twin of now, or of the chosen instant. */
export interface ShownTwin extends Pick<PatientSnapshot, 'twin' | 'risk' | 'recommendations' | 'revision'> {
  readonly past: boolean;
}

export interface TimeTravel {
  readonly shown: ShownTwin;
  /** Where the patient's clock stands now. */
  readonly nowMs: number;
  readonly fromMs: number;
  /** The instant that was chosen; null: now. What is shown follows when the answer is there. */
  readonly chosenAtMs: number | null;
  readonly choose: (atMs: number | null) => void;
  readonly loading: boolean;
  readonly failure: ApiFailure | null;
}

const DAYS_BACK = 90;
const SETTLE_MS = 150;

/** The way back in time of one patient: asks the server for the twin as it stood then, once the slider rests. */
export function useTimeTravel(snapshot: PatientSnapshot): TimeTravel {
  const api = useApi();
  const [chosenAtMs, setChosen] = useState<number | null>(null);
  const [then, setThen] = useState<{ readonly askedAtMs: number; readonly answer: TwinAtResponse } | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const { patientId } = snapshot;
  const nowMs = snapshot.twin.atMs;

  useEffect(() => {
    if (chosenAtMs === null) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const query = { at: new Date(chosenAtMs).toISOString() };
      void api
        .call<TwinAtResponse>({ route: 'twin', params: { patientId }, query, signal: stop.signal })
        .then((answer) => {
          if (stop.signal.aborted) return;
          if (answer.ok) setThen({ askedAtMs: chosenAtMs, answer: answer.value });
          setFailure(answer.ok ? null : answer.failure);
        });
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [api, patientId, chosenAtMs]);

  const choose = useCallback((atMs: number | null) => {
    setChosen(atMs);
    setFailure(null);
    if (atMs === null) setThen(null);
  }, []);

  const past = chosenAtMs !== null && then !== null;
  return {
    shown: past ? { ...then.answer, past } : { ...snapshot, past: false },
    nowMs,
    fromMs: nowMs - DAYS_BACK * MS_PER_DAY,
    chosenAtMs,
    choose,
    loading: chosenAtMs !== null && failure === null && then?.askedAtMs !== chosenAtMs,
    failure,
  };
}
