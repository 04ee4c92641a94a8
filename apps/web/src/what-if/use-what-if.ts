import { useEffect, useState } from 'react';
import type { WhatIfResponse } from '@airway-twin/contracts/http';
import type { Scenario } from '@airway-twin/domain/what-if';
import { useAtMostEvery } from '../elements/use-at-most-every.js';
import type { ApiFailure } from '../session/api-client.js';
import { useApi } from '../shell/session-context.js';

interface WhatIfQuestion {
  readonly patientId: string;
  readonly days: number;
  /** One question; left out: all. */
  readonly scenario?: Scenario;
  /** The patient's revision: the question is asked again when the twin has moved. */
  readonly revision: number;
  /** false: nothing is asked. */
  readonly wanted: boolean;
}

export interface WhatIfAnswer {
  /** The newest answer; stands while the next one is on its way. */
  readonly answer: WhatIfResponse | null;
  readonly failure: ApiFailure | null;
}

/** A moving twin is simulated anew at most this often. */
const ASK_AGAIN_AFTER_MS = 10_000;

/** Asks the server to run the twin forward. Reads only. */
export function useWhatIf({ patientId, days, scenario, revision, wanted }: WhatIfQuestion): WhatIfAnswer {
  const api = useApi();
  const askedRevision = useAtMostEvery(revision, ASK_AGAIN_AFTER_MS);
  const [state, setState] = useState<WhatIfAnswer>({ answer: null, failure: null });
  useEffect(() => {
    if (!wanted) return undefined;
    const stop = new AbortController();
    void api
      .call<WhatIfResponse>({
        route: 'whatIf',
        params: { patientId },
        query: { scenario, days },
        signal: stop.signal,
      })
      .then((result) => {
        if (stop.signal.aborted) return;
        setState(({ answer }) =>
          result.ok ? { answer: result.value, failure: null } : { answer, failure: result.failure },
        );
      });
    return () => stop.abort();
  }, [api, patientId, days, scenario, askedRevision, wanted]);
  return state;
}
