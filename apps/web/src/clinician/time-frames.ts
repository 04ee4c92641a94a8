import type { TwinSeriesPoint } from '@airway-twin/contracts/http';
import { recommendationAsOf, type Recommendation } from '@airway-twin/domain/recommendation';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import type { TraitBand } from '@airway-twin/domain/twin';
import { NO_BLOWS, type DrawnTwin } from '../avatar/drawn-twin.js';

/** As far back as the server looks for what stood on the page at a past instant. */
const RECOMMENDATIONS_LOOKED_BACK_MS = 60 * MS_PER_DAY;

/**
 * What the pictures show at an instant of a course that was read before: the bands of C and I straight between the points around it, zone and
 * age of the data as of the earlier point. Null before the first point: of that nothing is known.
 */
export function frameAt(points: readonly TwinSeriesPoint[], atMs: number): DrawnTwin | null {
  const next = firstAfter(points, atMs);
  const before = points[next - 1];
  if (!before) return null;
  const after = points[next] ?? before;
  const share = after === before ? 0 : (atMs - before.atMs) / (after.atMs - before.atMs);
  return {
    atMs,
    constriction: between(before.constriction, after.constriction, share),
    inflammation: between(before.inflammation, after.inflammation, share),
    zone: { value: before.zone, reasons: [], stale: before.zoneStale },
    lungFunction: NO_BLOWS,
  };
}

/** Index of the first point after the instant; the points are by time. */
function firstAfter(points: readonly TwinSeriesPoint[], atMs: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.atMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function between(before: TraitBand | null, after: TraitBand | null, share: number): TraitBand | null {
  if (!before?.known || !after?.known) return before;
  const mix = (from: number, to: number): number => from + (to - from) * share;
  return {
    low: mix(before.low, after.low),
    mid: mix(before.mid, after.mid),
    high: mix(before.high, after.high),
    known: true,
  };
}

/** Recommendations as they stood at that instant, newest first: those made by then, each with the steps it had taken. */
export function recommendationsAt(all: readonly Recommendation[], atMs: number): readonly Recommendation[] {
  return all
    .filter(({ createdAtMs }) => createdAtMs <= atMs && createdAtMs >= atMs - RECOMMENDATIONS_LOOKED_BACK_MS)
    .map((recommendation) => recommendationAsOf(recommendation, atMs));
}

/** How fast the past is played, days of the record per second. */
export const PLAY_SPEEDS = [0.5, 1, 3] as const;
export type PlaySpeed = (typeof PLAY_SPEEDS)[number];
export const PLAYED_DAYS = 30;

/** A window that was hidden plays on from where it was, not from where it would be. */
const LONGEST_STEP_MS = 1000;

/** The instant after so many milliseconds of playing. */
export function playedOn(atMs: number, elapsedMs: number, daysPerSecond: number): number {
  return atMs + (Math.min(elapsedMs, LONGEST_STEP_MS) / 1000) * daysPerSecond * MS_PER_DAY;
}
