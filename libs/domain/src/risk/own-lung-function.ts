import { MS_PER_DAY } from '../time/calendar.js';
import { fractionOfBest, isVerified } from '../twin/lung-function.js';
import type { TwinState } from '../twin/state.js';

/** How the patient's blows of the last two weeks stand: against personal best, and against what is usual in this patient. */
export interface OwnLungFunction {
  /** Mean of 7 days, % of personal best. */
  readonly percentOfBest7d: number | null;
  /** Own median of days 4 to 14 less the lowest of the last 3, % of personal best. */
  readonly fall3d: number | null;
  /** Mean of the last 3 days less that of days 4 to 14, in own standard deviations. */
  readonly z3d: number | null;
  /** Straight line through 7 days, % of personal best a day. */
  readonly slope7d: number | null;
  /** Standard deviation over 14 days, % of personal best. */
  readonly spread14d: number | null;
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

interface AgedPercent {
  readonly ageDays: number;
  readonly percent: number;
}

/** The verified sessions of 14 days, not made after a reliever, as figures of that patient. Each is null when too few are there. */
export function ownLungFunction(state: TwinState, nowMs: number): OwnLungFunction {
  const all = verifiedPercents(state, nowMs);
  const recent = percentsOf(all, 0, RECENT_DAYS);
  const before = percentsOf(all, RECENT_DAYS, WINDOW_DAYS);
  const comparable = recent.length > 0 && before.length >= SESSIONS_FOR_A_BASELINE;
  return {
    percentOfBest7d: meanOrNull(percentsOf(all, 0, MEAN_DAYS)),
    fall3d: comparable ? median(before) - Math.min(...recent) : null,
    z3d: comparable ? (mean(recent) - mean(before)) / ownSpread(before) : null,
    slope7d: slope(all.filter(({ ageDays }) => ageDays < MEAN_DAYS)),
    spread14d: all.length >= SESSIONS_FOR_A_SPREAD ? Math.sqrt(variance(all.map(({ percent }) => percent))) : null,
  };
}

function verifiedPercents(state: TwinState, nowMs: number): AgedPercent[] {
  const { sessions } = state.lungFunction;
  return sessions.flatMap((session, index) => {
    const ageDays = (nowMs - session.atMs) / MS_PER_DAY;
    if (ageDays < 0 || ageDays >= WINDOW_DAYS || session.reliever === 'after' || !isVerified(sessions, index))
      return [];
    const reached = fractionOfBest(state.lungFunction, session);
    return reached ? [{ ageDays, percent: reached.fraction * 100 }] : [];
  });
}

function percentsOf(all: readonly AgedPercent[], fromDays: number, toDays: number): number[] {
  return all.filter(({ ageDays }) => ageDays >= fromDays && ageDays < toDays).map(({ percent }) => percent);
}

function ownSpread(percents: readonly number[]): number {
  const { percent, worthSessions } = USUAL_SPREAD;
  const freedom = percents.length - 1;
  return Math.sqrt((freedom * variance(percents) + worthSessions * percent ** 2) / (freedom + worthSessions));
}

function slope(all: readonly AgedPercent[]): number | null {
  if (all.length < SESSIONS_FOR_A_BASELINE) return null;
  const days = all.map(({ ageDays }) => -ageDays);
  if (Math.max(...days) - Math.min(...days) < LEAST_DAYS_OF_A_SLOPE) return null;
  const [middleDay, middle] = [mean(days), mean(all.map(({ percent }) => percent))];
  const rise = all.reduce((sum, { percent }, index) => sum + (days[index]! - middleDay) * (percent - middle), 0);
  return rise / days.reduce((sum, day) => sum + (day - middleDay) ** 2, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : mean(values);
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
