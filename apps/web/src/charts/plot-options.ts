import uPlot from 'uplot';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import type { ChartBand, ChartLine, ChartSeries } from './align-series.js';

export interface PlotSettings {
  readonly height: number;
  readonly series: readonly ChartSeries[];
  readonly bands: readonly ChartBand[];
  readonly lines: readonly ChartLine[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly timeZone: string;
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly axisNumber: (value: number) => string;
  /** The values are whole, so are the ticks. */
  readonly wholeTicks: boolean;
  /** `short`: the axis spans less than three days and shows times. */
  readonly axisDate: (atMs: number, short: boolean) => string;
  readonly onPoint: (atMs: number | null, values: readonly { label: string; value: number }[]) => void;
}

function cssColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** What uPlot needs to draw the settings: fixed time range, the reader's number format, lines across, a band as a filled area. */
export function plotOptions(settings: PlotSettings): Omit<uPlot.Options, 'width' | 'height'> {
  const { series, bands, lines, fromMs, toMs } = settings;
  const ink = cssColor('--ink-muted');
  const grid = cssColor('--line');
  const short = toMs - fromMs < 3 * MS_PER_DAY;
  const bandStart = series.length + 1;
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), settings.timeZone),
    scales: {
      x: { time: true, range: [fromMs / 1000, toMs / 1000] },
      y: { range: (_plot, low, high) => yRange(low, high, settings) },
    },
    axes: [
      {
        stroke: ink,
        grid: { stroke: grid, width: 1 },
        ticks: { show: false },
        size: 26,
        space: 70,
        font: '12px system-ui',
        values: (_plot, splits) => splits.map((seconds) => settings.axisDate(seconds * 1000, short)),
      },
      {
        stroke: ink,
        grid: { stroke: grid, width: 1 },
        ticks: { show: false },
        size: 48,
        font: '12px system-ui',
        ...(settings.wholeTicks && { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] }),
        values: (_plot, splits) => splits.map(settings.axisNumber),
      },
    ],
    series: [{}, ...series.map(seriesOptions), ...bands.flatMap(bandSeries)],
    bands: bands.map((band, index) => ({
      series: [bandStart + index * 3, bandStart + index * 3 + 1],
      fill: withAlpha(cssColor(band.color), 0.22),
    })),
    hooks: {
      draw: [(plot) => drawLines(plot, lines)],
      setCursor: [(plot) => settings.onPoint(...pointed(plot))],
    },
  };
}

function seriesOptions({ label, color, kind }: ChartSeries, index: number, all: readonly ChartSeries[]): uPlot.Series {
  const stroke = cssColor(color);
  if (kind === 'bars') {
    const bars = all.filter((one) => one.kind === 'bars').length;
    const place = all.slice(0, index).filter((one) => one.kind === 'bars').length;
    const share = 0.8 / bars;
    const paths = uPlot.paths.bars?.({ size: [share, 24], align: bars === 1 ? 0 : place === 0 ? -1 : 1 });
    return { label, stroke, fill: stroke, width: 0, points: { show: false }, ...(paths && { paths }) };
  }
  if (kind === 'points')
    return { label, stroke, width: 0, paths: () => null, points: { show: true, size: 5, fill: stroke } };
  return { label, stroke, width: 1.75, spanGaps: true, points: { show: true, size: 4, fill: stroke } };
}

function bandSeries({ label, color, gapAfterMs }: ChartBand): uPlot.Series[] {
  const stroke = cssColor(color);
  const spanGaps = gapAfterMs === undefined;
  const edge: uPlot.Series = { stroke: 'transparent', width: 0, spanGaps, points: { show: false } };
  // A value between two gaps has no line of its own: only a point shows it.
  const points: uPlot.Series.Points = spanGaps ? { show: false } : { show: true, size: 4, fill: stroke };
  return [edge, edge, { label, stroke, width: 2, spanGaps, points }];
}

function yRange(low: number | null, high: number | null, { lines, least, most }: PlotSettings): uPlot.Range.MinMax {
  const values = [low, high, ...lines.map(({ value }) => value)].filter(
    (value) => value !== null && Number.isFinite(value),
  );
  const bottom = least ?? Math.min(...(values as number[]));
  const top = most ?? Math.max(...(values as number[]));
  const margin = (top - bottom || 1) * 0.08;
  return [least ?? bottom - margin, most ?? top + margin];
}

function drawLines(plot: uPlot, lines: readonly ChartLine[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const { value, color } of lines) {
    const y = Math.round(plot.valToPos(value, 'y', true));
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = cssColor(color);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

function pointed(plot: uPlot): [number | null, { label: string; value: number }[]] {
  const { idx } = plot.cursor;
  const seconds = idx == null ? undefined : plot.data[0][idx];
  if (idx == null || seconds === undefined) return [null, []];
  const values: { label: string; value: number }[] = [];
  for (let column = 1; column < plot.series.length; column++) {
    const { label } = plot.series[column]!;
    const value = plot.data[column]?.[idx];
    if (typeof label === 'string' && label !== '' && value != null) values.push({ label, value });
  }
  return [seconds * 1000, values];
}

function withAlpha(color: string, alpha: number): string {
  return /^#[0-9a-f]{6}$/i.test(color)
    ? `${color}${Math.round(alpha * 255)
        .toString(16)
        .padStart(2, '0')}`
    : color;
}
