import { z } from 'zod';
import { PLAUSIBLE, type PlausibleRange } from '@airway-twin/domain/measurement';

/** An instant on the wire: ISO 8601 with `Z` or an offset, in a year that a person can live to see and every store can hold. */
export const instant = z.iso.datetime({ offset: true }).refine((text) => /^(19[7-9]\d|20\d\d)/.test(text), {
  error: 'expected a time between 1970 and 2099',
});

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

/** A short identifier: printable ASCII, so that every store, log and topic can hold it. */
export function identifier(longest = 64): z.ZodString {
  return z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[\x21-\x7e]+$/, { error: 'expected printable ASCII without spaces' });
}

/** A line that people wrote: well-formed text without control characters. */
export function plainText(longest: number) {
  return z
    .string()
    .min(1)
    .max(longest)
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), {
      error: 'expected text without control characters',
    });
}

/** Longest payload that is read; anything longer is refused unread. */
export const MAX_PAYLOAD_BYTES = 64 * 1024;

/**
 * What every device message carries beside its own fields. `bootId` is new after every restart of the device; `seq` counts its messages
 * over all streams from 0 without a gap; `measuredAt` orders the facts, `sentAt` is when this copy left the device.
 */
export const envelopeShape = {
  bootId: identifier(),
  seq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  measuredAt: instant,
  sentAt: instant,
};
