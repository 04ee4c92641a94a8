import type { ObservationOf } from '../measurement/observation.js';
import { daysBetween } from '../time/calendar.js';
import type { SymptomState } from './state.js';

export const SYMPTOM_DAYS_KEPT = 14;

export const NO_SYMPTOMS: SymptomState = { days: [], week: null, controlScore: null };

/** The diary after an entry; a later entry of a day takes the place of the earlier one. */
export function rememberSymptomsDay(state: SymptomState, observation: ObservationOf<'symptoms.day'>): SymptomState {
  const { data, measuredAtMs } = observation;
  const days = [...state.days.filter((day) => day.localDate !== data.localDate), { ...data, atMs: measuredAtMs }]
    .sort((a, b) => (a.localDate < b.localDate ? -1 : 1))
    .filter((day, _index, all) => daysBetween(day.localDate, all.at(-1)!.localDate) < SYMPTOM_DAYS_KEPT);
  return { ...state, days };
}
