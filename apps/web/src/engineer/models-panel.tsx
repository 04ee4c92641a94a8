import { useState } from 'react';
import { Link } from 'react-router';
import type { CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import { FailureNote } from '../elements/failure-note.js';
import { useSpeech, type Speech } from '../i18n/speech.js';
import { RefusedFiles } from '../model-card/model-identity.js';
import { useCurrentModel } from '../model-card/use-current-model.js';
import type { ApiFailure } from '../session/api-client.js';
import { PATH } from '../shell/paths.js';
import { useApi } from '../shell/session-context.js';

interface Reloaded {
  readonly before: string | null;
  readonly after: CurrentModelResponse;
}

/** Which risk model is served, what was refused, and the order to read the model folder again. */
export function ModelsPanel() {
  const speech = useSpeech();
  const { say } = speech;
  const api = useApi();
  const { model, failure, take } = useCurrentModel();
  const [busy, setBusy] = useState(false);
  const [reloaded, setReloaded] = useState<Reloaded | null>(null);
  const [refusal, setRefusal] = useState<ApiFailure | null>(null);

  const reload = async (): Promise<void> => {
    setBusy(true);
    const answer = await api.call<CurrentModelResponse>({ route: 'reloadModels', method: 'POST' });
    setBusy(false);
    setRefusal(answer.ok ? null : answer.failure);
    if (!answer.ok) return setReloaded(null);
    setReloaded({ before: model?.identity?.fileSha256 ?? null, after: answer.value });
    take(answer.value);
  };

  return (
    <section className="card console-models" aria-labelledby="models-title" data-testid="models">
      <h2 id="models-title">{say('models.title')}</h2>
      {failure && <FailureNote failure={failure} />}
      {model && (
        <>
          {model.identity ? (
            <p>
              {say('label.of', { label: say('models.serving') })}{' '}
              <b>{`${model.identity.name} ${model.identity.version}`}</b>{' '}
              <code>{model.identity.fileSha256.slice(0, 12)}</code> <Link to={PATH.model}>{say('risk.card')}</Link>
            </p>
          ) : (
            <p className="note">{say('model.none', { reason: model.reason ?? '—' })}</p>
          )}
          <h3>{say('model.refused')}</h3>
          <RefusedFiles refused={model.refused} />
        </>
      )}
      <div className="models-reload">
        <button type="button" onClick={() => void reload()} disabled={busy} data-testid="models-reload">
          {say(busy ? 'models.reloading' : 'models.reload')}
        </button>
        <p role="status" data-testid="models-result">
          {reloaded && resultText(speech, reloaded)}
        </p>
      </div>
      {refusal && <FailureNote failure={refusal} />}
    </section>
  );
}

function resultText({ say }: Speech, { before, after }: Reloaded): string {
  const refused = say('models.refusedCount', { count: after.refused.length });
  const { identity } = after;
  if (identity === null) return `${say('models.nothing', { reason: after.reason ?? '' })} ${refused}`;
  const { name, version } = identity;
  const text = say(identity.fileSha256 === before ? 'models.unchanged' : 'models.changed', { name, version });
  return `${text} ${refused}`;
}
