import { MS_PER_HOUR } from '@airway-twin/domain/time';
import type { Scenario, WhatIf, WhatIfPoint } from '@airway-twin/domain/what-if';

export type Simulated = Extract<WhatIf, { kind: 'simulated' }>;

/** More bands than these on one chart cannot be told apart. */
export const COMPARED_AT_MOST = 3;

/** Colours of the compared runs, by their place. */
export const RUN_COLORS = ['--chart-cool', '--chart-warm', '--chart-plum'] as const;

const FIRST_SHOWN: readonly Scenario[] = ['preventer-as-now', 'preventer-as-prescribed'];

export function isSimulated(run: WhatIf): run is Simulated {
  return run.kind === 'simulated';
}

/** What is compared before anyone has chosen: the preventer as lately and as prescribed; where that cannot be asked, the first that can. */
export function firstCompared(runs: readonly WhatIf[]): readonly Scenario[] {
  const possible = runs.filter(isSimulated).map(({ scenario }) => scenario);
  const usual = FIRST_SHOWN.filter((scenario) => possible.includes(scenario));
  return usual.length > 0 ? usual : possible.slice(0, FIRST_SHOWN.length);
}

/** Looked at by the hour: on a chart of days it would be a speck, so it stands alone. */
export const BY_THE_HOUR: Scenario = 'reliever-now';

/** The choice after a scenario was pressed: taken away when it was there, else added; the oldest makes room. */
export function toggled(chosen: readonly Scenario[], pressed: Scenario): readonly Scenario[] {
  if (chosen.includes(pressed)) return chosen.filter((scenario) => scenario !== pressed);
  const beside = pressed === BY_THE_HOUR ? [] : chosen.filter((scenario) => scenario !== BY_THE_HOUR);
  return [...beside, pressed].slice(-COMPARED_AT_MOST);
}

/** How far a run looks ahead, ms. */
export function spanMs({ points }: Simulated): number {
  return points.at(-1)!.atMs - points[0]!.atMs;
}

/** A moment of a run that the table shows. */
export interface ShownMoment {
  readonly run: Simulated;
  readonly place: number;
  readonly aheadMs: number;
  readonly point: WhatIfPoint;
}

const HOURS_SHOWN = [1, 4, 12] as const;

/** The end of each compared run; of one that is looked at by the hour, its hours 1, 4 and 12. */
export function shownMoments(runs: readonly Simulated[]): readonly ShownMoment[] {
  return runs.flatMap((run, place): ShownMoment[] => {
    const startMs = run.points[0]!.atMs;
    const wanted = run.scenario === BY_THE_HOUR ? HOURS_SHOWN.map((hours) => hours * MS_PER_HOUR) : [spanMs(run)];
    return wanted.flatMap((aheadMs) => {
      const point = run.points.find(({ atMs }) => atMs === startMs + aheadMs);
      return point ? [{ run, place, aheadMs, point }] : [];
    });
  });
}

/** Limits of an axis in percent that hold every value of the bands: 50 to 110, and further by tens where it must be. */
export function percentLimits(runs: readonly Simulated[]): { readonly least: number; readonly most: number } {
  const bands = runs.flatMap(({ points }) => points.flatMap(({ percentOfBest }) => percentOfBest ?? []));
  return {
    least: Math.max(0, Math.min(50, ...bands.map(({ low }) => Math.floor(low / 10) * 10))),
    most: Math.max(110, ...bands.map(({ high }) => Math.ceil(high / 10) * 10)),
  };
}
