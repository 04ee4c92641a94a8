import type { CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import { Fact } from '../elements/fact.js';
import { useSpeech } from '../i18n/speech.js';

/** Which file is served, since when, and what was refused instead. */
export function ModelIdentity({ model }: { readonly model: CurrentModelResponse }) {
  const { say, dateTime, number } = useSpeech();
  const { identity, kind, servedSinceMs, frailtyShape } = model;
  return (
    <section className="card" aria-labelledby="model-identity-title" data-testid="model-identity">
      <h2 id="model-identity-title">{say('model.identity')}</h2>
      {identity && (
        <dl className="facts-list">
          {kind && <Fact label={say('model.kind')}>{say(`model.kind.${kind}`)}</Fact>}
          <Fact label={say('model.file')}>
            <code data-testid="model-hash">{identity.fileSha256}</code>
          </Fact>
          <Fact label={say('model.schema')}>
            <code>{identity.featureSchemaHash}</code>
          </Fact>
          {servedSinceMs !== null && <Fact label={say('model.since')}>{dateTime(servedSinceMs)}</Fact>}
          {frailtyShape !== null && <Fact label={say('model.frailty')}>{number(frailtyShape, 2)}</Fact>}
        </dl>
      )}
      <h3>{say('model.refused')}</h3>
      <RefusedFiles refused={model.refused} />
    </section>
  );
}

/** Files of the model folder that are not fit to serve, each with its reason. */
export function RefusedFiles({ refused }: Pick<CurrentModelResponse, 'refused'>) {
  const { say } = useSpeech();
  if (refused.length === 0) return <p className="muted">{say('model.refusedNone')}</p>;
  return (
    <>
      <ul className="plain-list" data-testid="model-refused">
        {refused.map(({ file, reason }) => (
          <li key={`${file} ${reason}`}>
            <code>{file}</code> <span className="model-reason">{reason}</span>
          </li>
        ))}
      </ul>
      <p className="muted small">{say('model.refusedNote')}</p>
    </>
  );
}
