import type { Medication } from '../patient/profile.js';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '../time/calendar.js';
import type { DeviceKind } from './device-kind.js';

/** How often a device is expected to say something, whatever it is, and how long its silence may last before it counts. */
export interface ExpectedWord {
  readonly everyMs: number;
  readonly lateAfterMs: number;
  readonly silentAfterMs: number;
  readonly lostAfterMs: number;
  /** Mains powered and always connected: then the broker's word that it is gone counts too. Others sleep between two words. */
  readonly staysConnected: boolean;
}

/** A device that reconnects within this time was not away. */
export const RECONNECTS_WITHIN_MS = 2 * MS_PER_MINUTE;

/** Design choices: half an interval of patience, then one word missed for certain is late and two in a row are silence. */
const LATE_AFTER_INTERVALS = 1.5;
const SILENT_AFTER_INTERVALS = 3;
/** No one is called because of a short stay away from home or a router that was off for a while. */
const SILENT_AFTER_AT_LEAST_MS = 6 * MS_PER_HOUR;
const LOST_AFTER_INTERVALS = 14;
const LOST_AFTER_AT_LEAST_MS = 3 * MS_PER_DAY;

/** A body-worn or hand-held device reports its own state once a day, whether or not it was used. */
const DAILY_MS = MS_PER_DAY;
/** An air monitor reads at least every hour: NO2 and ozone are judged by hourly means (EU directive 2008/50/EC, annexes VII and XI). */
const HOURLY_MS = MS_PER_HOUR;
/** Doses are a night apart at the least: more doses a day do not shorten the longest pause between two. */
const LONGEST_DOSE_PAUSE_MS = 12 * MS_PER_HOUR;

/**
 * When a device of that kind is expected to speak, for a wearer with these inhalers; null for one of which nothing is expected. A missed
 * dose is not yet a silent sensor: the regimen shortens the interval only when every inhaler that the sensor can sit on is for regular
 * use, because the registry does not say which one it is.
 */
export function expectedWord(
  kind: DeviceKind,
  medications: readonly Pick<Medication, 'dosesPerDay'>[],
): ExpectedWord | null {
  switch (kind) {
    case 'inhaler-sensor':
      return wordEvery(dosePauseMs(medications), false);
    case 'spirometer':
    case 'peak-flow-meter':
      // Home monitoring asks for one session a day at least (clinical.md 1.6), and the meter's own state comes daily.
      return wordEvery(DAILY_MS, false);
    case 'air-monitor':
      return wordEvery(HOURLY_MS, true);
    case 'environment-feed':
      return wordEvery(DAILY_MS, false);
    case 'replay-runner':
      return null;
  }
}

function dosePauseMs(medications: readonly Pick<Medication, 'dosesPerDay'>[]): number {
  const fewest = medications.reduce((least, { dosesPerDay }) => Math.min(least, dosesPerDay ?? 0), Infinity);
  if (!Number.isFinite(fewest) || fewest <= 1) return DAILY_MS;
  return Math.max(LONGEST_DOSE_PAUSE_MS, MS_PER_DAY / fewest);
}

function wordEvery(everyMs: number, staysConnected: boolean): ExpectedWord {
  return {
    everyMs,
    lateAfterMs: LATE_AFTER_INTERVALS * everyMs,
    silentAfterMs: Math.max(SILENT_AFTER_INTERVALS * everyMs, SILENT_AFTER_AT_LEAST_MS),
    lostAfterMs: Math.max(LOST_AFTER_INTERVALS * everyMs, LOST_AFTER_AT_LEAST_MS),
    staysConnected,
  };
}
