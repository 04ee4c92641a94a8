import { useId, type ReactNode } from 'react';
import type { Band } from '@airway-twin/domain/twin';
import type { WhatIfPoint } from '@airway-twin/domain/what-if';
import { BandFigures } from '../elements/band-figures.js';
import { useSpeech } from '../i18n/speech.js';
import { aheadText } from './ahead-text.js';
import { RUN_COLORS, shownMoments, type Simulated } from './compared.js';

/** Now and later, each quantity with its band, one column for each moment that is compared. */
export function WhatIfTable({ runs }: { readonly runs: readonly Simulated[] }) {
  const speech = useSpeech();
  const { say, number } = speech;
  const captionId = useId();
  const now = runs[0]?.points[0];
  if (!now) return null;
  const moments = shownMoments(runs);
  const figures = (band: Band, decimals: number, mid = (value: string) => value) => (
    <BandFigures
      mid={mid(number(band.mid, decimals))}
      low={number(band.low, decimals)}
      high={number(band.high, decimals)}
    />
  );
  const rows: readonly { readonly label: string; readonly shown: (point: WhatIfPoint) => ReactNode }[] = [
    { label: say('trait.constriction'), shown: ({ constriction }) => figures(constriction, 2) },
    { label: say('trait.inflammation'), shown: ({ inflammation }) => figures(inflammation, 2) },
    {
      label: say('whatIf.ofBest'),
      shown: ({ percentOfBest }) =>
        percentOfBest
          ? figures(percentOfBest, 0, (value) => say('unit.percent', { value }))
          : say('whatIf.noBestShort'),
    },
  ];
  return (
    <>
      <p id={captionId} className="muted small">
        {say('whatIf.tableCaption')}
      </p>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={say('whatIf.tableLabel')}>
        <table className="what-if-table" data-testid="what-if-table" aria-describedby={captionId}>
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
            {rows.map(({ label, shown }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{shown(now)}</td>
                {moments.map(({ run, aheadMs, point }) => (
                  <td key={`${run.scenario} ${aheadMs}`}>{shown(point)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
