import { MS_PER_DAY } from '../time/calendar.js';

/*
 * Figures over "the last so many days" stay as they are until something grows older than that. Instants here are in order, oldest first.
 */

/** From `nowMs` until `untilMs` (itself not included) what was counted at `nowMs` would be counted alike. */
export interface SteadySpan {
  readonly nowMs: number;
  untilMs: number;
}

/** Something is counted otherwise from `atMs` on: the span ends there, unless that lies in the past. */
export function endsAt(span: SteadySpan, atMs: number): void {
  if (atMs >= span.nowMs && atMs < span.untilMs) span.untilMs = atMs;
}

/** The first of these instants that is less than so many days ago; the span ends when it is no longer. Future ones count as such. */
export function firstWithin(atMs: ArrayLike<number>, days: number, span: SteadySpan): number {
  let [low, high] = [0, atMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((span.nowMs - atMs[middle]!) / MS_PER_DAY < days) high = middle;
    else low = middle + 1;
  }
  if (low < atMs.length) endsAt(span, atMs[low]! + days * MS_PER_DAY);
  return low;
}

/** The first of these instants that is at most so many days ago; the span ends when it is longer ago. */
export function firstNotBefore(atMs: ArrayLike<number>, days: number, span: SteadySpan): number {
  let [low, high] = [0, atMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((span.nowMs - atMs[middle]!) / MS_PER_DAY <= days) high = middle;
    else low = middle + 1;
  }
  if (low < atMs.length) endsAt(span, atMs[low]! + days * MS_PER_DAY);
  return low;
}
