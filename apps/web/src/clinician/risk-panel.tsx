import type { Risk } from '@airway-twin/domain/risk';
import { Fact } from '../elements/fact.js';
import {
  contributionWay,
  featureName,
  featureValue,
  riskCautionText,
  riskMissingText,
  riskShareText,
} from '../i18n/risk-text.js';
import { useSpeech } from '../i18n/speech.js';

const REASONS_SHOWN = 6;

/** The probability of an attack with its reasons and the model that made it, or why there is none. */
export function RiskPanel({ risk, timeZone }: { readonly risk: Risk; readonly timeZone: string }) {
  const speech = useSpeech();
  const { say, dateTime, number } = speech;
  return (
    <section className="card" aria-labelledby="risk-title" data-testid="risk">
      <h2 id="risk-title">
        {say('risk.title')} <span className="tag tag-estimated">{say('kind.estimated')}</span>
      </h2>
      {risk.kind !== 'scored' ? (
        <p className="unknown">
          <span aria-hidden="true">— </span>
          {riskMissingText(speech, risk)}
        </p>
      ) : (
        <>
          <dl className="facts facts-two">
            <Fact label={say('risk.within3')}>
              <b className="big">{riskShareText(speech, risk.within3Days)}</b>
            </Fact>
            <Fact label={say('risk.within7')}>
              <b className="big">{riskShareText(speech, risk.within7Days)}</b>
            </Fact>
          </dl>
          <h3>{say('risk.why')}</h3>
          <ul className="contributions">
            {risk.contributions
              .filter((one) => contributionWay(one) !== 'same')
              .slice(0, REASONS_SHOWN)
              .map((one) => (
                <li key={one.feature}>
                  <span className={`way way-${contributionWay(one)}`} aria-hidden="true">
                    {one.logOdds > 0 ? '▲' : '▼'}
                  </span>
                  <span>
                    {say('label.of', { label: featureName(speech, one.feature) })}{' '}
                    <b>{featureValue(speech, one.feature, one.value)}</b>
                  </span>
                  <span className="muted">
                    {say(`risk.${contributionWay(one)}`, { factor: number(Math.exp(Math.abs(one.logOdds)), 1) })}
                  </span>
                </li>
              ))}
          </ul>
          <p className="muted small">
            {say('risk.model', {
              name: risk.model.name,
              version: risk.model.version,
              hash: risk.model.fileSha256.slice(0, 12),
              at: dateTime(risk.scoredAtMs, timeZone),
            })}
          </p>
          <p className="muted small" data-testid="risk-caution">
            {riskCautionText(speech, risk.within7Days)}
          </p>
        </>
      )}
    </section>
  );
}
