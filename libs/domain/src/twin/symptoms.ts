import type { ObservationOf } from '../measurement/observation.js';
import { daysBetween, localDate, type LocalDate } from '../time/calendar.js';
import type { SymptomState } from './state.js';

export const SYMPTOM_DAYS_KEPT = 14;

export const NO_SYMPTOMS: SymptomState = { days: [], week: null, controlScore: null };

/**
 * Can a diary of that day have been written at that instant? A day that has not yet begun where the patient lives cannot. Throws
 * RangeError for an unknown time zone.
 */
export function isDiaryDayPossible(day: LocalDate, measuredAtMs: number, timeZone: string): boolean {
  return daysBetween(day, localDate(measuredAtMs, timeZone)) >= 0;
}

/**
 * The diary after an entry; a later entry of a day takes the place of the earlier one. A day that is not yet possible is left out: it
 * would push out the real ones.
 */
export function rememberSymptomsDay(
  state: SymptomState,
  observation: ObservationOf<'symptoms.day'>,
  timeZone: string,
): SymptomState {
  const { data, measuredAtMs } = observation;
  if (!isDiaryDayPossible(data.localDate, measuredAtMs, timeZone)) return state;
  const days = [...state.days.filter((day) => day.localDate !== data.localDate), { ...data, atMs: measuredAtMs }]
    .sort((a, b) => (a.localDate < b.localDate ? -1 : 1))
    .filter((day, _index, all) => daysBetween(day.localDate, all.at(-1)!.localDate) < SYMPTOM_DAYS_KEPT);
  return { ...state, days };
}

/** Is what is told of a day newer than what is held? Not of a day before the held one, told later, nor of one that has not begun. */
export function takesPlaceOf(
  held: { readonly localDate: LocalDate } | null,
  { data, measuredAtMs }: ObservationOf<'symptoms.week' | 'environment.day'>,
  timeZone: string,
): boolean {
  if (!isDiaryDayPossible(data.localDate, measuredAtMs, timeZone)) return false;
  return held === null || data.localDate >= held.localDate;
}

/**
 * The diary after a week's questionnaire; a later one of the same week takes the place of the earlier. A week before the one that is known,
 * answered later, and a week that is not yet over change nothing.
 */
export function rememberSymptomsWeek(
  state: SymptomState,
  observation: ObservationOf<'symptoms.week'>,
  timeZone: string,
): SymptomState {
  const { data, measuredAtMs } = observation;
  if (!takesPlaceOf(state.week, observation, timeZone)) return state;
  return { ...state, week: { ...data, atMs: measuredAtMs } };
}

/** When the diary was last written in, whichever day the entry was for; null: never. */
export function lastDiaryEntryAtMs(state: SymptomState): number | null {
  return state.days.length > 0 ? Math.max(...state.days.map((day) => day.atMs)) : null;
}
