import { z } from 'zod';
import { PLAUSIBLE, type PlausibleRange } from '@airway-twin/domain/measurement';

/** An instant on the wire: ISO 8601 with `Z` or an offset. */
export const instant = z.iso.datetime({ offset: true });

/** A calendar day on the wire: `YYYY-MM-DD`. */
export const localDate = z.iso.date();

/** A number inside the plausible range of its quantity. */
export function within(range: PlausibleRange): z.ZodNumber {
  return z.number().min(range.least).max(range.most);
}

/** A number inside the plausible range, or left out, or null: the sensor does not have it. */
export function optionalWithin(range: PlausibleRange) {
  return within(range).nullish();
}

export { PLAUSIBLE };

/** Longest payload that is read; anything longer is refused unread. */
export const MAX_PAYLOAD_BYTES = 64 * 1024;

/**
 * What every device message carries beside its own fields. `bootId` is new after every restart of the device; `seq` counts its messages
 * over all streams from 0 without a gap; `measuredAt` orders the facts, `sentAt` is when this copy left the device.
 */
export const envelopeShape = {
  bootId: z.string().min(1).max(64),
  seq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  measuredAt: instant,
  sentAt: instant,
};
