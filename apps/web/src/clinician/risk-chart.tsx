import { useMemo } from 'react';
import type { ChartLine, ChartSeries } from '../charts/align-series.js';
import type { ChartFrame } from '../charts/chart-frame.js';
import { ChartPlace } from '../charts/chart-place.js';
import { TimeChart } from '../charts/time-chart.js';
import { FailureNote } from '../elements/failure-note.js';
import { useSpeech } from '../i18n/speech.js';
import { useCurrentModel } from '../model-card/use-current-model.js';
import { modelChanges, riskBands } from './risk-course.js';
import { useRiskTrajectory } from './use-risk-trajectory.js';

interface RiskChartProps {
  readonly patientId: string;
  readonly revision: number;
  readonly days: number;
  readonly frame: ChartFrame;
}

const NO_SERIES: readonly ChartSeries[] = [];

/** The course of the risk with its band, as it was given at the time: interrupted where nothing was scored, by model where it changed. */
export function RiskChart({ patientId, revision, days, frame }: RiskChartProps) {
  const { say, dateTime, number } = useSpeech();
  const { points, failure } = useRiskTrajectory({ patientId, days, revision });
  const bands = useMemo(
    () => riskBands(points ?? [], ({ name, version }) => say('riskCourse.model', { name, version })),
    [points, say],
  );
  const { model } = useCurrentModel();
  const alertFrom = model?.operatingPoint?.alertFrom ?? null;
  const lines = useMemo(
    (): readonly ChartLine[] =>
      alertFrom === null
        ? []
        : [
            {
              label: say('riskCourse.alertFrom', { from: number(alertFrom * 100, 1) }),
              color: '--chart-warm',
              value: alertFrom * 100,
            },
          ],
    [alertFrom, say, number],
  );
  if (points === null) {
    return failure ? <FailureNote failure={failure} /> : <ChartPlace title={say('trends.risk')} />;
  }
  return (
    <div className="risk-course">
      <TimeChart
        name="risk"
        title={say('trends.risk')}
        unit={say('riskCourse.unit')}
        kind="estimated"
        series={NO_SERIES}
        bands={bands}
        lines={lines}
        decimals={1}
        least={0}
        emptyText={say('trends.noRisk')}
        {...frame}
      />
      {bands.length > 0 && <p className="muted small risk-course-note">{say('riskCourse.asGiven')}</p>}
      {modelChanges(points).map(({ atMs, model }) => (
        <p key={atMs} className="muted small risk-course-note" data-testid="risk-model-change">
          {say('riskCourse.changed', { at: dateTime(atMs, frame.timeZone), name: model.name, version: model.version })}
        </p>
      ))}
      {failure && <FailureNote failure={failure} />}
    </div>
  );
}
