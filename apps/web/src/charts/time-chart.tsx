import { useEffect, useMemo, useRef, useState } from 'react';
import { useSpeech } from '../i18n/speech.js';
import { usePreferences } from '../shell/preferences.js';
import { alignSeries, type ChartBand, type ChartLine, type ChartSeries } from './align-series.js';
import { ChartTable } from './chart-table.js';
import type { DrawnChart } from './draw-chart.js';
import type { PlotSettings } from './plot-options.js';

interface TimeChartProps {
  /** Stable name for tests. */
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  /** What these values are: always said. */
  readonly kind: 'measured' | 'counted' | 'estimated' | 'simulated';
  readonly series: readonly ChartSeries[];
  readonly bands?: readonly ChartBand[];
  /** Horizontal lines, such as the personal best. */
  readonly lines?: readonly ChartLine[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Marks the instant that the rest of the page shows, when it is not the end. */
  readonly markAtMs?: number | null;
  readonly timeZone: string;
  readonly decimals?: number;
  readonly least?: number;
  readonly most?: number;
  /** Shown instead when there is nothing to draw. */
  readonly emptyText: string;
}

const HEIGHT_PX = 190;
const NO_BANDS: readonly ChartBand[] = [];
const NO_LINES: readonly ChartLine[] = [];

/** Values over time on a canvas, with the same values as a table for those who do not see it. */
export function TimeChart(props: TimeChartProps) {
  const { name, title, unit, kind, series, bands = NO_BANDS, lines = NO_LINES, emptyText, timeZone } = props;
  const { fromMs, toMs, markAtMs = null, decimals = 0, least, most } = props;
  const { say, number, dateTime, date, time } = useSpeech();
  const { drawnTheme } = usePreferences();
  const host = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLOutputElement>(null);
  const aligned = useMemo(() => alignSeries(series, bands), [series, bands]);
  const empty = aligned.atMs.length === 0;
  const drawn = useRef<DrawnChart | null>(null);
  const marked = useRef(markAtMs);
  const [undrawn, setUndrawn] = useState(false);

  useEffect(() => {
    const element = host.current;
    if (!element || empty) return undefined;
    let gone = false;
    let takeAway = (): void => undefined;
    const forget = (): void => {
      drawn.current = null;
    };
    const settings: PlotSettings = {
      height: HEIGHT_PX,
      series,
      bands,
      lines,
      fromMs,
      toMs,
      timeZone,
      least,
      most,
      axisNumber: (value) => number(value, decimals),
      wholeTicks: decimals === 0,
      axisDate: (atMs, short) => (short ? time(atMs, timeZone) : date(atMs, timeZone).replace(/ \d{4}$/, '')),
      onPoint(atMs, values) {
        if (!readout.current) return;
        const shown = values.map(({ label, value }) => `${label} ${number(value, decimals)}`).join(' · ');
        const remarks = series
          .flatMap(({ points }) => points.find((point) => point.atMs === atMs)?.remark ?? [])
          .map((remark) => ` · ${remark}`)
          .join('');
        readout.current.textContent = atMs === null ? '' : `${dateTime(atMs, timeZone)} · ${shown} ${unit}${remarks}`;
      },
    };
    // Loaded apart: where the drawing library does not start (an odd browser language is enough), the table still stands.
    import('./draw-chart.js').then(
      ({ drawChart }) => {
        if (gone) return;
        const chart = drawChart(element, settings, aligned.data);
        drawn.current = chart;
        chart.mark(marked.current);
        takeAway = chart.takeAway;
      },
      () => setUndrawn(true),
    );
    return () => {
      gone = true;
      forget();
      takeAway();
    };
    // A theme change draws anew with the other colours.
  }, [
    aligned,
    empty,
    series,
    bands,
    lines,
    fromMs,
    toMs,
    timeZone,
    least,
    most,
    decimals,
    unit,
    number,
    date,
    dateTime,
    time,
    drawnTheme,
  ]);

  // The mark moves by itself: while time plays, no chart is drawn anew.
  useEffect(() => {
    marked.current = markAtMs;
    drawn.current?.mark(markAtMs);
  }, [markAtMs]);

  return (
    <figure className="chart card" data-testid={`chart-${name}`}>
      <figcaption className="chart-head">
        <h3>{title}</h3>
        <span className={`tag tag-${kind}`}>{say(`kind.${kind}`)}</span>
        <span className="muted">{unit}</span>
      </figcaption>
      {empty ? (
        <p className="empty">{emptyText}</p>
      ) : (
        <>
          <ul className="legend" aria-hidden="true">
            {[...series, ...bands, ...lines].map(({ label, color }) => (
              <li key={label}>
                <span className="swatch" style={{ background: `var(${color})` }} /> {label}
              </li>
            ))}
          </ul>
          {undrawn ? (
            <p className="empty">{say('chart.undrawn')}</p>
          ) : (
            <div ref={host} className="chart-host" role="img" aria-label={say('chart.label', { title, unit })} />
          )}
          <output ref={readout} className="chart-readout" />
          <ChartTable title={title} unit={unit} series={series} bands={bands} timeZone={timeZone} decimals={decimals} />
        </>
      )}
    </figure>
  );
}
