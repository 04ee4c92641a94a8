import type { AlignedData } from 'uplot';

export interface ChartPoint {
  readonly atMs: number;
  readonly value: number;
  /** Said beside the value wherever it is read, such as its quality. */
  readonly remark?: string;
}

export interface ChartSeries {
  readonly label: string;
  /** CSS custom property, such as `--chart-1`. */
  readonly color: string;
  readonly kind: 'line' | 'points' | 'bars';
  readonly points: readonly ChartPoint[];
}

export interface ChartBand {
  readonly label: string;
  readonly color: string;
  /** Points farther apart than this are not joined: nothing is known in between. Left out: all are joined. */
  readonly gapAfterMs?: number;
  readonly points: readonly {
    readonly atMs: number;
    readonly low: number;
    readonly mid: number;
    readonly high: number;
  }[];
}

export interface ChartLine {
  readonly label: string;
  readonly color: string;
  readonly value: number;
}

export interface Aligned {
  /** Every instant of any series, in order. */
  readonly atMs: readonly number[];
  /** What uPlot takes: seconds, then one column per series and three (high, low, mid) per band, `null` where a series has nothing. */
  readonly data: AlignedData;
}

/** Puts series with instants of their own on one axis. Of two values at one instant the later in the list stands. */
export function alignSeries(series: readonly ChartSeries[], bands: readonly ChartBand[]): Aligned {
  const instants = new Set<number>();
  for (const { points } of [...series, ...bands]) for (const { atMs } of points) instants.add(atMs);
  // Where a band is interrupted the axis has an instant at which it has no value.
  for (const band of bands) for (const atMs of gapsOf(band)) instants.add(atMs);
  const atMs = [...instants].sort((a, b) => a - b);
  const place = new Map(atMs.map((at, index) => [at, index]));
  const column = <P extends { atMs: number }>(points: readonly P[], pick: (point: P) => number): (number | null)[] => {
    const values: (number | null)[] = new Array<null>(atMs.length).fill(null);
    for (const point of points) values[place.get(point.atMs)!] = pick(point);
    return values;
  };
  const columns = series.map(({ points }) => column(points, ({ value }) => value));
  for (const { points } of bands) {
    columns.push(
      column(points, ({ high }) => high),
      column(points, ({ low }) => low),
      column(points, ({ mid }) => mid),
    );
  }
  return { atMs, data: [atMs.map((at) => at / 1000), ...columns] };
}

function gapsOf({ points, gapAfterMs = Infinity }: ChartBand): number[] {
  return points.flatMap(({ atMs }, index) => {
    const next = points[index + 1];
    return next && next.atMs - atMs > gapAfterMs ? [(atMs + next.atMs) / 2] : [];
  });
}
