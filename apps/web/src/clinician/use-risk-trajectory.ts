import { useEffect, useState } from 'react';
import type { RiskTrajectoryPoint, RiskTrajectoryResponse } from '@airway-twin/contracts/http';
import { useAtMostEvery } from '../elements/use-at-most-every.js';
import type { ApiFailure } from '../session/api-client.js';
import { useApi } from '../shell/session-context.js';

interface TrajectoryWanted {
  readonly patientId: string;
  readonly days: number;
  /** A new revision means that there may be a new score. */
  readonly revision: number;
}

export interface RiskTrajectory {
  /** null: not read yet. */
  readonly points: readonly RiskTrajectoryPoint[] | null;
  readonly failure: ApiFailure | null;
}

const READ_AGAIN_AFTER_MS = 10_000;

/** The scores of the last days as they were given then, read again as the patient's revision grows. */
export function useRiskTrajectory({ patientId, days, revision }: TrajectoryWanted): RiskTrajectory {
  const api = useApi();
  const askedRevision = useAtMostEvery(revision, READ_AGAIN_AFTER_MS);
  const [state, setState] = useState<RiskTrajectory>({ points: null, failure: null });
  useEffect(() => {
    const stop = new AbortController();
    void api
      .call<RiskTrajectoryResponse>({
        route: 'riskTrajectory',
        params: { patientId },
        query: { days },
        signal: stop.signal,
      })
      .then((answer) => {
        if (stop.signal.aborted) return;
        setState(({ points }) =>
          answer.ok ? { points: answer.value.points, failure: null } : { points, failure: answer.failure },
        );
      });
    return () => stop.abort();
  }, [api, patientId, days, askedRevision]);
  return state;
}
