import { useState } from 'react';
import { useSpeech } from '../i18n/speech.js';
import type { ChartBand, ChartSeries } from './align-series.js';

interface ChartTableProps {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly ChartSeries[];
  readonly bands: readonly ChartBand[];
  readonly timeZone: string;
  readonly decimals: number;
}

const ROWS = 40;

/** The newest values of a chart as a table, one row per value. Filled only when opened: a page has many charts. */
export function ChartTable({ title, unit, series, bands, timeZone, decimals }: ChartTableProps) {
  const { say, number, dateTime } = useSpeech();
  const [open, setOpen] = useState(false);
  return (
    <details className="chart-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say('chart.showNumbers')}</summary>
      {open && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={title}>
          <table>
            <caption>{say('chart.caption', { title, unit, count: ROWS })}</caption>
            <thead>
              <tr>
                <th scope="col">{say('chart.when')}</th>
                <th scope="col">{say('chart.what')}</th>
                <th scope="col">{say('chart.value')}</th>
              </tr>
            </thead>
            <tbody>
              {newest(series, bands).map(({ atMs, label, value, band, remark }) => (
                <tr key={`${label} ${atMs}`}>
                  <td>{dateTime(atMs, timeZone)}</td>
                  <td>{label}</td>
                  <td>
                    {number(value, decimals)}
                    {band && ` (${number(band.low, decimals)} – ${number(band.high, decimals)})`}
                    {remark && <span className="age"> {remark}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

function newest(series: readonly ChartSeries[], bands: readonly ChartBand[]) {
  const measured = series.flatMap(({ label, points }) =>
    points.map(({ atMs, value, remark = '' }) => ({ atMs, label, value, band: null, remark })),
  );
  const estimated = bands.flatMap(({ label, points }) =>
    points.map(({ atMs, low, mid, high }) => ({ atMs, label, value: mid, band: { low, high }, remark: '' })),
  );
  return [...measured, ...estimated].toSorted((a, b) => b.atMs - a.atMs).slice(0, ROWS);
}
