import type { CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import { Fact, NotKnown } from '../elements/fact.js';
import { useSpeech } from '../i18n/speech.js';

/** From which risk on a clinician is alerted, and what such an alert is worth. */
export function ModelAlerts({ point }: { readonly point: NonNullable<CurrentModelResponse['operatingPoint']> }) {
  const { say, number, share } = useSpeech();
  const { alertFrom, alertUntil, daysPersistent, alertsPerPatientMonth, sensitivity, precedeAttackOfHundred } = point;
  const orNot = (value: number | null, text: (value: number) => string) =>
    value === null ? <NotKnown why={say('model.notEvaluated')} /> : text(value);
  return (
    <section className="card" aria-labelledby="model-alerts-title" data-testid="model-alerts">
      <h2 id="model-alerts-title">{say('model.alerts')}</h2>
      <dl className="facts-list">
        <Fact label={say('model.alertFrom')}>
          {say('model.alertFromText', {
            from: number(alertFrom * 100, 1),
            until: number(alertUntil * 100, 1),
            high: daysPersistent.high,
            of: daysPersistent.of,
          })}
        </Fact>
        <Fact label={say('model.alertsPerMonth')}>{orNot(alertsPerPatientMonth, (value) => number(value, 2))}</Fact>
        <Fact label={say('model.sensitivity')}>{orNot(sensitivity, (value) => share(value))}</Fact>
        <Fact label={say('model.precede')}>
          {orNot(precedeAttackOfHundred, (value) => say('model.precedeText', { count: number(value, 1) }))}
        </Fact>
      </dl>
    </section>
  );
}
