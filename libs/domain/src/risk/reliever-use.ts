import { MS_PER_DAY } from '../time/calendar.js';
import type { TwinState } from '../twin/state.js';
import { toldPuffsPerDay, type DiaryHistory } from './diary-history.js';
import type { InhalerHistory } from './inhaler-history.js';
import { endsAt, firstWithin, type SteadySpan } from './steady-span.js';

const WINDOW_DAYS = 14;
const RECENT_DAYS = 4;
const DAYS_FOR_A_BASELINE = 7;

/** Reliever puffs of a stretch of days: how many the sensors saw, and at least how many a day the diary tells of. */
export interface PuffsOfStretch {
  readonly sensed: number;
  readonly toldPerDay: number;
}

/** What of reliever use stays as it is for a while. */
export interface RelieverUse {
  /** Since when it is known, by the oldest actuation or diary day kept; `NaN`: it is not. */
  readonly sinceMs: number;
  readonly all: PuffsOfStretch;
  readonly recent: PuffsOfStretch;
  readonly before: PuffsOfStretch;
}

/** Reliever use at the span's instant. Maintenance puffs of a MART inhaler never count. */
export function relieverUse(
  { medication, symptoms }: TwinState,
  { relieverAtMs }: InhalerHistory,
  diary: DiaryHistory,
  today: number,
  span: SteadySpan,
): RelieverUse {
  const { nowMs } = span;
  let sinceMs = NaN;
  for (const atMs of [medication.actuations[0]?.atMs, symptoms.days[0]?.atMs]) {
    if (atMs === undefined) continue;
    if (atMs > nowMs) endsAt(span, atMs);
    else if (!(sinceMs <= atMs)) sinceMs = atMs;
  }
  const watched = watchedDays(sinceMs, nowMs);
  // a diary day more is looked at with every day that is watched
  if (watched < WINDOW_DAYS) endsAt(span, sinceMs + Math.ceil(watched) * MS_PER_DAY);
  // while fewer days are watched than the window holds, its far end stays where it is
  const farEnd = watched < WINDOW_DAYS ? { nowMs, untilMs: Infinity } : span;
  const end = firstWithin(relieverAtMs, 0, span);
  const recentFrom = firstWithin(relieverAtMs, RECENT_DAYS, span);
  const stretch = (from: number, to: number, fromDays: number, toDays: number): PuffsOfStretch => ({
    sensed: to - from,
    toldPerDay: toldPuffsPerDay(diary, today, fromDays, toDays),
  });
  const allDays = Math.max(1, watched);
  return {
    sinceMs,
    all: stretch(firstWithin(relieverAtMs, allDays, farEnd), end, 0, allDays),
    recent: stretch(recentFrom, end, 0, RECENT_DAYS),
    before: stretch(firstWithin(relieverAtMs, watched, farEnd), recentFrom, RECENT_DAYS, watched),
  };
}

/** For how many of the last 14 days reliever use is known; `NaN`: not at all. */
export function watchedDays(sinceMs: number, nowMs: number): number {
  return Math.min(WINDOW_DAYS, (nowMs - sinceMs) / MS_PER_DAY);
}

/**
 * Reliever puffs a day over as much of the last 14 days as was watched (at least one day): what the sensors counted, or what the diary
 * says at the least, whichever is more. `NaN` when neither sensor nor diary has spoken.
 */
export function relieverPuffsPerDay({ sinceMs, all }: RelieverUse, nowMs: number): number {
  return perDay(all, Math.max(1, watchedDays(sinceMs, nowMs)));
}

/** Mean puffs a day of the last 4 days less that of the days before, back to day 14; `NaN` before 7 watched days. */
export function relieverRise({ sinceMs, recent, before }: RelieverUse, nowMs: number): number {
  const watched = watchedDays(sinceMs, nowMs);
  if (!(watched >= DAYS_FOR_A_BASELINE)) return NaN;
  return perDay(recent, RECENT_DAYS) - perDay(before, watched - RECENT_DAYS);
}

function perDay({ sensed, toldPerDay }: PuffsOfStretch, days: number): number {
  return Math.max(sensed / days, toldPerDay);
}
