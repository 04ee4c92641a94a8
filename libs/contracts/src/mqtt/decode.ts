import { z } from 'zod';
import { MAX_PAYLOAD_BYTES, envelopeShape } from './envelope.js';
import {
  CHANNEL_SCHEMA,
  deviceReported,
  deviceStatus,
  type DeviceReported,
  type DeviceStatus,
} from './device-channels.js';
import { REPLAY_SCHEMA, replayStatus, type ReplayStatus } from '../replay/control.js';
import { STREAM_MESSAGE, STREAM_SCHEMA, type QuickChecks, type StreamMessage } from './streams.js';
import { isUplink, parseTopic, type DeviceStream } from './topics.js';

/** Why a message was refused. Stored with its bytes, counted, shown to engineers. */
export const REFUSAL_REASONS = [
  'unknown-topic',
  'not-an-uplink',
  'payload-too-large',
  'payload-empty',
  'not-utf8',
  'not-json',
  'not-an-object',
  'unknown-schema',
  'schema-topic-mismatch',
  'missing-field',
  'unknown-field',
  'wrong-type',
  'impossible-value',
  'invalid-value',
  'unknown-device',
  'device-not-assigned',
  'stream-not-of-device',
  'measured-in-future',
  'measured-too-long-ago',
  'sequence-reused',
  'storage-refused',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export interface Refusal {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  /** Dotted path of the field that is wrong; null when it is the whole message. */
  readonly field: string | null;
  /** What was expected there, in a short English sentence for engineers. */
  readonly expected: string;
}

export type StreamArrival = {
  [S in DeviceStream]: {
    readonly kind: 'stream';
    readonly site: string;
    readonly device: string;
    readonly stream: S;
    readonly message: StreamMessage<S>;
  };
}[DeviceStream];

export type Arrival =
  | StreamArrival
  | { readonly kind: 'status'; readonly site: string; readonly device: string; readonly message: DeviceStatus }
  | { readonly kind: 'replay-status'; readonly site: string; readonly device: string; readonly message: ReplayStatus }
  | { readonly kind: 'reported'; readonly site: string; readonly device: string; readonly message: DeviceReported };

const utf8 = new TextDecoder('utf-8', { fatal: true });
const KNOWN_SCHEMAS: ReadonlySet<string> = new Set<string>([
  ...Object.values(STREAM_SCHEMA),
  CHANNEL_SCHEMA.status,
  CHANNEL_SCHEMA.reported,
  REPLAY_SCHEMA.status,
]);

/** A refusal as a value. */
export function refuse(reason: RefusalReason, field: string | null, expected: string): Refusal {
  return { kind: 'refused', reason, field, expected };
}

/**
 * The one check of a device message at the edge: topic, size, encoding, JSON, schema, every field. Never throws for what a device sent;
 * returns what arrived, or why it is refused with the field and what was expected there. Quick checks change its cost, not its result.
 */
export function decodeDeviceMessage(topic: string, payload: Uint8Array, quickChecks?: QuickChecks): Arrival | Refusal {
  const address = parseTopic(topic);
  if (!address) return refuse('unknown-topic', null, 'a topic airway/v1/{site}/{device}/{stream} with a known stream');
  const { site, device, channel } = address;
  if (!isUplink(channel)) return refuse('not-an-uplink', null, 'a channel that devices publish on');
  if (payload.length === 0) return refuse('payload-empty', null, 'a JSON object');
  if (payload.length > MAX_PAYLOAD_BYTES)
    return refuse('payload-too-large', null, `at most ${MAX_PAYLOAD_BYTES} bytes`);
  let text: string;
  try {
    text = utf8.decode(payload);
  } catch {
    return refuse('not-utf8', null, 'UTF-8 text');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('not-json', null, 'JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('not-an-object', null, 'a JSON object');
  if (channel === 'status' && 'schema' in value && value.schema === REPLAY_SCHEMA.status) {
    return checked(replayStatus, REPLAY_SCHEMA.status, value, (message) => ({
      kind: 'replay-status',
      site,
      device,
      message,
    }));
  }
  if (channel === 'status')
    return checked(deviceStatus, CHANNEL_SCHEMA.status, value, (message) => ({
      kind: 'status',
      site,
      device,
      message,
    }));
  if (channel === 'reported')
    return checked(deviceReported, CHANNEL_SCHEMA.reported, value, (message) => ({
      kind: 'reported',
      site,
      device,
      message,
    }));
  const arrival = (message: StreamMessage<typeof channel>) =>
    ({ kind: 'stream', site, device, stream: channel, message }) as StreamArrival;
  if (quickChecks?.[channel]?.(value)) return arrival(value as StreamMessage<typeof channel>);
  return checked<StreamMessage<typeof channel>>(STREAM_MESSAGE[channel], STREAM_SCHEMA[channel], value, arrival);
}

const numbers = z.object({ bootId: envelopeShape.bootId, seq: envelopeShape.seq });

/**
 * The boot and the number that a device gave to a message which may be wrong in everything else; null when they cannot be read. A message
 * that is refused and kept is thereby known to be kept, and need not be sent again.
 */
export function numberedAs(payload: Uint8Array): { bootId: string; seq: number } | null {
  if (payload.length > MAX_PAYLOAD_BYTES) return null;
  try {
    return numbers.safeParse(JSON.parse(utf8.decode(payload))).data ?? null;
  } catch {
    return null;
  }
}

function checked<T>(
  schema: z.ZodType<T>,
  schemaName: string,
  value: object,
  arrival: (message: T) => Arrival,
): Arrival | Refusal {
  const stated: unknown = 'schema' in value ? value.schema : undefined;
  if (stated === undefined) return refuse('missing-field', 'schema', `"${schemaName}"`);
  if (stated !== schemaName) {
    const known = typeof stated === 'string' && KNOWN_SCHEMAS.has(stated);
    return refuse(known ? 'schema-topic-mismatch' : 'unknown-schema', 'schema', `"${schemaName}" on this topic`);
  }
  const parsed = schema.safeParse(value, { reportInput: true });
  return parsed.success ? arrival(parsed.data) : refusalOf(parsed.error.issues[0]!);
}

const FORMAT_NAMED: Readonly<Record<string, string>> = {
  datetime: 'a time such as 2026-03-02T07:00:00Z',
  date: 'a day such as 2026-03-02',
};

function typeNamed(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** Turns the first issue of a schema check into a refusal that names the field. */
export function refusalOf(issue: z.core.$ZodIssue): Refusal {
  const path = issue.path.map(String);
  const field = path.length > 0 ? path.join('.') : null;
  switch (issue.code) {
    case 'unrecognized_keys':
      return refuse(
        'unknown-field',
        [...path, issue.keys[0]].join('.'),
        'no field of this name (units are part of the name)',
      );
    case 'invalid_type':
      return refuse(issue.input === undefined ? 'missing-field' : 'wrong-type', field, typeNamed(issue.expected));
    case 'too_small':
    case 'too_big':
      return refuse('impossible-value', field, issue.message.replace(/^Too (small|big): /, ''));
    case 'invalid_value':
      return refuse('invalid-value', field, `one of ${issue.values.join(', ')}`);
    case 'invalid_format':
      return refuse('invalid-value', field, FORMAT_NAMED[issue.format] ?? issue.message);
    case 'invalid_union':
      return refuse('invalid-value', field, 'one of the known schemas');
    default:
      return refuse('invalid-value', field, issue.message);
  }
}
