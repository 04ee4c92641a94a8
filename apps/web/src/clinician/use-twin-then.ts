import { useEffect, useState } from 'react';
import type { TwinAtResponse } from '@airway-twin/contracts/http';
import type { TwinView } from '@airway-twin/domain/twin';
import { useAtMostEvery } from '../elements/use-at-most-every.js';
import type { ApiFailure } from '../session/api-client.js';
import { useApi } from '../shell/session-context.js';

export interface TwinThen {
  /** The instant that `twin` was asked for, ms; null while nothing has come. */
  readonly askedAtMs: number | null;
  readonly twin: TwinView | null;
  readonly failure: ApiFailure | null;
}

const NOTHING: TwinThen = { askedAtMs: null, twin: null, failure: null };
/** The past of a moving instant is asked for no more often than this. */
const ASK_EVERY_MS = 1000;

/** The twin as it stood at an instant, from the server; nothing is asked for null. The last answer stands until the next one is there. */
export function useTwinThen(patientId: string, atMs: number | null): TwinThen {
  const api = useApi();
  const [then, setThen] = useState(NOTHING);
  const askedAtMs = useAtMostEvery(atMs, ASK_EVERY_MS);
  useEffect(() => {
    if (askedAtMs === null) return undefined;
    const stop = new AbortController();
    const query = { at: new Date(askedAtMs).toISOString() };
    void api
      .call<TwinAtResponse>({ route: 'twin', params: { patientId }, query, signal: stop.signal })
      .then((answer) => {
        if (stop.signal.aborted) return;
        setThen((before) =>
          answer.ok ? { askedAtMs, twin: answer.value.twin, failure: null } : { ...before, failure: answer.failure },
        );
      });
    return () => stop.abort();
  }, [api, patientId, askedAtMs]);
  return atMs === null ? NOTHING : then;
}
