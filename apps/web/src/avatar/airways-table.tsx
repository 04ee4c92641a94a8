import { useState } from 'react';
import { AIRWAY_NAMES, type AirwayTree } from '@airway-twin/domain/airways';
import type { Band } from '@airway-twin/domain/twin';
import { useSpeech } from '../i18n/speech.js';
import { airwayFigures, openDiameterMm, traitRange } from './airway-figures.js';
import { airwayName, bandText } from './airway-words.js';
import type { DrawnTwin } from './drawn-twin.js';

/** Every named airway in figures. Filled only when opened. */
export function AirwaysTable({ tree, twin }: { readonly tree: AirwayTree; readonly twin: DrawnTwin }) {
  const speech = useSpeech();
  const { say, number } = speech;
  const [open, setOpen] = useState(false);
  const range = traitRange(twin.constriction, twin.inflammation);
  const cell = (band: Band, decimals: number) => bandText(speech, band, decimals);
  return (
    <details className="airways-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary data-testid="airways-table-open">{say('airways.showTable')}</summary>
      {open && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={say('airways.tableTitle')}>
          <table data-testid="airways-table">
            <caption>{say(range === null ? 'airways.tableUnknown' : 'airways.tableTitle')}</caption>
            <thead>
              <tr>
                <th scope="col">{say('airways.airway')}</th>
                <th scope="col">{say('airways.openPercent')}</th>
                <th scope="col">{say('airways.lumenMm')}</th>
                <th scope="col">{say('airways.openMm')}</th>
                <th scope="col">{say('airways.wallMm')}</th>
                <th scope="col">{say('airways.wallPercent')}</th>
              </tr>
            </thead>
            <tbody>
              {AIRWAY_NAMES.map((name) => {
                const figures = range && airwayFigures(tree, name, range);
                return (
                  <tr key={name}>
                    <th scope="row">{airwayName(speech, tree, name)}</th>
                    <td>{figures ? cell(figures.openPercent, 0) : '—'}</td>
                    <td>{figures ? cell(figures.lumenDiameterMm, 1) : '—'}</td>
                    <td>{number(openDiameterMm(tree, name), 1)}</td>
                    <td>{figures ? cell(figures.wallThicknessMm, 2) : '—'}</td>
                    <td>{figures ? cell(figures.wallAreaPercent, 0) : '—'}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
