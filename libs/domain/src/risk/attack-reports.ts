import type { Observation } from '../measurement/observation.js';
import { addDays, calendarDay } from '../time/calendar.js';

/**
 * Where in its week a course of oral steroid is taken to have begun when the questionnaire names no day of care: the middle, so that it is
 * one attack with what the weeks before and after tell of it.
 */
const MIDDLE_OF_WEEK_DAYS = 3;

/**
 * The calendar days on which an attack began, as far as this observation tells: a course of oral steroid beyond the usual, or unscheduled
 * care (the first day of it in the week). Empty for every other observation.
 */
export function attackDaysToldBy(observation: Observation): readonly number[] {
  if (observation.stream !== 'symptoms.week') return [];
  const { localDate, oralSteroid, unscheduledDoctorDates, emergencyDates, hospitalDates } = observation.data;
  const cared = [...unscheduledDoctorDates, ...emergencyDates, ...hospitalDates].map(calendarDay);
  if (cared.length > 0) return [Math.min(...cared)];
  return oralSteroid === 'more-than-usual' ? [calendarDay(addDays(localDate, -MIDDLE_OF_WEEK_DAYS))] : [];
}
