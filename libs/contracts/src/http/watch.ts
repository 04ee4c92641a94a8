import { z } from 'zod';
import type { DeviceKind, DevicePresence } from '@airway-twin/domain/presence';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { isTopicName } from '../mqtt/topics.js';

/** A device that has fallen silent: an alarm about the device, never about the patient. It closes and changes nothing medical. */
export interface DeviceSilence {
  readonly deviceId: string;
  readonly kind: DeviceKind;
  /** Who wears it. */
  readonly patientId: string;
  readonly timeZone: string;
  /** The clock that its silence is counted on. */
  readonly clock: PatientProfile['clock'];
  readonly presence: DevicePresence;
}

/** The parts that a message passes on its way from the broker to the screens. */
export const PIPELINE_PARTS = ['broker-link', 'store', 'writer', 'outbox'] as const;
export type PipelinePart = (typeof PIPELINE_PARTS)[number];

export interface PartStatus {
  readonly name: PipelinePart;
  /** Since when it has done nothing although work waits; null while it keeps up. */
  readonly standsSinceMs: number | null;
  /** How much work waits for it. */
  readonly waiting: number;
  /** When it last got something done; null: not since this process started. */
  readonly progressedAtMs: number | null;
}

/** What the watchdog says of the pipeline of this API process. */
export interface PipelineStatus {
  readonly atMs: number;
  /** Since when live data have not been arriving: the first part that stands; null while all keep up. */
  readonly standsSinceMs: number | null;
  readonly parts: readonly PartStatus[];
  readonly eventLoop: {
    /** The longest time, in the last seconds, in which this process could do nothing else. */
    readonly longestPauseMs: number;
    /** When it was last blocked for longer than a second. */
    readonly blockedAtMs: number | null;
  };
}

/** What an API process still waits for before it may be sent work. */
export type NotReadyBecause = 'broker' | 'store' | 'shards' | 'stopping';

/** `GET /api/ready`: 200 when this process takes part in the work, 503 with the reasons when it does not. */
export interface ReadyResponse {
  readonly ready: boolean;
  readonly waitsFor: readonly NotReadyBecause[];
}

/** Numbers of messages, first and last included. */
export interface NumberRange {
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** What became of the messages of one boot of a device. */
export interface BootAudit {
  readonly deviceId: string;
  readonly kind: DeviceKind;
  readonly patientId: string | null;
  readonly bootId: string;
  /** It is the boot that was heard last. */
  readonly newest: boolean;
  /** How many messages the device has numbered, as far as is known: by its own word or by the highest number that arrived. */
  readonly numbered: number;
  /** Arrived in all, repetitions included. */
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  /** Kept with the reason, not part of the record. */
  readonly refused: number;
  /** Numbered by the device, and nobody has stored them. */
  readonly missing: readonly NumberRange[];
  readonly missingCount: number;
  /** Numbered above all that arrived, by a device that was heard a moment ago: they may still come. */
  readonly underWay: NumberRange | null;
  readonly lastHeardAtMs: number;
}

/** `GET /api/devices/audit?device&limit` */
export const deviceAuditQuery = z.strictObject({
  device: z.string().refine(isTopicName, { error: 'expected the name of a device' }).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
});
/** `GET /api/devices/audit`, as JSON or CSV by `Accept`: devices by name, the boot heard last first. */
export interface DeviceAuditResponse {
  readonly atMs: number;
  readonly boots: readonly BootAudit[];
}
