import { MS_PER_DAY, MS_PER_HOUR } from '../time/calendar.js';
import type { Stream } from './observation.js';

/** How recent a signal is. Stale data are shown as stale and never acted on silently. */
export type Freshness = 'fresh' | 'ageing' | 'stale' | 'never';

interface FreshnessLimits {
  readonly freshForMs: number;
  readonly staleAfterMs: number;
}

/** Design choice: twice the interval at which the signal is expected is ageing, and past the second limit it is stale. */
export const FRESHNESS_LIMITS: Record<Stream, FreshnessLimits> = {
  'inhaler.actuation': { freshForMs: 36 * MS_PER_HOUR, staleAfterMs: 4 * MS_PER_DAY },
  'spirometer.blow': { freshForMs: 36 * MS_PER_HOUR, staleAfterMs: 4 * MS_PER_DAY },
  'peakflow.session': { freshForMs: 36 * MS_PER_HOUR, staleAfterMs: 4 * MS_PER_DAY },
  'air.reading': { freshForMs: 6 * MS_PER_HOUR, staleAfterMs: 24 * MS_PER_HOUR },
  'environment.day': { freshForMs: 36 * MS_PER_HOUR, staleAfterMs: 3 * MS_PER_DAY },
  'device.health': { freshForMs: 36 * MS_PER_HOUR, staleAfterMs: 4 * MS_PER_DAY },
  'symptoms.day': { freshForMs: 36 * MS_PER_HOUR, staleAfterMs: 4 * MS_PER_DAY },
  'symptoms.week': { freshForMs: 8 * MS_PER_DAY, staleAfterMs: 21 * MS_PER_DAY },
  'control.score': { freshForMs: 28 * MS_PER_DAY, staleAfterMs: 60 * MS_PER_DAY },
};

/** Freshness of a signal last measured then (null: never). */
export function freshness(stream: Stream, measuredAtMs: number | null, nowMs: number): Freshness {
  if (measuredAtMs === null) return 'never';
  const limits = FRESHNESS_LIMITS[stream];
  const ageMs = nowMs - measuredAtMs;
  if (ageMs <= limits.freshForMs) return 'fresh';
  return ageMs <= limits.staleAfterMs ? 'ageing' : 'stale';
}
