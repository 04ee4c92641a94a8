import { isBreathingRate } from './quiet-breath.js';

/** A rate counted by tapping once at the start of each breath in, or why the taps give none. */
export type CountedRate =
  | { readonly ratePerMinute: number; readonly reason: null }
  | { readonly ratePerMinute: null; readonly reason: 'too-few' | 'irregular' | 'impossible' };

/** Three whole breaths lie between four taps. */
const LEAST_TAPS = 4;
/** Calm breathing is more even than this; a longest breath beyond it is a missed tap, a shortest one a double tap. */
const MOST_UNEVEN = 2;

/**
 * Breaths a minute from the instants of taps, one at the start of each breath in. No rate from fewer than four taps, when the longest breath
 * took more than twice the shortest, or outside 4–100 a minute. Errors: RangeError when the taps are not in order of time.
 */
export function rateFromTaps(tapsAtMs: readonly number[]): CountedRate {
  const breathsMs = tapsAtMs.slice(1).map((tapMs, at) => tapMs - (tapsAtMs[at] ?? NaN));
  if (!breathsMs.every((breathMs) => breathMs >= 0))
    throw new RangeError('tapsAtMs: expected instants in order of time');
  if (tapsAtMs.length < LEAST_TAPS) return { ratePerMinute: null, reason: 'too-few' };
  if (Math.max(...breathsMs) > MOST_UNEVEN * Math.min(...breathsMs))
    return { ratePerMinute: null, reason: 'irregular' };
  const ratePerMinute = (60_000 * breathsMs.length) / breathsMs.reduce((sum, breathMs) => sum + breathMs, 0);
  return isBreathingRate(ratePerMinute)
    ? { ratePerMinute, reason: null }
    : { ratePerMinute: null, reason: 'impossible' };
}
