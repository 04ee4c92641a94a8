import { useState } from 'react';
import type { ReplayCommand, ReplayStatus } from '@airway-twin/contracts/replay';
import { FailureNote } from '../elements/failure-note.js';
import { useSpeech } from '../i18n/speech.js';
import type { ApiFailure } from '../session/api-client.js';
import { useApi } from '../shell/session-context.js';
import { CohortControl } from './cohort-control.js';
import { RunControl } from './run-control.js';
import { StartForm } from './start-form.js';

/** What the replay runner does and can be told. */
export function ReplayPanel({ status, known }: { readonly status: ReplayStatus | null; readonly known: boolean }) {
  const { say } = useSpeech();
  const api = useApi();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const send = async (body: ReplayCommand): Promise<void> => {
    setBusy(true);
    const answer = await api.call({ route: 'replay', method: 'POST', body });
    setBusy(false);
    setFailure(answer.ok ? null : answer.failure);
  };
  const steer = { busy, send: (command: ReplayCommand) => void send(command) };
  return (
    <section className="card console-replay" aria-labelledby="runner-title" data-testid="replay">
      <h2 id="runner-title">{say('replay.runner')}</h2>
      {!status && known && <p className="empty">{say('replay.noRunner')}</p>}
      {status && !status.online && <p className="note">{say('replay.offline')}</p>}
      {status && (
        <>
          <StartForm status={status} {...steer} />
          {status.run && <RunControl run={status.run} {...steer} />}
          {status.cohort && <CohortControl cohort={status.cohort} {...steer} />}
        </>
      )}
      {failure && <FailureNote failure={failure} />}
    </section>
  );
}
