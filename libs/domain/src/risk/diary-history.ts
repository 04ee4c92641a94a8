import { MS_PER_DAY, calendarDay } from '../time/calendar.js';
import type { SymptomState } from '../twin/state.js';

const WEEK_DAYS = 7;
const RECENT_DAYS = 3;
const WINDOW_DAYS = 14;

/** The diary's days by their number in the calendar. */
export interface DiaryHistory {
  readonly days: SymptomState['days'];
  readonly numbers: readonly number[];
}

const known = new WeakMap<SymptomState['days'], DiaryHistory>();

/** The diary with its days numbered, once for each diary remembered. */
export function diaryHistory({ days }: SymptomState): DiaryHistory {
  let history = known.get(days);
  if (history) return history;
  history = { days, numbers: days.map(({ localDate }) => calendarDay(localDate)) };
  known.set(days, history);
  return history;
}

/** A diary day of the last 7 names a cold, 1 or 0; `NaN` without a diary in 7 days. `today`: the calendar day's number. */
export function coldReported(diary: DiaryHistory, today: number): number {
  if (countDays(diary, today, 0, WEEK_DAYS) === 0) return NaN;
  return countDays(diary, today, 0, WEEK_DAYS, (day) => day.triggers.includes('cold')) > 0 ? 1 : 0;
}

/** Share of the diary days of the last 3 days with symptoms less that of the days before, back to day 14, −1…1; `NaN` without either. */
export function symptomRise(diary: DiaryHistory, today: number): number {
  return shareWithSymptoms(diary, today, 0, RECENT_DAYS) - shareWithSymptoms(diary, today, RECENT_DAYS, WINDOW_DAYS);
}

/** How many of the last 14 days have a diary. */
export function diaryDays(diary: DiaryHistory, today: number): number {
  return countDays(diary, today, 0, WINDOW_DAYS);
}

/** Of the last 14 days (or since the twin's first observation, if that is less), the share with a diary, 0…1. */
export function diaryShare(days: number, firstObservationAtMs: number | null, nowMs: number): number {
  const watchedDays = firstObservationAtMs === null ? 0 : (nowMs - firstObservationAtMs) / MS_PER_DAY;
  return Math.min(1, days / Math.min(WINDOW_DAYS, Math.max(1, Math.ceil(watchedDays))));
}

/** Reliever puffs a day that the diary days of a stretch tell of at the least; 0 when none does. */
export function toldPuffsPerDay(
  { days, numbers }: DiaryHistory,
  today: number,
  fromDays: number,
  toDays: number,
): number {
  let [told, sum] = [0, 0];
  for (let at = 0; at < days.length; at++) {
    const ageDays = today - numbers[at]!;
    const puffs = days[at]!.relieverPuffs;
    if (!puffs || !(ageDays >= fromDays && ageDays < toDays)) continue;
    told += 1;
    sum += puffs.atLeast;
  }
  return told === 0 ? 0 : sum / told;
}

function shareWithSymptoms(diary: DiaryHistory, today: number, fromDays: number, toDays: number): number {
  const withSymptoms = countDays(diary, today, fromDays, toDays, (day) => day.daySymptoms === true);
  return withSymptoms / countDays(diary, today, fromDays, toDays);
}

function countDays(
  { days, numbers }: DiaryHistory,
  today: number,
  fromDays: number,
  toDays: number,
  counts: (day: SymptomState['days'][number]) => boolean = () => true,
): number {
  let count = 0;
  for (let at = 0; at < days.length; at++) {
    const ageDays = today - numbers[at]!;
    if (ageDays >= fromDays && ageDays < toDays && counts(days[at]!)) count += 1;
  }
  return count;
}
