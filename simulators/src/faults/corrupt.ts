import { MAX_PAYLOAD_BYTES, topicOf, type DeviceStream, type RefusalReason } from '@airway-twin/contracts/mqtt';

/** A whole message before it is damaged: its address and its fields, `sentAt` included. */
export interface IntactMessage {
  readonly site: string;
  readonly deviceId: string;
  readonly stream: DeviceStream;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface CorruptMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** One way to damage a message, with the reason for which the contract must refuse the result. */
export interface Corruption {
  readonly name: string;
  readonly reason: RefusalReason;
  /** Payload: on the device's own topic. Channel: on a topic that a broker with access rules may not let through. */
  readonly damages: 'payload' | 'channel';
  readonly corrupt: (message: IntactMessage) => CorruptMessage;
}

const encoder = new TextEncoder();
const FAR_FUTURE_MS = 30 * 86_400_000;

function own(message: IntactMessage): string {
  return topicOf({ site: message.site, device: message.deviceId, channel: message.stream });
}

/** The same topic with other fields. */
function fields(change: (payload: Record<string, unknown>, message: IntactMessage) => unknown) {
  return (message: IntactMessage): CorruptMessage => ({
    topic: own(message),
    payload: encoder.encode(JSON.stringify(change({ ...message.payload }, message))),
  });
}

/** The same topic with other bytes. */
function bytes(change: (whole: Uint8Array) => Uint8Array) {
  return (message: IntactMessage): CorruptMessage => ({
    topic: own(message),
    payload: change(encoder.encode(JSON.stringify(message.payload))),
  });
}

function without(payload: Record<string, unknown>, field: string): Record<string, unknown> {
  const { [field]: _left, ...rest } = payload;
  return rest;
}

/** A field that every message of the stream has and that only some values fit. */
const VALUE_FIELD: Readonly<Record<DeviceStream, string>> = {
  'inhaler.actuation': 'peakInspiratoryFlowLitresPerMinute',
  'spirometer.blow': 'fev1Litres',
  'peakflow.session': 'blowsLitresPerMinute',
  'air.reading': 'pm25MicrogramsPerM3',
  'environment.day': 'temperatureCelsius',
  'device.health': 'batteryPercent',
};

function valueAs(value: unknown) {
  return fields((payload, { stream }) => ({
    ...payload,
    [VALUE_FIELD[stream]]: stream === 'peakflow.session' ? [value] : value,
  }));
}

const payloadDamage = (name: string, reason: RefusalReason, corrupt: Corruption['corrupt']): Corruption => ({
  name,
  reason,
  damages: 'payload',
  corrupt,
});
const channelDamage = (name: string, reason: RefusalReason, corrupt: Corruption['corrupt']): Corruption => ({
  name,
  reason,
  damages: 'channel',
  corrupt,
});

/** Every kind of damage. The reason is what `decodeDeviceMessage` gives, or for the last ones the ingest that knows clock and registry. */
export const CORRUPTIONS: readonly Corruption[] = [
  payloadDamage(
    'empty',
    'payload-empty',
    bytes(() => new Uint8Array()),
  ),
  payloadDamage(
    'cut short',
    'not-json',
    bytes((whole) => whole.slice(0, Math.floor(whole.length / 2))),
  ),
  payloadDamage(
    'bytes that are not UTF-8',
    'not-utf8',
    bytes((whole) => Uint8Array.from([...whole, 0xff, 0xfe, 0xc3])),
  ),
  payloadDamage(
    'not JSON at all',
    'not-json',
    bytes(() => encoder.encode('PEF=420;FEV1=2.9')),
  ),
  payloadDamage(
    'NaN as a number',
    'not-json',
    bytes((whole) => replaced(whole, /"seq":\d+/, '"seq":NaN')),
  ),
  payloadDamage(
    'two messages in one',
    'not-json',
    bytes((whole) => Uint8Array.from([...whole, ...whole])),
  ),
  payloadDamage(
    'larger than allowed',
    'payload-too-large',
    fields((payload) => ({ ...payload, note: 'x'.repeat(MAX_PAYLOAD_BYTES) })),
  ),
  payloadDamage(
    'an array',
    'not-an-object',
    fields((payload) => [payload]),
  ),
  payloadDamage(
    'null',
    'not-an-object',
    fields(() => null),
  ),
  payloadDamage(
    'a bare number',
    'not-an-object',
    fields(() => 42),
  ),
  payloadDamage(
    'an empty object',
    'missing-field',
    fields(() => ({})),
  ),
  payloadDamage(
    'without schema',
    'missing-field',
    fields((payload) => without(payload, 'schema')),
  ),
  payloadDamage(
    'unknown schema version',
    'unknown-schema',
    fields((payload, { stream }) => ({ ...payload, schema: `${stream}/99` })),
  ),
  payloadDamage(
    'schema of another topic',
    'schema-topic-mismatch',
    fields((payload, { stream }) => ({
      ...payload,
      schema: stream === 'air.reading' ? 'device.health/1' : 'air.reading/1',
    })),
  ),
  payloadDamage(
    'without seq',
    'missing-field',
    fields((payload) => without(payload, 'seq')),
  ),
  payloadDamage(
    'without bootId',
    'missing-field',
    fields((payload) => without(payload, 'bootId')),
  ),
  payloadDamage(
    'without measuredAt',
    'missing-field',
    fields((payload) => without(payload, 'measuredAt')),
  ),
  payloadDamage(
    'negative seq',
    'impossible-value',
    fields((payload) => ({ ...payload, seq: -1 })),
  ),
  payloadDamage(
    'seq as text',
    'wrong-type',
    fields((payload) => ({ ...payload, seq: String(payload['seq']) })),
  ),
  payloadDamage(
    'fraction as seq',
    'wrong-type',
    fields((payload) => ({ ...payload, seq: 1.5 })),
  ),
  payloadDamage(
    'a date that is none',
    'invalid-value',
    fields((payload) => ({ ...payload, measuredAt: 'yesterday at noon' })),
  ),
  payloadDamage(
    'the 31st of February',
    'invalid-value',
    fields((payload) => ({ ...payload, measuredAt: '2026-02-31T08:00:00Z' })),
  ),
  payloadDamage(
    'time without a zone',
    'invalid-value',
    fields((payload) => ({ ...payload, measuredAt: '2026-02-01T08:00:00' })),
  ),
  payloadDamage(
    'epoch seconds as time',
    'wrong-type',
    fields((payload) => ({ ...payload, measuredAt: 1_790_000_000 })),
  ),
  payloadDamage(
    'empty bootId',
    'impossible-value',
    fields((payload) => ({ ...payload, bootId: '' })),
  ),
  payloadDamage('impossible value', 'impossible-value', valueAs(99_999)),
  payloadDamage('number as text', 'wrong-type', valueAs('3.1')),
  payloadDamage('NaN as text', 'wrong-type', valueAs('NaN')),
  payloadDamage(
    'unit of another name',
    'unknown-field',
    fields((payload) => ({ ...payload, fev1Millilitres: 3100 })),
  ),
  payloadDamage(
    'a field that does not exist',
    'unknown-field',
    fields((payload) => ({ ...payload, patientName: 'nobody' })),
  ),
  payloadDamage(
    'measured next month',
    'measured-in-future',
    fields((payload) => ({ ...payload, measuredAt: later(payload) })),
  ),
  channelDamage('a stream that does not exist', 'unknown-topic', (message) => ({
    ...fields((payload) => payload)(message),
    topic: own(message).replace(message.stream, 'heart.rate'),
  })),
  channelDamage('a channel of the twin', 'not-an-uplink', (message) => ({
    ...fields((payload) => payload)(message),
    topic: topicOf({ site: message.site, device: message.deviceId, channel: 'receipt' }),
  })),
  channelDamage('a device nobody knows', 'unknown-device', (message) => ({
    ...fields((payload) => payload)(message),
    topic: topicOf({ site: message.site, device: `${message.deviceId.slice(0, 50)}-unknown`, channel: message.stream }),
  })),
];

/** Damages that only one stream can have. */
export const STREAM_CORRUPTIONS: Readonly<Partial<Record<DeviceStream, readonly Corruption[]>>> = {
  'inhaler.actuation': [
    payloadDamage(
      'unknown drug',
      'invalid-value',
      fields((payload) => ({ ...payload, drug: 'paracetamol' })),
    ),
  ],
  'spirometer.blow': [
    payloadDamage(
      'FEV1 above FVC',
      'invalid-value',
      fields((payload) => ({ ...payload, fev1Litres: 4, fvcLitres: 3 })),
    ),
    payloadDamage(
      'curve with a missing flow',
      'invalid-value',
      fields((payload) => ({
        ...payload,
        flowVolumeCurve: { volumesLitres: [0, 1, 2], flowsLitresPerSecond: [0, 5] },
      })),
    ),
  ],
  'peakflow.session': [
    payloadDamage(
      'no blow at all',
      'impossible-value',
      fields((payload) => ({ ...payload, blowsLitresPerMinute: [] })),
    ),
  ],
};

/** Damages of the payload alone that fit the stream: those that a run injects, since they pass any broker. */
export function payloadCorruptions(stream: DeviceStream): readonly Corruption[] {
  return [...CORRUPTIONS.filter((one) => one.damages === 'payload'), ...(STREAM_CORRUPTIONS[stream] ?? [])];
}

function replaced(whole: Uint8Array, pattern: RegExp, by: string): Uint8Array {
  return encoder.encode(new TextDecoder().decode(whole).replace(pattern, by));
}

function later(payload: Readonly<Record<string, unknown>>): string {
  return new Date(Date.parse(String(payload['sentAt'])) + FAR_FUTURE_MS).toISOString();
}
