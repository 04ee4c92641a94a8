import { z } from 'zod';
import { identifier, instant } from './envelope.js';

/** `schema` of the messages on a device's own channels. */
export const CHANNEL_SCHEMA = {
  status: 'device.status/1',
  command: 'device.command/1',
  reported: 'device.reported/1',
} as const;

/** Birth message and last will, retained: is the device there, and since which boot? */
export const deviceStatus = z.strictObject({
  schema: z.literal(CHANNEL_SCHEMA.status),
  online: z.boolean(),
  bootId: identifier(),
  at: instant,
});
export type DeviceStatus = z.infer<typeof deviceStatus>;

const desiredRequest = z.strictObject({
  kind: z.enum(['remind-controller', 'request-blow']),
  recommendationId: identifier(),
  issuedAt: instant,
  expiresAt: instant,
});

/**
 * What is desired of a device, whole, retained: a device that was away reads the newest and needs no queue. An empty list asks for
 * nothing. A request never changes a drug or a dose.
 */
export const deviceCommand = z.strictObject({
  schema: z.literal(CHANNEL_SCHEMA.command),
  desiredVersion: z.number().int().min(1).max(2_147_483_647),
  requests: z.array(desiredRequest).max(8),
});
export type DeviceCommand = z.infer<typeof deviceCommand>;
export type DesiredRequest = z.infer<typeof desiredRequest>;

/** What the device has done about what is desired, up to that version. */
export const deviceReported = z.strictObject({
  schema: z.literal(CHANNEL_SCHEMA.reported),
  bootId: identifier(),
  reportedVersion: z.number().int().min(0).max(2_147_483_647),
  shown: z.array(z.strictObject({ recommendationId: identifier(), shownAt: instant })).max(8),
  at: instant,
});
export type DeviceReported = z.infer<typeof deviceReported>;
