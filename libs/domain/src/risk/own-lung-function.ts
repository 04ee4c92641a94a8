import { MS_PER_DAY } from '../time/calendar.js';
import type { LungFunctionState } from '../twin/state.js';
import { verifiedBlows } from '../twin/verified-blows.js';
import { firstWithin, type SteadySpan } from './steady-span.js';

/** How the patient's blows of the last two weeks stand: against personal best, and against what is usual in this patient. `NaN`: too few. */
export interface OwnLungFunction {
  /** Mean of 7 days, % of personal best. */
  readonly percentOfBest7d: number;
  /** Own median of days 4 to 14 less the lowest of the last 3, % of personal best. */
  readonly fall3d: number;
  /** Mean of the last 3 days less that of days 4 to 14, in own standard deviations. */
  readonly z3d: number;
  /** Standard deviation over 14 days, % of personal best. */
  readonly spread14d: number;
  /** The blows of 7 days, for their course. */
  readonly week: Blows;
}

/** Verified sessions that were not made after a reliever, oldest first, with what they reached, % of personal best. */
export interface Blows {
  readonly atMs: readonly number[];
  readonly percent: readonly number[];
}

const WINDOW_DAYS = 14;
const MEAN_DAYS = 7;
const RECENT_DAYS = 3;
const SESSIONS_FOR_A_BASELINE = 3;
const SESSIONS_FOR_A_SPREAD = 4;
const LEAST_DAYS_OF_A_SLOPE = 3;
/**
 * Few sessions tell little of a spread: so many sessions of the usual one are added. 7.6 %: half of the diurnal variation of 15.2 % of
 * asthmatic children without symptoms (Pediatr Pulmonol 1989;7:140).
 */
const USUAL_SPREAD = { percent: 7.6, worthSessions: 3 };

const known = new WeakMap<LungFunctionState, Blows>();

/** The blows that count, worked out once for each lung function remembered. */
export function blowsOf(lungFunction: LungFunctionState): Blows {
  let blows = known.get(lungFunction);
  if (blows) return blows;
  const { sessions, percentOfBest } = verifiedBlows(lungFunction);
  const atMs: number[] = [];
  const percent: number[] = [];
  for (let at = 0; at < sessions.length; at++) {
    if (sessions[at]!.reliever === 'after') continue;
    atMs.push(sessions[at]!.atMs);
    percent.push(percentOfBest[at]!);
  }
  blows = { atMs, percent };
  known.set(lungFunction, blows);
  return blows;
}

/** The blows of 14 days before the span's instant as figures of that patient. */
export function ownLungFunction({ atMs, percent }: Blows, span: SteadySpan): OwnLungFunction {
  const end = firstWithin(atMs, 0, span);
  const all = percent.slice(firstWithin(atMs, WINDOW_DAYS, span), end);
  const weekFrom = firstWithin(atMs, MEAN_DAYS, span);
  const week = percent.slice(weekFrom, end);
  const recent = percent.slice(firstWithin(atMs, RECENT_DAYS, span), end);
  const before = all.slice(0, all.length - recent.length);
  const comparable = recent.length > 0 && before.length >= SESSIONS_FOR_A_BASELINE;
  return {
    percentOfBest7d: week.length > 0 ? mean(week) : NaN,
    fall3d: comparable ? median(before) - Math.min(...recent) : NaN,
    z3d: comparable ? (mean(recent) - mean(before)) / ownSpread(before) : NaN,
    spread14d: all.length >= SESSIONS_FOR_A_SPREAD ? Math.sqrt(variance(all)) : NaN,
    week: { atMs: atMs.slice(weekFrom, end), percent: week },
  };
}

/** Straight line through blows, % of personal best a day; `NaN` for fewer than three, or when they lie within three days. */
export function slopeOf({ atMs, percent }: Blows, middle: number, nowMs: number): number {
  const count = atMs.length;
  if (count < SESSIONS_FOR_A_BASELINE) return NaN;
  const [first, last] = [-((nowMs - atMs[0]!) / MS_PER_DAY), -((nowMs - atMs[count - 1]!) / MS_PER_DAY)];
  if (last - first < LEAST_DAYS_OF_A_SLOPE) return NaN;
  let days = 0;
  for (let at = 0; at < count; at++) days += -((nowMs - atMs[at]!) / MS_PER_DAY);
  const middleDay = days / count;
  let rise = 0;
  let squares = 0;
  for (let at = 0; at < count; at++) {
    const day = -((nowMs - atMs[at]!) / MS_PER_DAY) - middleDay;
    rise += day * (percent[at]! - middle);
    squares += day ** 2;
  }
  return rise / squares;
}

function ownSpread(percents: readonly number[]): number {
  const { percent, worthSessions } = USUAL_SPREAD;
  const freedom = percents.length - 1;
  return Math.sqrt((freedom * variance(percents) + worthSessions * percent ** 2) / (freedom + worthSessions));
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum / values.length;
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += (values[at]! - middle) ** 2;
  return sum / Math.max(1, values.length - 1);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
