import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { PatientSnapshot, TwinAtResponse } from '@airway-twin/contracts/http';
import type { Recommendation } from '@airway-twin/domain/recommendation';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import type { DrawnTwin } from '../avatar/drawn-twin.js';
import type { ApiFailure } from '../session/api-client.js';
import { useApi } from '../shell/session-context.js';
import { frameAt, PLAYED_DAYS, recommendationsAt, type PlaySpeed } from './time-frames.js';
import { usePlayback } from './use-playback.js';
import { useRecordedPast } from './use-recorded-past.js';

/** A whole state as the server gave it: the twin of now, or of the chosen instant. */
export interface ShownTwin extends Pick<PatientSnapshot, 'twin' | 'risk' | 'recommendations' | 'revision'> {
  readonly past: boolean;
  /** Of a past instant: the score as it was given then. */
  readonly scoredThen: TwinAtResponse['scoredThen'];
}

/** What moves with the slider at once: the pictures, the mark in the trends, the recommendations. */
export interface Moment {
  readonly twin: DrawnTwin;
  readonly recommendations: readonly Recommendation[];
  readonly past: boolean;
}

export interface TimeTravel {
  /** The newest whole state that is known for where time rests. While time moves it is that of the last rest. */
  readonly shown: ShownTwin;
  readonly moment: Moment;
  /** Do `shown` and `moment` tell of the same instant? */
  readonly atRest: boolean;
  /** Where the patient's clock stands now. */
  readonly nowMs: number;
  readonly fromMs: number;
  /** The instant that was chosen; null: now. */
  readonly chosenAtMs: number | null;
  readonly choose: (atMs: number | null) => void;
  /** Reads the past ahead of the first movement. */
  readonly prepare: () => void;
  readonly playing: boolean;
  readonly play: () => void;
  readonly pause: () => void;
  readonly daysPerSecond: PlaySpeed;
  readonly chooseSpeed: (daysPerSecond: PlaySpeed) => void;
  readonly failure: ApiFailure | null;
  /** What the pictures showed at an instant of the course that was read ahead; null where it has not been read, or before it begins. */
  readonly frame: (atMs: number) => DrawnTwin | null;
}

const DAYS_BACK = 90;
const SETTLE_MS = 150;

/**
 * The way through the time of one patient. While the slider moves or time plays, pictures and recommendations come out of the course that was
 * read ahead; where time rests, the server is asked for the twin as it stood then.
 */
export function useTimeTravel(snapshot: PatientSnapshot): TimeTravel {
  const api = useApi();
  const [chosenAtMs, setChosen] = useState<number | null>(null);
  const [wantsToPlay, setWantsToPlay] = useState(false);
  const [daysPerSecond, chooseSpeed] = useState<PlaySpeed>(1);
  const [then, setThen] = useState<{ readonly askedAtMs: number; readonly answer: TwinAtResponse } | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const { patientId, revision } = snapshot;
  const nowMs = snapshot.twin.atMs;
  const fromMs = nowMs - DAYS_BACK * MS_PER_DAY;
  const { past, failure: pastFailure, prepare } = useRecordedPast({ patientId, fromMs, untilMs: nowMs, revision });
  const playing = wantsToPlay && pastFailure === null;

  useEffect(() => {
    if (chosenAtMs === null || playing) return undefined;
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
  }, [api, patientId, chosenAtMs, playing]);

  const move = useCallback((atMs: number | null) => {
    setChosen(atMs);
    setFailure(null);
    if (atMs === null) {
      setThen(null);
      setWantsToPlay(false);
    }
  }, []);
  usePlayback({ playing, past, atMs: chosenAtMs, nowMs, daysPerSecond, move });

  // Whoever takes hold of the slider has it: playing ends.
  const choose = useCallback(
    (atMs: number | null) => {
      setWantsToPlay(false);
      if (atMs !== null) prepare();
      move(atMs);
    },
    [prepare, move],
  );
  const newestNowMs = useRef(nowMs);
  useEffect(() => {
    newestNowMs.current = nowMs;
  });
  const play = useCallback(() => {
    prepare();
    setWantsToPlay(true);
    setChosen((atMs) => atMs ?? newestNowMs.current - PLAYED_DAYS * MS_PER_DAY);
  }, [prepare]);
  const pause = useCallback(() => setWantsToPlay(false), []);

  const live = chosenAtMs === null;
  const shown = useMemo(
    (): ShownTwin => (!live && then ? { ...then.answer, past: true } : { ...snapshot, past: false, scoredThen: null }),
    [live, then, snapshot],
  );
  const atRest = live || then?.askedAtMs === chosenAtMs;
  const moment = useMemo((): Moment => {
    const frame = atRest || past === null || chosenAtMs === null ? null : frameAt(past.points, chosenAtMs);
    if (frame === null || past === null) {
      return { twin: shown.twin, recommendations: shown.recommendations, past: shown.past };
    }
    return { twin: frame, recommendations: recommendationsAt(past.recommendations, frame.atMs), past: true };
  }, [atRest, chosenAtMs, past, shown]);

  const frame = useCallback((atMs: number) => past && frameAt(past.points, atMs), [past]);

  return {
    shown,
    moment,
    atRest,
    nowMs,
    fromMs,
    chosenAtMs,
    choose,
    prepare,
    playing,
    play,
    pause,
    daysPerSecond,
    chooseSpeed,
    failure: failure ?? (wantsToPlay ? pastFailure : null),
    frame,
  };
}
