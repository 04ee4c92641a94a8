import { useCallback, useEffect, useState } from 'react';
import type { CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import type { ApiFailure } from '../session/api-client.js';
import { useApi } from '../shell/session-context.js';

export interface CurrentModel {
  /** null: not read yet. */
  readonly model: CurrentModelResponse | null;
  readonly failure: ApiFailure | null;
  readonly again: () => void;
  /** Takes over what the server answered elsewhere, such as to a reload. */
  readonly take: (model: CurrentModelResponse) => void;
}

/** What is served now, with its card. */
export function useCurrentModel(): CurrentModel {
  const api = useApi();
  const [model, setModel] = useState<CurrentModelResponse | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    void api.call<CurrentModelResponse>({ route: 'currentModel', signal: stop.signal }).then((answer) => {
      if (stop.signal.aborted) return;
      if (answer.ok) setModel(answer.value);
      setFailure(answer.ok ? null : answer.failure);
    });
    return () => stop.abort();
  }, [api, asked]);
  const again = useCallback(() => setAsked((count) => count + 1), []);
  return { model, failure, again, take: setModel };
}
