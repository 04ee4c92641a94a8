import { useId, type ReactNode } from 'react';
import type { Band } from '@airway-twin/domain/twin';
import type { WhatIfPoint } from '@airway-twin/domain/what-if';
import { BandFigures } from '../elements/band-figures.js';
import { useSpeech } from '../i18n/speech.js';
import { aheadText } from './ahead-text.js';
import { RUN_COLORS, shownMoments, type Simulated } from './compared.js';

/** Now and later, each quantity with its band, one row for each moment that is compared. */
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
  const quantities: readonly { readonly label: string; readonly shown: (point: WhatIfPoint) => ReactNode }[] = [
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
  const cells = (point: WhatIfPoint) => quantities.map(({ label, shown }) => <td key={label}>{shown(point)}</td>);
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
              {quantities.map(({ label }) => (
                <th scope="col" key={label}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{say('whatIf.now')}</th>
              {cells(now)}
            </tr>
            {moments.map(({ run, place, aheadMs, point }) => (
              <tr key={`${run.scenario} ${aheadMs}`}>
                <th scope="row">
                  <span className="swatch" style={{ background: `var(${RUN_COLORS[place]!})` }} aria-hidden="true" />{' '}
                  {say('whatIf.then', {
                    ahead: aheadText(speech, aheadMs),
                    scenario: say(`whatIf.scenario.${run.scenario}`),
                  })}
                </th>
                {cells(point)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
