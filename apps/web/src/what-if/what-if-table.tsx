import type { Band } from '@airway-twin/domain/twin';
import type { WhatIfPoint } from '@airway-twin/domain/what-if';
import { useSpeech } from '../i18n/speech.js';
import { aheadText } from './ahead-text.js';
import { RUN_COLORS, shownMoments, type Simulated } from './compared.js';

/** Now and later, each quantity with its band, one column for each moment that is compared. */
export function WhatIfTable({ runs }: { readonly runs: readonly Simulated[] }) {
  const speech = useSpeech();
  const { say, number } = speech;
  const now = runs[0]?.points[0];
  if (!now) return null;
  const moments = shownMoments(runs);
  const traitText = (band: Band) =>
    say('trait.figures', { mid: number(band.mid, 2), low: number(band.low, 2), high: number(band.high, 2) });
  const percentText = ({ mid, low, high }: Band) =>
    say('whatIf.percentFigures', { mid: number(mid), low: number(low), high: number(high) });
  const rows: readonly { readonly label: string; readonly text: (point: WhatIfPoint) => string }[] = [
    { label: say('trait.constriction'), text: ({ constriction }) => traitText(constriction) },
    { label: say('trait.inflammation'), text: ({ inflammation }) => traitText(inflammation) },
    {
      label: say('whatIf.ofBest'),
      text: ({ percentOfBest }) => (percentOfBest ? percentText(percentOfBest) : say('whatIf.noBestShort')),
    },
  ];
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={say('whatIf.tableLabel')}>
      <table className="what-if-table" data-testid="what-if-table">
        <caption>{say('whatIf.tableCaption')}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">{say('whatIf.now')}</th>
            {moments.map(({ run, place, aheadMs }) => (
              <th scope="col" key={`${run.scenario} ${aheadMs}`}>
                <span className="swatch" style={{ background: `var(${RUN_COLORS[place]!})` }} aria-hidden="true" />{' '}
                {say('whatIf.then', {
                  ahead: aheadText(speech, aheadMs),
                  scenario: say(`whatIf.scenario.${run.scenario}`),
                })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, text }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{text(now)}</td>
              {moments.map(({ run, aheadMs, point }) => (
                <td key={`${run.scenario} ${aheadMs}`}>{text(point)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
