import { MS_PER_HOUR, type LocalDate } from '@airway-twin/domain/time';
import { drawFor } from '../patients/seeded-draw.js';
import { CALIBRATION } from './calibration.js';
import type { CohortPerson } from './cohort-person.js';
import type { Seasons } from './seasons.js';

/** A cold from the instant at which it begins. */
export interface Cold {
  readonly startMs: number;
  readonly strength: number;
}

/** The cold that a person catches on that day; null on most. */
export function coldOf(
  { number, spec, group }: CohortPerson,
  seed: number,
  seasons: Seasons,
  date: LocalDate,
  midnightMs: number,
): Cold | null {
  const draw = drawFor(seed, number, date, 'cold');
  if (!draw.chance((spec.coldsPerYear * seasons.infections(date, group)) / 365)) return null;
  const { median, spread, most } = CALIBRATION.cold;
  const startMs = midnightMs + Math.floor(draw.between(0, 24)) * MS_PER_HOUR;
  return { startMs, strength: Math.min(most, median * Math.exp(draw.normal(0, spread))) };
}

/** Smoke and fumes around a person, and for how many days more. */
export interface Irritants {
  readonly pm25MicrogramsPerM3: number;
  readonly daysLeft: number;
}
export const NO_IRRITANTS: Irritants = { pm25MicrogramsPerM3: 0, daysLeft: 0 };

/** Smoke and fumes of that day, beside the air outside: spells of some days. No monitor sees them. */
export function irritantsAfterDay(person: CohortPerson, seed: number, date: LocalDate, before: Irritants): Irritants {
  const draw = drawFor(seed, person.number, date, 'irritants');
  const { spellsPerYear, median, spread, days } = CALIBRATION.irritants;
  if (before.daysLeft > 1) return { ...before, daysLeft: before.daysLeft - 1 };
  if (!draw.chance(spellsPerYear / 365)) return NO_IRRITANTS;
  const daysLeft = 1 + Math.round(-Math.log(1 - draw.next()) * days);
  return { pm25MicrogramsPerM3: median * Math.exp(draw.normal(0, spread)), daysLeft };
}
