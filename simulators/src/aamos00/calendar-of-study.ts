import { addDays, instantOf, type LocalDate } from '@airway-twin/domain/time';

/**
 * The data set counts days from each participant's start and has no calendar dates. Day 0 is laid on this date: it is a device of the
 * replay, not a fact of the study. Days −20…184 end before 2022, in the time zone in which all participants lived.
 */
export const STUDY_DAY_ZERO: LocalDate = '2021-06-01';
export const STUDY_TIME_ZONE = 'Europe/London';
/** Devices count as worn from this day of the study on: before the earliest record. */
export const WORN_FROM_DAY = -60;

export function studyDate(day: number): LocalDate {
  return addDays(STUDY_DAY_ZERO, day);
}

/** The instant of an hour (with fraction) of a study day. */
export function studyInstant(day: number, hour: number): number {
  return instantOf(studyDate(day), hour, STUDY_TIME_ZONE);
}
