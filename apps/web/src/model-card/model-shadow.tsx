import type { CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import { Fact } from '../elements/fact.js';
import { useSpeech } from '../i18n/speech.js';

/** The model that is scored beside the served one, with how far their scores lie apart. */
export function ModelShadow({ identity, shadow }: Pick<CurrentModelResponse, 'identity' | 'shadow'>) {
  const { say, number, dateTime } = useSpeech();
  const points = (difference: number | null): string =>
    difference === null ? '—' : say('model.points', { value: number(difference * 100, 2) });
  return (
    <section className="card" aria-labelledby="model-shadow-title" data-testid="model-shadow">
      <h2 id="model-shadow-title">{say('model.shadow')}</h2>
      {shadow === null ? (
        <p className="muted">{say('model.shadowNone')}</p>
      ) : (
        <>
          <dl className="facts">
            <Fact label={say('model.shadowServed')}>
              {identity ? say('model.titleOf', { name: identity.name, version: identity.version }) : '—'}
              {identity && <HashStart hash={identity.fileSha256} />}
            </Fact>
            <Fact label={say('model.shadow')}>
              {say('model.shadowSince', {
                name: shadow.identity.name,
                version: shadow.identity.version,
                at: dateTime(shadow.sinceMs),
              })}
              <HashStart hash={shadow.identity.fileSha256} />
            </Fact>
            <Fact label={say('model.shadowScored')}>{number(shadow.scored)}</Fact>
            <Fact label={say('model.shadowFailed')}>{number(shadow.failed)}</Fact>
            <Fact label={say('model.shadowMean')}>{points(shadow.meanDifference)}</Fact>
            <Fact label={say('model.shadowLargest')}>{points(shadow.largestDifference)}</Fact>
          </dl>
          <p className="muted small">{say('model.shadowNote')}</p>
        </>
      )}
    </section>
  );
}

function HashStart({ hash }: { readonly hash: string }) {
  return (
    <>
      {' '}
      <code>{hash.slice(0, 12)}</code>
    </>
  );
}
