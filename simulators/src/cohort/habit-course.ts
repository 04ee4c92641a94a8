import type { LocalDate } from '@airway-twin/domain/time';
import { drawFor } from '../patients/seeded-draw.js';
import { CALIBRATION } from './calibration.js';
import type { CohortPerson } from './cohort-person.js';
import { dayOfYear } from './seasons.js';

/** How a person stands to medicine and devices on one day; shares 0…1. */
export interface HabitDay {
  readonly doseChance: number;
  readonly blowChance: number;
  readonly diaryChance: number;
  readonly weeklyChance: number;
  /** The inhaler sensors tell nothing today, whatever is inhaled. */
  readonly sensorsSilent: boolean;
}

/** What carries over from one day to the next. */
export interface HabitState {
  readonly wander: number;
  readonly forgettingLeft: number;
  readonly pauseLeft: number;
  readonly silentLeft: number;
  readonly awayLeft: number;
}

export const NEW_HABITS: HabitState = { wander: 0, forgettingLeft: 0, pauseLeft: 0, silentLeft: 0, awayLeft: 0 };

const AFTER_ATTACK_DAYS = 25;

/** What of a person's life bears on the habits of the day. */
export interface HabitCause {
  readonly date: LocalDate;
  /** Whole days since the devices were handed out; negative before. */
  readonly sinceEnrolled: number;
  readonly daysSinceAttack: number;
  readonly feltUnwellYesterday: boolean;
  /** Added to the share of doses taken: for asking what better adherence would have changed. */
  readonly adherenceAdded: number;
}

/**
 * The next day of a person's habits. Forgetting comes in spells, holidays in summer and at the end of the year, pauses of measuring over
 * weeks, silences of the sensors by empty batteries; the zeal of the first weeks wears off. Every day draws equally often, so that a
 * changed cause changes no other chance.
 */
export function habitsAfterDay(
  { number, spec, habits }: CohortPerson,
  seed: number,
  state: HabitState,
  cause: HabitCause,
): { readonly day: HabitDay; readonly state: HabitState } {
  const draw = drawFor(seed, number, cause.date, 'habits');
  const begins = (perYear: number, left: number, days: number, least: number): number => {
    const comes = draw.chance(perYear / 365);
    const lasts = least + Math.round(-Math.log(1 - draw.next()) * days);
    return left > 0 ? left - 1 : comes ? lasts : 0;
  };
  const kept = Math.exp(-1 / habits.wander.days);
  const wander = state.wander * kept + draw.normal(0, habits.wander.spread) * Math.sqrt(1 - kept * kept);
  const next: HabitState = {
    wander,
    forgettingLeft: begins(habits.forgettingPerYear, state.forgettingLeft, habits.forgettingDays, 2),
    pauseLeft: begins(habits.pausesPerYear, state.pauseLeft, 18, 3),
    silentLeft: begins(habits.sensorGapsPerYear, state.silentLeft, 9, 2),
    awayLeft: begins(holidaysPerYear(cause.date), state.awayLeft, 5, 4),
  };
  const away = next.awayLeft > 0;
  const settled = logistic(logit(spec.adherence) + wander);
  const shaken = CALIBRATION.takenMoreAfterAttack * Math.exp(-cause.daysSinceAttack / AFTER_ATTACK_DAYS);
  const usual = Math.min(0.99, settled + shaken);
  const dose = usual * (next.forgettingLeft > 0 ? habits.forgettingKeeps : 1) * (away ? 0.7 : 1);
  const tired = cause.sinceEnrolled <= 0 ? 1 : 2 ** (-cause.sinceEnrolled / habits.tireDays);
  const unwell = cause.feltUnwellYesterday ? habits.whenUnwell : 1;
  const measuring = (next.pauseLeft > 0 ? 0 : 1) * tired * unwell;
  return {
    day: {
      doseChance: Math.min(0.995, Math.max(0, dose + cause.adherenceAdded)),
      blowChance: Math.min(0.99, spec.blowsDone * measuring * (away ? 0.25 : 1)),
      diaryChance: Math.min(0.99, spec.diaryDone * measuring * (away ? 0.5 : 1)),
      weeklyChance: Math.min(0.99, (0.25 + 0.65 * spec.diaryDone) * Math.min(1, measuring)),
      sensorsSilent: next.silentLeft > 0,
    },
    state: next,
  };
}

/** Chance of setting off, per year, on that day: July, August and the last weeks of December. */
function holidaysPerYear(date: LocalDate): number {
  const day = dayOfYear(date);
  return (day > 185 && day < 240) || day > 352 ? 5 : 0.5;
}

function logit(share: number): number {
  return Math.log(share / (1 - share));
}

function logistic(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
