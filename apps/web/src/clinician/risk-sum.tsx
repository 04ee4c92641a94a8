import { useState } from 'react';
import { featureName, featureValue } from '../i18n/risk-text.js';
import { useSpeech } from '../i18n/speech.js';
import { logOddsOfParts, type ScoredRisk } from './risk-parts.js';

const DECIMALS = 3;
const NOTHING = 0.5 * 10 ** -DECIMALS;

/** Every part of the score in log-odds, with their sum: the same figures as the bars, none left out that counts. */
export function RiskSum({ risk }: { readonly risk: ScoredRisk }) {
  const speech = useSpeech();
  const { say, number } = speech;
  const [open, setOpen] = useState(false);
  const counted = risk.contributions.filter(({ logOdds }) => Math.abs(logOdds) >= NOTHING);
  const left = risk.contributions.length - counted.length;
  return (
    <details
      className="chart-table risk-sum"
      data-testid="risk-sum"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{say('risk.sumTitle')}</summary>
      {open && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={say('risk.sumCaption')}>
          <table>
            <caption>{say('risk.sumCaption')}</caption>
            <thead>
              <tr>
                <th scope="col">{say('risk.part')}</th>
                <th scope="col">{say('risk.value')}</th>
                <th scope="col" className="right">
                  {say('risk.logOdds')}
                </th>
              </tr>
            </thead>
            <tbody>
              <Row name={say('risk.base')} logOdds={risk.baseLogOdds} />
              {counted.map(({ feature, value, logOdds }) => (
                <Row
                  key={feature}
                  name={featureName(speech, feature)}
                  value={featureValue(speech, feature, value)}
                  logOdds={logOdds}
                />
              ))}
              <Row name={say('risk.personal')} logOdds={risk.personalLogOdds} />
            </tbody>
            <tfoot>
              <Row
                name={say('risk.sum')}
                value={say('risk.sumIs', { percent: number(risk.within7Days * 100, 2) })}
                logOdds={logOddsOfParts(risk)}
              />
            </tfoot>
          </table>
          {left > 0 && <p className="muted">{say('risk.partsNothing', { count: left })}</p>}
        </div>
      )}
    </details>
  );
}

interface RowProps {
  readonly name: string;
  readonly value?: string;
  readonly logOdds: number;
}

function Row({ name, value = '', logOdds }: RowProps) {
  const { fixed } = useSpeech();
  const sign = logOdds < 0 ? '−' : '+';
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{value}</td>
      <td className="right">
        {sign}
        {fixed(Math.abs(logOdds), DECIMALS)}
      </td>
    </tr>
  );
}
