import type { RiskTrajectoryPoint } from '@airway-twin/contracts/http';
import { MS_PER_HOUR } from '@airway-twin/domain/time';
import type { ChartBand } from '../charts/align-series.js';

/** A patient is scored several times a day while data come: two scores farther apart have a time without one between them. */
export const UNSCORED_AFTER_MS = 36 * MS_PER_HOUR;

export type ScoringModel = RiskTrajectoryPoint['model'];

/** A change of the model that gave the scores. */
export interface ModelChange {
  readonly atMs: number;
  readonly model: ScoringModel;
}

const COLORS = ['--chart-cool', '--chart-plum', '--chart-warm'] as const;

/** The scores as one band for each model that gave them, in weeks of 100; the newest model has the first colour. */
export function riskBands(
  points: readonly RiskTrajectoryPoint[],
  labelOf: (model: ScoringModel) => string,
): readonly ChartBand[] {
  const models = new Map<string, ScoringModel>();
  for (const { model } of points.toReversed()) if (!models.has(model.fileSha256)) models.set(model.fileSha256, model);
  return [...models.values()].map((model, place) => ({
    label: labelOf(model),
    color: COLORS[place % COLORS.length]!,
    gapAfterMs: UNSCORED_AFTER_MS,
    points: points
      .filter((point) => point.model.fileSha256 === model.fileSha256)
      .map(({ atMs, low, within7Days, high }) => ({ atMs, low: low * 100, mid: within7Days * 100, high: high * 100 })),
  }));
}

/** Where another model took over, oldest first. */
export function modelChanges(points: readonly RiskTrajectoryPoint[]): readonly ModelChange[] {
  return points.flatMap(({ atMs, model }, index) => {
    const before = points[index - 1];
    return before && before.model.fileSha256 !== model.fileSha256 ? [{ atMs, model }] : [];
  });
}
