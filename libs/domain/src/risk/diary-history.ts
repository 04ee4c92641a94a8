import { MS_PER_DAY, daysBetween, localDate } from '../time/calendar.js';
import type { TwinState } from '../twin/state.js';

const WEEK_DAYS = 7;
const RECENT_DAYS = 3;
const WINDOW_DAYS = 14;

/** A diary day of the last 7 names a cold, 1 or 0; null without a diary in 7 days. */
export function coldReported(state: TwinState, nowMs: number): number | null {
  const week = diaryDays(state, nowMs, 0, WEEK_DAYS);
  if (week.length === 0) return null;
  return week.some((day) => day.triggers.includes('cold')) ? 1 : 0;
}

/** Share of the diary days of the last 3 days with symptoms less that of the days before, back to day 14, −1…1; null without either. */
export function symptomRise(state: TwinState, nowMs: number): number | null {
  const recent = shareWithSymptoms(diaryDays(state, nowMs, 0, RECENT_DAYS));
  const before = shareWithSymptoms(diaryDays(state, nowMs, RECENT_DAYS, WINDOW_DAYS));
  return recent === null || before === null ? null : recent - before;
}

/** Of the last 14 days (or since the twin's first observation, if that is less), the share with a diary, 0…1. */
export function diaryShare(state: TwinState, nowMs: number): number {
  const watchedDays = state.firstObservationAtMs === null ? 0 : (nowMs - state.firstObservationAtMs) / MS_PER_DAY;
  const days = Math.min(WINDOW_DAYS, Math.max(1, Math.ceil(watchedDays)));
  return Math.min(1, diaryDays(state, nowMs, 0, WINDOW_DAYS).length / days);
}

function diaryDays({ profile, symptoms }: TwinState, nowMs: number, fromDays: number, toDays: number) {
  const today = localDate(nowMs, profile.timeZone);
  return symptoms.days.filter((day) => {
    const ageDays = daysBetween(day.localDate, today);
    return ageDays >= fromDays && ageDays < toDays;
  });
}

function shareWithSymptoms(days: ReturnType<typeof diaryDays>): number | null {
  return days.length === 0 ? null : days.filter((day) => day.daySymptoms).length / days.length;
}
