import type { CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import { Fact } from '../elements/fact.js';
import { useSpeech } from '../i18n/speech.js';

/** What the model is for and never for, what it learnt from, on whom it was judged, and its limits: in the reader's language. */
export function ModelUse({ model }: { readonly model: CurrentModelResponse }) {
  const { say, number } = useSpeech();
  const { evaluation, baseRate7d } = model;
  return (
    <section className="card" aria-labelledby="model-use-title" data-testid="model-use">
      <h2 id="model-use-title">{say('model.use')}</h2>
      <dl className="facts-list">
        <Fact label={say('model.for')}>{say('model.forText')}</Fact>
        <Fact label={say('model.notFor')}>{say('model.notForText')}</Fact>
        <Fact label={say('model.learntFrom')}>
          <LearntFrom trainedWith={model.trainedWith} />
        </Fact>
        {evaluation && (
          <Fact label={say('model.judgedOn')}>
            {say('model.judgedOnText', { people: number(evaluation.people), events: number(evaluation.events) })}
          </Fact>
        )}
        {baseRate7d !== null && (
          <Fact label={say('model.baseRate')}>
            {say('model.baseRateText', { percent: number(baseRate7d * 100, 2) })}
          </Fact>
        )}
        <Fact label={say('model.limits')}>{say('model.limitsText')}</Fact>
      </dl>
    </section>
  );
}

function LearntFrom({ trainedWith }: Pick<CurrentModelResponse, 'trainedWith'>) {
  const { say, number } = useSpeech();
  if (trainedWith === null) return say('model.learntFromNobody');
  const shown = (name: string): string => {
    const value = trainedWith[name];
    return typeof value === 'number' ? number(value, 1) : typeof value === 'string' ? value : '—';
  };
  return say('model.learntFromText', {
    people: shown('patients'),
    years: shown('years'),
    cohort: shown('cohortVersion'),
    seed: shown('seed'),
  });
}
