import { useMemo, useState } from 'react';
import type { Observation } from '@airway-twin/domain/measurement';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import type { ChartLine, ChartSeries } from '../charts/align-series.js';
import type { ChartFrame } from '../charts/chart-frame.js';
import { TimeChart } from '../charts/time-chart.js';
import { useSpeech } from '../i18n/speech.js';
import { gradedFev1 } from './graded-sessions.js';
import { standingOf, useLungReference } from './lung-reference.js';
import { peakFlowPoints } from './trend-data.js';
import { zScoreText } from './z-score-mark.js';

interface LungFunctionChartProps {
  readonly profile: PatientProfile;
  readonly twin: TwinView;
  readonly observations: readonly Observation[];
  readonly frame: ChartFrame;
}

/** Peak flow or FEV1 as measured, with the personal best and the zone limits of this patient's own plan. */
export function LungFunctionChart({ profile, twin, observations, frame }: LungFunctionChartProps) {
  const speech = useSpeech();
  const { say } = speech;
  const [wanted, setWanted] = useState<'pef' | 'fev1'>('pef');
  const sessions = useMemo(() => gradedFev1(observations, profile), [observations, profile]);
  const reference = useLungReference(profile, sessions.length > 0);
  const points = useMemo(
    () => ({
      pef: peakFlowPoints(observations),
      fev1: sessions.map(({ atMs, value, grade }) => {
        const standing = standingOf(reference({ fev1Litres: value }, atMs), 'fev1');
        const said = [speech.say('grade.short', { grade }), ...(standing ? [zScoreText(speech, standing)] : [])];
        return { atMs, value, remark: said.join(', ') };
      }),
    }),
    [observations, sessions, reference, speech],
  );
  const choice = points[wanted].length > 0 ? wanted : points.pef.length > 0 ? 'pef' : 'fev1';
  const both = points.pef.length > 0 && points.fev1.length > 0;
  const series = useMemo(
    (): readonly ChartSeries[] =>
      points[choice].length === 0
        ? []
        : [{ label: say(`lung.${choice}`), color: '--chart-cool', kind: 'line', points: points[choice] }],
    [points, choice, say],
  );
  const { bestPefLitresPerMinute, bestFev1Litres } = twin.lungFunction;
  const best = (choice === 'pef' ? bestPefLitresPerMinute : bestFev1Litres)?.value ?? null;
  const { greenFromPercent, redBelowPercent } = profile.actionPlan;
  const lines = useMemo((): readonly ChartLine[] => {
    if (best === null) return [];
    return [
      { label: say('trends.best'), color: '--ink', value: best },
      {
        label: say('trends.greenFrom', { percent: greenFromPercent }),
        color: '--zone-green',
        value: (best * greenFromPercent) / 100,
      },
      {
        label: say('trends.redBelow', { percent: redBelowPercent }),
        color: '--zone-red',
        value: (best * redBelowPercent) / 100,
      },
    ];
  }, [best, greenFromPercent, redBelowPercent, say]);
  return (
    <>
      {both && (
        <div className="chips" role="group" aria-label={say('trends.quantity')}>
          {(['pef', 'fev1'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className="chip"
              aria-pressed={choice === one}
              onClick={() => setWanted(one)}
            >
              {say(`lung.${one}`)}
            </button>
          ))}
        </div>
      )}
      <TimeChart
        name="lung-function"
        title={say('trends.lungFunction')}
        unit={say(choice === 'pef' ? 'trends.pefUnit' : 'trends.fev1Unit')}
        kind="measured"
        series={series}
        lines={lines}
        decimals={choice === 'pef' ? 0 : 2}
        emptyText={say('trends.noBlows')}
        {...frame}
      />
    </>
  );
}
