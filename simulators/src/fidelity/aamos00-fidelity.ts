import { airflowTable, airwayBuildOf } from '@airway-twin/domain/mechanics';
import { compareOrder, orderKey } from '@airway-twin/domain/measurement';
import { createTwin, foldObservation, forecastLungFunction, mixtureQuantile } from '@airway-twin/domain/twin';
import { studyPersons, type StudyPerson } from '../aamos00/study-observations.js';
import { BASELINE_NAMES, baselineForecasts, type BaselineName } from './baselines.js';
import { bandCoverage, crpsOfSample, mean } from './scores.js';

/** Persons with fewer sessions are left out; the first ones of each are for warming up. */
export const LEAST_SESSIONS = 30;
export const WARM_UP_SESSIONS = 10;

const QUANTILES = 200;

/** Forecasts of one session beside what was then blown, L/min. */
interface ScoredSession {
  readonly observed: number;
  readonly predicted: number;
  readonly crps: number;
  readonly low: number;
  readonly high: number;
}
type Forecaster = 'twin' | BaselineName;
const FORECASTERS: readonly Forecaster[] = ['twin', ...BASELINE_NAMES];
export type ScoredPerson = {
  readonly userKey: string;
  readonly sessions: Record<Forecaster, readonly ScoredSession[]>;
};

/** Mean absolute error and CRPS in L/min, and coverage of the 80 % band, of one forecaster. */
export interface ForecastScore {
  readonly mae: number;
  readonly crps: number;
  readonly coverage: number;
}

/** Every next peak-flow session of the persons with enough of them, foretold before it is seen, by the twin and by the baselines. */
export async function scoreStudy(folder: string): Promise<ScoredPerson[]> {
  const persons = await studyPersons(folder);
  return persons.flatMap((person) => {
    const scored = scorePerson(person);
    return scored ? [scored] : [];
  });
}

function scorePerson(person: StudyPerson): ScoredPerson | null {
  const forecasts: ScoredSession[] = [];
  const values: number[] = [];
  let state = createTwin(person.profile, airflowTable(airwayBuildOf(person.profile)));
  const ordered = [...person.observations].sort((a, b) => compareOrder(orderKey(a), orderKey(b)));
  for (const observation of ordered) {
    if (observation.stream === 'peakflow.session') {
      const observed =
        person.sessionPefLitresPerMinute.get(observation.source.seq) ??
        Math.max(...observation.data.blowsLitresPerMinute);
      const forecast = forecastLungFunction(state, 'pef', observation.measuredAtMs);
      if (values.length >= WARM_UP_SESSIONS && forecast) {
        const sample = Array.from(
          { length: QUANTILES },
          (_unused, index) => 60 * Math.exp(mixtureQuantile(forecast.parts, (index + 0.5) / QUANTILES)),
        );
        forecasts.push({
          observed,
          predicted: forecast.mid,
          crps: crpsOfSample(sample, observed),
          low: forecast.low,
          high: forecast.high,
        });
      }
      values.push(observed);
    }
    state = foldObservation(state, observation);
  }
  if (values.length < LEAST_SESSIONS) return null;
  const ofBaseline = (name: BaselineName): ScoredSession[] =>
    baselineForecasts(name, values)
      .slice(WARM_UP_SESSIONS - 2)
      .map(({ predicted, sample, low, high }, index) => {
        const observed = values[index + WARM_UP_SESSIONS]!;
        return { observed, predicted, low, high, crps: crpsOfSample(sample, observed) };
      });
  const sessions = byForecaster((name) => (name === 'twin' ? forecasts : ofBaseline(name)));
  return { userKey: person.userKey, sessions };
}

function byForecaster<T>(of: (name: Forecaster) => T): Record<Forecaster, T> {
  return Object.fromEntries(FORECASTERS.map((name) => [name, of(name)])) as Record<Forecaster, T>;
}

/** Score of one forecaster over one or many persons' sessions. */
export function scoreOf(sessions: readonly ScoredSession[]): ForecastScore {
  return {
    mae: mean(sessions.map(({ predicted, observed }) => Math.abs(predicted - observed))),
    crps: mean(sessions.map(({ crps }) => crps)),
    coverage: bandCoverage(sessions),
  };
}

/** The table and the closing lines: each ratio against the baseline that is best in that score. */
export function studyReport(persons: readonly ScoredPerson[]): string[] {
  const lines = [
    `${persons.length} persons with at least ${LEAST_SESSIONS} peak-flow sessions; each session foretold before it is seen, the first ${WARM_UP_SESSIONS} of a person only for warming up`,
    '',
    row('person', 'sessions', 'forecast by', 'MAE L/min', 'CRPS L/min', '80 % band', 'MAE ratio', 'CRPS ratio'),
  ];
  const groups = [
    ...persons.map(({ userKey, sessions }) => ({ label: userKey, sessions })),
    {
      label: 'overall',
      sessions: byForecaster((name) => persons.flatMap((person) => person.sessions[name])),
    },
  ];
  let closing: string[] = [];
  for (const { label, sessions } of groups) {
    const scores = new Map(FORECASTERS.map((name) => [name, scoreOf(sessions[name])]));
    const bestMae = Math.min(...BASELINE_NAMES.map((name) => scores.get(name)!.mae));
    const bestCrps = Math.min(...BASELINE_NAMES.map((name) => scores.get(name)!.crps));
    for (const [name, { mae, crps, coverage }] of scores) {
      lines.push(
        row(
          label,
          String(sessions[name].length),
          name,
          mae.toFixed(2),
          crps.toFixed(2),
          `${(100 * coverage).toFixed(1)} %`,
          (mae / bestMae).toFixed(3),
          (crps / bestCrps).toFixed(3),
        ),
      );
    }
    const twin = scores.get('twin')!;
    closing = [
      `mae ratio ${(twin.mae / bestMae).toFixed(3)}`,
      `crps ratio ${(twin.crps / bestCrps).toFixed(3)}`,
      `coverage ${twin.coverage.toFixed(3)}`,
    ];
  }
  return [...lines, '', ...closing];
}

const WIDTHS = [9, 9, 20, 10, 11, 10, 10, 10];

function row(...cells: readonly string[]): string {
  return cells.map((cell, index) => (index < 3 ? cell.padEnd(WIDTHS[index]!) : cell.padStart(WIDTHS[index]!))).join('');
}
