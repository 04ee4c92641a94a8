import { z } from 'zod';
import { identifier, instant } from './envelope.js';

/** `schema` of the messages on a device's own channels. */
export const CHANNEL_SCHEMA = {
  status: 'device.status/1',
  command: 'device.command/1',
  reported: 'device.reported/1',
  receipt: 'device.receipt/1',
} as const;

/**
 * Birth message and last will, retained: is the device there, and since which boot? `nextSeq`: how many messages of this boot the device
 * has numbered so far, so that a message that never arrived is missed even when none came after it.
 */
export const deviceStatus = z.strictObject({
  schema: z.literal(CHANNEL_SCHEMA.status),
  online: z.boolean(),
  bootId: identifier(),
  at: instant,
  nextSeq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
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

/** Boots and gaps that one receipt names; a device that has more of them learns of the rest as these are settled. */
export const RECEIPT_BOOTS_MOST = 4;
export const RECEIPT_GAPS_MOST = 32;

const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/**
 * What is safely stored of one boot: every message from 0 to `throughSeq` (-1: none), and of those above it up to `highestSeq` all but
 * the gaps, lowest first. A message that was refused counts as stored: its bytes and the reason are kept.
 */
export const bootReceipt = z
  .strictObject({
    bootId: identifier(),
    throughSeq: z.number().int().min(-1).max(Number.MAX_SAFE_INTEGER),
    highestSeq: z.number().int().min(-1).max(Number.MAX_SAFE_INTEGER),
    gaps: z.array(z.strictObject({ fromSeq: seq, toSeq: seq })).max(RECEIPT_GAPS_MOST),
    /** There are more gaps than these: what lies above the last one named is not known to be stored. */
    moreGaps: z.boolean(),
  })
  .refine((boot) => boot.highestSeq >= boot.throughSeq, { error: 'expected highestSeq at or above throughSeq' });
export type BootReceipt = z.infer<typeof bootReceipt>;

/**
 * What the twin has safely stored of a device, retained: per boot, the one heard last first. A device may forget what a receipt covers,
 * and nothing else; what it names as a gap is sent again. A later receipt may say less than an earlier one: the store was brought back
 * from a backup, and what is still held is sent again.
 */
export const deviceReceipt = z.strictObject({
  schema: z.literal(CHANNEL_SCHEMA.receipt),
  at: instant,
  boots: z.array(bootReceipt).min(1).max(RECEIPT_BOOTS_MOST),
});
export type DeviceReceipt = z.infer<typeof deviceReceipt>;
