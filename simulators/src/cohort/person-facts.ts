import { addDays, MS_PER_DAY } from '@airway-twin/domain/time';
import { specAgeYears } from '../patients/patient-spec.js';
import { drawFor } from '../patients/seeded-draw.js';
import { cohortPerson } from './cohort-person.js';
import { isWeekOfMore, type CourseDay, type HiddenAttack, type WhatIf } from './course-day.js';
import { firstDateOf, HiddenCourse } from './hidden-course.js';
import { DAYS_BEFORE, DAYS_PER_YEAR, SETTLING_DAYS, type SharedTables } from './person-record.js';
import { dayOfYear, firstMondayOfSeptember } from './seasons.js';

/** What a study would know of a person, and for the table alone what was behind the attacks. */
export interface PersonFacts {
  readonly number: number;
  readonly ageYears: number;
  /** Is a controller prescribed, and with a long-acting reliever? 0 none, 1 steroid alone, 2 both. */
  readonly step: number;
  readonly attacksYearBefore: number;
  readonly attacksYearAfter: number;
  /** Canisters of reliever dispensed in the year before. */
  readonly canistersYearBefore: number;
  readonly fev1PercentPredicted: number;
  /** Doses taken of those due, year after; NaN without a controller. */
  readonly adherence: number;
  readonly attacks: readonly AttackFacts[];
  readonly course: AttackCourse;
}

export interface AttackFacts extends HiddenAttack {
  /** Days from the first Monday of September of that calendar year. */
  readonly daysFromLaborDay: number;
  /** Care was sought from the second day on of a week in which a what-if adds particles. */
  readonly inWeekOfMore: boolean;
}

/** Sums over attacks of what a diary shows around them, by day from `COURSE_FROM_DAY`; peak flow as a share of the own weeks before. */
export interface AttackCourse {
  readonly peakFlow: readonly DaySum[];
  readonly symptomDay: readonly DaySum[];
  readonly relieverPuffs: readonly DaySum[];
}
export interface DaySum {
  sum: number;
  days: number;
}

export const COURSE_FROM_DAY = -14;
export const COURSE_TO_DAY = 12;
const PUFFS_PER_CANISTER = 200;
const BASELINE_FROM_DAYS = 42;
const LIVED_DAYS = DAYS_BEFORE + DAYS_PER_YEAR;

/** Lives a person's year before and year after enrolment, as it is or as it would be, and says what a study would see. No twin is asked. */
export function factsOfPerson(
  number: number,
  seed: number,
  what: WhatIf,
  { seasons, narrowing }: Pick<SharedTables, 'seasons' | 'narrowing'>,
): PersonFacts {
  const person = cohortPerson(number, seed);
  const { spec } = person;
  const course = new HiddenCourse(
    { person, seed, seasons: seasons[spec.timeZone], narrowing: narrowing[person.lungs]!, what },
    addDays(firstDateOf(person), -DAYS_BEFORE),
  );
  const days: CourseDay[] = [];
  let fev1PercentPredicted = NaN;
  for (let day = 0; day < LIVED_DAYS; day++) {
    if (day === DAYS_BEFORE) fev1PercentPredicted = course.fev1PercentPredicted(person.enrolledMs);
    days.push(course.liveDay());
  }
  const before = days.slice(SETTLING_DAYS, DAYS_BEFORE);
  const after = days.slice(DAYS_BEFORE);
  const attacksIn = (part: readonly CourseDay[]): number => part.filter((day) => day.attackAtMs !== null).length;
  const total = (part: readonly CourseDay[], of: (day: CourseDay) => number): number =>
    part.reduce((sum, day) => sum + of(day), 0);
  const due = total(after, (day) => day.memory.dosesDue);
  return {
    number,
    ageYears: specAgeYears(spec, person.enrolledMs),
    step: spec.regimen.mart ? 2 : spec.regimen.controller ? (spec.regimen.controller.drug.includes('-') ? 2 : 1) : 0,
    attacksYearBefore: attacksIn(before),
    attacksYearAfter: attacksIn(after),
    canistersYearBefore: canisters(
      total(before, (day) => day.memory.relieverPuffs),
      number,
      seed,
      person.habits.spareCanistersPerYear,
    ),
    fev1PercentPredicted,
    adherence: due > 0 ? total(after, (day) => day.memory.dosesTaken) / due : NaN,
    attacks: course.attacks.map((attack) => ({
      ...attack,
      daysFromLaborDay: daysFromLaborDay(attack.atMs),
      inWeekOfMore: isWeekOfMore(dateOf(attack.atMs)) && isWeekOfMore(dateOf(attack.atMs - MS_PER_DAY)),
    })),
    course: attackCourse(days),
  };
}

/** Canisters that the pharmacy counts: those used up, the one begun, and spare ones. */
function canisters(puffs: number, number: number, seed: number, sparePerYear: number): number {
  const draw = drawFor(seed, number, 'canisters');
  let spare = 0;
  // Poisson by waiting times.
  for (let at = -Math.log(1 - draw.next()); at < sparePerYear; at -= Math.log(1 - draw.next())) spare += 1;
  return Math.ceil(puffs / PUFFS_PER_CANISTER) + spare;
}

function daysFromLaborDay(atMs: number): number {
  const date = dateOf(atMs);
  return dayOfYear(date) - firstMondayOfSeptember(Number(date.slice(0, 4)));
}

function dateOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

function attackCourse(days: readonly CourseDay[]): AttackCourse {
  const sums = (): DaySum[] => Array.from({ length: COURSE_TO_DAY - COURSE_FROM_DAY + 1 }, () => ({ sum: 0, days: 0 }));
  const course = { peakFlow: sums(), symptomDay: sums(), relieverPuffs: sums() };
  days.forEach((day, index) => {
    if (day.attackAtMs === null || index < BASELINE_FROM_DAYS) return;
    const usual = median(days.slice(index - BASELINE_FROM_DAYS, index + COURSE_FROM_DAY).flatMap(peakFlows));
    for (let offset = COURSE_FROM_DAY; offset <= COURSE_TO_DAY; offset++) {
      const other = days[index + offset];
      if (!other) continue;
      const place = offset - COURSE_FROM_DAY;
      const add = (sum: DaySum, value: number): void => {
        if (!Number.isFinite(value)) return;
        sum.sum += value;
        sum.days += 1;
      };
      add(course.peakFlow[place]!, Math.min(...peakFlows(other)) / usual);
      add(course.symptomDay[place]!, other.memory.symptomHours >= 2 ? 1 : 0);
      add(course.relieverPuffs[place]!, other.memory.relieverPuffs);
    }
  });
  return course;
}

function peakFlows(day: CourseDay): number[] {
  return day.sessions.map((session) => session.pefLitresPerMinute);
}

/** NaN of none. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
