import { MS_PER_DAY, type LocalDate } from '@airway-twin/domain/time';
import type { DayMemory } from '../patients/diary.js';
import type { Inhalation } from '../patients/inhalation.js';
import type { InhalerSpec } from '../patients/patient-spec.js';
import type { CohortPerson } from './cohort-person.js';
import type { HabitDay } from './habit-course.js';
import type { NarrowingTable } from './narrowing-table.js';
import type { Seasons } from './seasons.js';

/** Where a person lives: what a course needs beside the person. */
export interface CourseSetting {
  readonly person: CohortPerson;
  readonly seed: number;
  readonly seasons: Seasons;
  readonly narrowing: NarrowingTable;
  /** What is asked beside the life as it is: more doses taken, more particles in the air. */
  readonly what: WhatIf;
}

export interface WhatIf {
  readonly adherenceAdded: number;
  /** µg/m³ in every second week (`isWeekOfMore`). */
  readonly pm25Added: number;
}
export const AS_IT_IS: WhatIf = { adherenceAdded: 0, pm25Added: 0 };

/** A puff as it was breathed. */
export interface BreathedPuff {
  readonly atMs: number;
  readonly part: 'preventer' | 'reliever' | 'mart';
  readonly inhaler: InhalerSpec;
  readonly inhalation: Inhalation;
}

/** Lung function at the instant of a session, before effort and meter: what a perfect blow would give. */
export interface PlannedSession {
  readonly atMs: number;
  readonly reliever: 'before' | 'after';
  readonly fev1Litres: number;
  readonly fvcLitres: number;
  readonly pefLitresPerMinute: number;
}

/** One day of a hidden life. Of the truth nothing is here but the start of an attack. */
export interface CourseDay {
  readonly date: LocalDate;
  readonly midnightMs: number;
  readonly nextMidnightMs: number;
  readonly puffs: readonly BreathedPuff[];
  readonly sessions: readonly PlannedSession[];
  readonly memory: DayMemory;
  readonly habits: HabitDay;
  /** A person sought care at that instant; null on other days. */
  readonly attackAtMs: number | null;
}

/** What the hidden body knows of an attack: for the table of effects, never for rows. */
export interface HiddenAttack {
  readonly atMs: number;
  /** Days since the strongest of the colds of the last ten days began; null without one. */
  readonly daysAfterCold: number | null;
}

/** From the start of an attack until the next one can begin. */
export const ONE_ATTACK_DAYS = 14;

/** Is the day in a week in which `WhatIf` adds particles? Every second week, counted from a Thursday. */
export function isWeekOfMore(date: LocalDate): boolean {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / (7 * MS_PER_DAY)) % 2 === 0;
}
