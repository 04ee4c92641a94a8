import { useMemo, useState } from 'react';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { MS_PER_DAY, MS_PER_HOUR } from '@airway-twin/domain/time';
import type { TwinView } from '@airway-twin/domain/twin';
import { useAfterPicture } from '../avatar/first-picture.js';
import type { ChartBand, ChartSeries } from '../charts/align-series.js';
import { ChartPlace } from '../charts/chart-place.js';
import { TimeChart } from '../charts/time-chart.js';
import { FailureNote } from '../elements/failure-note.js';
import { useSpeech } from '../i18n/speech.js';
import type { ChartFrame } from '../charts/chart-frame.js';
import { LungFunctionChart } from './lung-function-chart.js';
import { RiskChart } from './risk-chart.js';
import { airOrigin, airPoints, puffsPerDay } from './trend-data.js';
import type { Trends } from './trend-feed.js';
import { useTrends } from './use-trends.js';

interface TrendsPanelProps {
  readonly profile: PatientProfile;
  readonly twin: TwinView;
  /** Where the patient's clock stands now: the right edge of the charts. */
  readonly nowMs: number;
  readonly revision: number;
  readonly markAtMs: number | null;
}

const RANGES_DAYS = [7, 30, 90] as const;

/** The course of a patient: lung function, doses, constriction and inflammation, risk, air. */
export function TrendsPanel({ profile, twin, nowMs, revision, markAtMs }: TrendsPanelProps) {
  const { say } = useSpeech();
  const [chosenDays, setDays] = useState<number>(30);
  const days = daysToShow(chosenDays, markAtMs === null ? 0 : nowMs - markAtMs);
  const { patientId, timeZone } = profile;
  const mayDraw = useAfterPicture();
  const trends = useTrends({ patientId, days, untilMs: nowMs, revision });
  // To the full hour, so that a record that is told fast does not redraw every chart with every message.
  const toMs = Math.ceil(nowMs / MS_PER_HOUR) * MS_PER_HOUR;
  const frame = { fromMs: toMs - days * MS_PER_DAY, toMs, markAtMs, timeZone };
  return (
    <section className="trends" aria-labelledby="trends-title">
      <div className="trends-head">
        <h2 id="trends-title">{say('trends.title')}</h2>
        <div className="chips" role="group" aria-label={say('trends.range')}>
          {RANGES_DAYS.map((range) => (
            <button
              key={range}
              type="button"
              className="chip"
              aria-pressed={days === range}
              onClick={() => setDays(range)}
            >
              {say('trends.days', { days: range })}
            </button>
          ))}
        </div>
      </div>
      {trends.failure && <FailureNote failure={trends.failure} />}
      {trends.loading || !mayDraw ? (
        <TrendPlaces />
      ) : (
        <>
          <LungFunctionChart profile={profile} twin={twin} observations={trends.observations} frame={frame} />
          <DosesChart trends={trends} frame={frame} />
          <TraitsChart trends={trends} frame={frame} />
          <RiskChart patientId={patientId} revision={revision} days={days} frame={frame} />
          <AirChart trends={trends} frame={frame} />
        </>
      )}
    </section>
  );
}

/** Where the charts are going to stand. */
function TrendPlaces() {
  const { say } = useSpeech();
  return (
    <>
      <p className="sr-only" role="status">
        {say('trends.loading')}
      </p>
      {(['lungFunction', 'doses', 'traits', 'risk', 'air'] as const).map((trend) => (
        <ChartPlace key={trend} title={say(`trends.${trend}`)} />
      ))}
    </>
  );
}

/** The chosen range, or the shortest longer one that reaches back to the instant that the page shows. */
function daysToShow(chosenDays: number, backMs: number): number {
  return RANGES_DAYS.find((range) => range >= chosenDays && range * MS_PER_DAY >= backMs) ?? RANGES_DAYS[2];
}

interface TrendChartProps {
  readonly trends: Trends;
  readonly frame: ChartFrame;
}

function DosesChart({ trends: { observations }, frame }: TrendChartProps) {
  const { say } = useSpeech();
  const { timeZone } = frame;
  const series = useMemo(
    () =>
      (['controller', 'reliever', 'mart'] as const)
        .map((role): ChartSeries => ({
          label: say(`medicationRole.${role}`),
          color: role === 'reliever' ? '--chart-warm' : role === 'controller' ? '--chart-cool' : '--chart-plum',
          kind: 'bars',
          points: puffsPerDay(observations, role, timeZone),
        }))
        .filter(({ points }) => points.length > 0),
    [observations, say, timeZone],
  );
  return (
    <TimeChart
      name="doses"
      title={say('trends.doses')}
      unit={say('trends.puffsPerDay')}
      kind="counted"
      series={series}
      least={0}
      emptyText={say('trends.noDoses')}
      {...frame}
    />
  );
}

const NO_SERIES: readonly ChartSeries[] = [];

function TraitsChart({ trends: { series }, frame }: TrendChartProps) {
  const { say } = useSpeech();
  const bands = useMemo(() => {
    const band = (trait: 'constriction' | 'inflammation', color: string): ChartBand => ({
      label: say(`trait.${trait}`),
      color,
      points: series.flatMap(({ atMs, [trait]: one }) => (one ? [{ atMs, ...one }] : [])),
    });
    return [band('constriction', '--chart-warm'), band('inflammation', '--chart-plum')].filter(
      ({ points }) => points.length > 0,
    );
  }, [series, say]);
  return (
    <TimeChart
      name="traits"
      title={say('trends.traits')}
      unit={say('trends.traitsUnit')}
      kind="estimated"
      series={NO_SERIES}
      bands={bands}
      decimals={2}
      least={0}
      most={1}
      emptyText={say('trait.notEnough')}
      {...frame}
    />
  );
}

function AirChart({ trends: { observations }, frame }: TrendChartProps) {
  const { say } = useSpeech();
  const origin = airOrigin(observations);
  const series = useMemo(
    () =>
      (
        [
          ['pm25MicrogramsPerM3', 'air.pm25', '--chart-warm'],
          ['no2MicrogramsPerM3', 'air.no2', '--chart-plum'],
          ['o3MicrogramsPerM3', 'air.o3', '--chart-cool'],
        ] as const
      )
        .map(([pollutant, label, color]): ChartSeries => ({
          label: say(label),
          color,
          kind: 'line',
          points: airPoints(observations, origin, pollutant),
        }))
        .filter(({ points }) => points.length > 0),
    [observations, origin, say],
  );
  return (
    <TimeChart
      name="air"
      title={say(origin === 'air.reading' ? 'trends.airOwn' : 'trends.airPlace')}
      unit={say('trends.airUnit')}
      kind="measured"
      series={series}
      decimals={1}
      least={0}
      emptyText={say('trends.noAir')}
      {...frame}
    />
  );
}
