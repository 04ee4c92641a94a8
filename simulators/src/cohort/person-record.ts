import type { Observation } from '@airway-twin/domain/measurement';
import { addDays } from '@airway-twin/domain/time';
import type { AirflowTable } from '@airway-twin/domain/mechanics';
import { cohortPerson } from './cohort-person.js';
import { dailyRows } from './daily-rows.js';
import { AS_IT_IS } from './course-day.js';
import { firstDateOf, HiddenCourse } from './hidden-course.js';
import type { NarrowingTable } from './narrowing-table.js';
import { COHORT_ZONES, seasonsOf, type CohortZone, type Seasons } from './seasons.js';
import { scoringInstants, tellerOf } from './told-day.js';

/** A cohort: how many people, for how long, and from which seed all of it is drawn. */
export interface CohortPlan {
  readonly seed: number;
  readonly patients: number;
  readonly years: number;
}

/** What is computed once for all people. */
export interface SharedTables {
  readonly seasons: Readonly<Record<CohortZone, Seasons>>;
  /** By place in `HIDDEN_LUNGS`. */
  readonly narrowing: readonly NarrowingTable[];
  /** By place in `BODY_BUILDS`. */
  readonly airways: readonly AirflowTable[];
}

export const DAYS_PER_YEAR = 365;
/** Before the record everybody lives so long unseen: some weeks to settle, then the year whose attacks the profile names. */
export const SETTLING_DAYS = 35;
export const DAYS_BEFORE = SETTLING_DAYS + DAYS_PER_YEAR;
const SEASONS_FROM = '2022-11-01';
const MOST_YEARS = 5;

/** The seasons of all places, long enough for every record of at most five years. */
export function cohortSeasons(seed: number): Readonly<Record<CohortZone, Seasons>> {
  const days = (MOST_YEARS + 3) * DAYS_PER_YEAR;
  const of = (zone: CohortZone): Seasons => seasonsOf(seed, zone, SEASONS_FROM, days);
  return Object.fromEntries(COHORT_ZONES.map((zone) => [zone, of(zone)])) as Record<CohortZone, Seasons>;
}

/** Whole days of a record of so many years. */
export function daysOf(years: number): number {
  return Math.round(years * DAYS_PER_YEAR);
}

/**
 * The rows of the person of that number: a hidden life is told day by day as observations, the product's twin folds them, and once a day
 * its features are read. Pure: neither the other people nor the order of work change them.
 */
export function rowsOfPerson(
  number: number,
  { seed, years }: Pick<CohortPlan, 'seed' | 'years'>,
  shared: SharedTables,
): Float32Array {
  const { person, course, firstDate, attacksLastYear } = enrolledCourse(number, seed, shared);
  const own = shared.seasons[person.spec.timeZone];
  const teller = tellerOf(person, seed, own, attacksLastYear);
  const days = daysOf(years);
  const attacksMs: number[] = [];
  const observations: Observation[] = [];
  let endMs = 0;
  for (let day = 0; day < days; day++) {
    const lived = course.liveDay();
    endMs = lived.nextMidnightMs;
    if (lived.attackAtMs !== null) attacksMs.push(lived.attackAtMs);
    for (const observation of teller.tell(lived)) observations.push(observation);
  }
  return dailyRows({ number, profile: teller.profile, airways: shared.airways[person.build]! }, observations, {
    instants: scoringInstants(firstDate, days, person.spec.timeZone),
    attacksMs,
    isTold: (_fromMs, untilMs) => untilMs <= endMs,
  });
}

/** A course that has lived until the day of enrolment, and the attacks of the year before. */
function enrolledCourse(number: number, seed: number, shared: SharedTables) {
  const person = cohortPerson(number, seed);
  const firstDate = firstDateOf(person);
  const course = new HiddenCourse(
    {
      person,
      seed,
      seasons: shared.seasons[person.spec.timeZone],
      narrowing: shared.narrowing[person.lungs]!,
      what: AS_IT_IS,
    },
    addDays(firstDate, -DAYS_BEFORE),
  );
  let attacksLastYear = 0;
  for (let day = 0; day < DAYS_BEFORE; day++) {
    if (course.liveDay().attackAtMs !== null && day >= SETTLING_DAYS) attacksLastYear += 1;
  }
  return { person, course, firstDate, attacksLastYear };
}
