import { RISK_ROWS_COLUMNS } from '@airway-twin/contracts/risk-rows';
import { airflowTable, airwayBuildOf } from '@airway-twin/domain/mechanics';
import { compareOrder, orderKey, type Observation } from '@airway-twin/domain/measurement';
import { addDays, daysBetween, instantOf, localDate, type LocalDate } from '@airway-twin/domain/time';
import { studyPersons, type StudyPerson } from '../aamos00/study-observations.js';
import { writeRows } from './cohort-rows.js';
import { dailyRows } from './daily-rows.js';
import { ONE_ATTACK_DAYS } from './course-day.js';
import { DAYS_PER_YEAR } from './person-record.js';
import { SCORING_HOUR, scoringInstants } from './told-day.js';

export const STUDY_COHORT_VERSION = 'aamos00';
/** A questionnaire that names an oral steroid but no day: it lay somewhere in the seven days before; the middle stands for it. */
const MIDDLE_OF_WEEK_DAYS = 4;

/** What was written. */
export interface StudyRows {
  readonly people: number;
  readonly attacks: number;
  readonly rows: number;
}

/**
 * Turns real people into rows, through contract, observation, twin and features as a cohort's. The record of each spans the days on which
 * they measured or wrote. Throws UsageError that names file, row and column.
 */
export async function writeStudyRows(folder: string, file: string): Promise<StudyRows> {
  const persons = await studyPersons(folder);
  const parts = persons.map((person, index) => rowsOfStudyPerson(person, index + 1));
  const width = RISK_ROWS_COLUMNS.length;
  const rows = parts.reduce((sum, part) => sum + part.rows.length / width, 0);
  const years = Math.max(0, ...parts.map((part) => part.rows.length / width)) / DAYS_PER_YEAR;
  await writeRows(
    file,
    { cohortVersion: STUDY_COHORT_VERSION, seed: 0, patients: persons.length, years, rows },
    async (append) => {
      for (const part of parts) await append(part.rows);
    },
  );
  return { people: persons.length, attacks: parts.reduce((sum, part) => sum + part.attacks, 0), rows };
}

function rowsOfStudyPerson(
  { profile, observations }: StudyPerson,
  number: number,
): { rows: Float32Array; attacks: number } {
  const ordered = [...observations].sort((a, b) => compareOrder(orderKey(a), orderKey(b)));
  const own = ordered
    .filter((one) => one.stream !== 'environment.day')
    .map((one) => localDate(one.measuredAtMs, profile.timeZone));
  const first = own[0];
  const last = own.at(-1);
  if (first === undefined || last === undefined) return { rows: new Float32Array(0), attacks: 0 };
  const attackDates = attackDatesOf(ordered);
  const attacksMs = attackDates.map((date) => instantOf(date, SCORING_HOUR, profile.timeZone) + 1);
  const told = daysTold(ordered);
  const rows = dailyRows({ number, profile, airways: airflowTable(airwayBuildOf(profile)) }, ordered, {
    instants: scoringInstants(first, daysBetween(first, last) + 1, profile.timeZone),
    attacksMs,
    isTold: (fromMs, untilMs) =>
      areWeeksTold(told, localDate(fromMs, profile.timeZone), localDate(untilMs, profile.timeZone)),
  });
  return { rows, attacks: attacksMs.length };
}

/**
 * The days on which attacks started: unscheduled doctor, emergency or hospital days, and more oral steroid than usual. Days within two weeks
 * of a start belong to that attack.
 */
export function attackDatesOf(observations: readonly Observation[]): LocalDate[] {
  const dates = observations.flatMap((one) => {
    if (one.stream !== 'symptoms.week') return [];
    const { unscheduledDoctorDates, emergencyDates, hospitalDates, oralSteroid, localDate: date } = one.data;
    const cared = [...unscheduledDoctorDates, ...emergencyDates, ...hospitalDates];
    return oralSteroid === 'more-than-usual' && cared.length === 0 ? [addDays(date, -MIDDLE_OF_WEEK_DAYS)] : cared;
  });
  const starts: LocalDate[] = [];
  for (const date of dates.sort()) {
    const last = starts.at(-1);
    if (last === undefined || daysBetween(last, date) >= ONE_ATTACK_DAYS) starts.push(date);
  }
  return starts;
}

/** Days that a weekly questionnaire looks back on: the seven before it, and its own. */
function daysTold(observations: readonly Observation[]): ReadonlySet<LocalDate> {
  const weeks = observations.flatMap((one) => (one.stream === 'symptoms.week' ? [one.data.localDate] : []));
  return new Set(weeks.flatMap((date) => Array.from({ length: 8 }, (_unused, back) => addDays(date, -back))));
}

function areWeeksTold(told: ReadonlySet<LocalDate>, from: LocalDate, until: LocalDate): boolean {
  for (let date = from; date < until; date = addDays(date, 1)) if (!told.has(date)) return false;
  return true;
}
