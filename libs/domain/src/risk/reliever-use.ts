import { MS_PER_DAY, daysBetween, localDate } from '../time/calendar.js';
import type { TwinState } from '../twin/state.js';
import { classifiedPuffs } from '../twin/classified-puffs.js';

const WINDOW_DAYS = 14;
const RECENT_DAYS = 4;
const DAYS_FOR_A_BASELINE = 7;

/**
 * Reliever puffs a day over as much of the last 14 days as was watched (at least one day): what the sensors counted, or what the diary
 * says at the least, whichever is more. Maintenance puffs of a MART inhaler never count. null when neither sensor nor diary has spoken.
 */
export function relieverPuffsPerDay(state: TwinState, nowMs: number): number | null {
  const watched = watchedDays(state, nowMs);
  return watched === null ? null : puffsPerDay(state, nowMs, 0, Math.max(1, watched));
}

/** Mean puffs a day of the last 4 days less that of the days before, back to day 14; null before 7 watched days. */
export function relieverRise(state: TwinState, nowMs: number): number | null {
  const watched = watchedDays(state, nowMs);
  if (watched === null || watched < DAYS_FOR_A_BASELINE) return null;
  return puffsPerDay(state, nowMs, 0, RECENT_DAYS) - puffsPerDay(state, nowMs, RECENT_DAYS, watched);
}

/** For how many of the last 14 days reliever use is known, by the oldest actuation or diary day kept; null: not at all. */
export function watchedDays(state: TwinState, nowMs: number): number | null {
  const starts = [state.medication.actuations[0]?.atMs, state.symptoms.days[0]?.atMs].filter(
    (atMs) => atMs !== undefined,
  );
  const ages = starts.map((atMs) => (nowMs - atMs) / MS_PER_DAY).filter((age) => age >= 0);
  return ages.length === 0 ? null : Math.min(WINDOW_DAYS, Math.max(...ages));
}

/** Mean over the time that lies between so many days ago and so many days ago. */
function puffsPerDay(state: TwinState, nowMs: number, fromDays: number, toDays: number): number {
  const { profile, symptoms } = state;
  const sensed = classifiedPuffs(state).filter((puff) => {
    const ageDays = (nowMs - puff.atMs) / MS_PER_DAY;
    return puff.use === 'reliever' && ageDays >= fromDays && ageDays < toDays;
  }).length;
  const today = localDate(nowMs, profile.timeZone);
  const told = symptoms.days
    .filter((day) => {
      const ageDays = daysBetween(day.localDate, today);
      return ageDays >= fromDays && ageDays < toDays;
    })
    .flatMap((day) => (day.relieverPuffs ? [day.relieverPuffs.atLeast] : []));
  const toldPerDay = told.length === 0 ? 0 : told.reduce((sum, puffs) => sum + puffs, 0) / told.length;
  return Math.max(sensed / (toDays - fromDays), toldPerDay);
}
