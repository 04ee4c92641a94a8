import type { CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import { FailureNote } from '../elements/failure-note.js';
import { riskReasonText } from '../i18n/risk-text.js';
import { useSpeech } from '../i18n/speech.js';
import { CardText } from './card-text.js';
import { EvaluationTable } from './evaluation-table.js';
import { ModelAlerts } from './model-alerts.js';
import { ModelIdentity } from './model-identity.js';
import { ModelShadow } from './model-shadow.js';
import { ModelUse } from './model-use.js';
import { useCurrentModel } from './use-current-model.js';

/** The card of the model that is served: intended use, data, figures with intervals, failures, limits, and which file it is. */
export function ModelPage() {
  const { say } = useSpeech();
  const { model, failure, again } = useCurrentModel();
  const identity = model?.identity ?? null;
  return (
    <div className="page model-page" data-testid="model-page">
      <div className="page-head">
        <h1>
          {identity ? say('model.titleOf', { name: identity.name, version: identity.version }) : say('model.title')}
        </h1>
      </div>
      {failure && <FailureNote failure={failure} onAgain={again} />}
      {model === null && !failure && (
        <p className="empty" role="status">
          {say('model.loading')}
        </p>
      )}
      {model && <ModelCard model={model} />}
    </div>
  );
}

/** All that is known of a model, in cards. */
export function ModelCard({ model }: { readonly model: CurrentModelResponse }) {
  const speech = useSpeech();
  const { say, locale } = speech;
  if (model.identity === null) {
    return (
      <>
        <p className="note" data-testid="model-none">
          {say('model.none', { reason: model.reason ?? riskReasonText(speech, null) })}
        </p>
        <ModelIdentity model={model} />
      </>
    );
  }
  return (
    <>
      <div className="model-grid">
        <ModelUse model={model} />
        {model.operatingPoint && <ModelAlerts point={model.operatingPoint} />}
      </div>
      {model.evaluation && (
        <section className="card model-wide" aria-labelledby="model-compared-title">
          <h2 id="model-compared-title">{say('model.compared')}</h2>
          <p className="muted small">{say('model.comparedNote')}</p>
          <EvaluationTable evaluation={model.evaluation} />
        </section>
      )}
      <section className="card model-wide" aria-labelledby="model-card-title" data-testid="model-card">
        <h2 id="model-card-title">{say('model.cardTitle')}</h2>
        {locale !== 'en' && <p className="muted small">{say('model.cardLanguage')}</p>}
        {model.card === null ? (
          <p className="muted">{say('model.noCard')}</p>
        ) : (
          <CardText markdown={model.card} lang="en" />
        )}
      </section>
      <div className="model-grid">
        <ModelIdentity model={model} />
        <ModelShadow identity={model.identity} shadow={model.shadow} />
      </div>
    </>
  );
}
