import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeDeviceMessage } from './decode.js';
import { topicOf, type Channel } from './topics.js';

const on = (channel: Channel) => topicOf({ site: 'demo', device: 'd1', channel });
const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const envelope = { bootId: 'b1', seq: 0, measuredAt: '2026-03-02T07:00:00Z', sentAt: '2026-03-02T07:00:01+01:00' };

const GOLDEN: Record<string, object> = {
  'inhaler.actuation': {
    schema: 'inhaler.actuation/1',
    ...envelope,
    drug: 'salbutamol',
    peakInspiratoryFlowLitresPerMinute: 62,
    shaken: true,
  },
  'spirometer.blow': {
    schema: 'spirometer.blow/1',
    ...envelope,
    sessionId: 's1',
    fev1Litres: 1.9,
    fvcLitres: 2.3,
    pefLitresPerSecond: 4.6,
    forcedExpiratoryTimeSeconds: 4.2,
    backExtrapolatedVolumeLitres: 0.05,
    reliever: 'before',
    flowVolumeCurve: { volumesLitres: [0, 1, 2.3], flowsLitresPerSecond: [0, 4.6, 0] },
  },
  'peakflow.session': {
    schema: 'peakflow.session/1',
    ...envelope,
    blowsLitresPerMinute: [280, 290, 270],
    reliever: 'unknown',
  },
  'air.reading': { schema: 'air.reading/1', ...envelope, placement: 'indoor', pm25MicrogramsPerM3: 12 },
  'environment.day': { schema: 'environment.day/1', ...envelope, localDate: '2026-03-02', grassPollen: 'very-high' },
  'device.health': { schema: 'device.health/1', ...envelope, batteryPercent: 55 },
};

describe('a message as the contract wants it', () => {
  it.each(Object.keys(GOLDEN))('%s is taken', (channel) => {
    expect(decodeDeviceMessage(on(channel as Channel), bytes(GOLDEN[channel]))).toMatchObject({
      kind: 'stream',
      site: 'demo',
      device: 'd1',
      stream: channel,
    });
  });
});

describe('a quick check', () => {
  const reading = bytes(GOLDEN['air.reading']);
  const wrong = bytes({ ...GOLDEN['air.reading'], placement: 'cellar' });

  it('is believed when it accepts', () => {
    expect(decodeDeviceMessage(on('air.reading'), wrong, { 'air.reading': () => true })).toMatchObject({
      kind: 'stream',
      message: { placement: 'cellar' },
    });
  });

  it('that does not accept leaves the message to the schema', () => {
    const none = { 'air.reading': () => false };
    for (const payload of [reading, wrong]) {
      expect(decodeDeviceMessage(on('air.reading'), payload, none)).toStrictEqual(
        decodeDeviceMessage(on('air.reading'), payload),
      );
    }
  });

  it('of another stream is not asked', () => {
    expect(decodeDeviceMessage(on('air.reading'), wrong, { 'device.health': () => true }).kind).toBe('refused');
  });
});

describe('anything else is refused with the field and what was expected', () => {
  const session = GOLDEN['peakflow.session']!;
  const without = (field: string) => Object.fromEntries(Object.entries(session).filter(([key]) => key !== field));
  it.each([
    ['no JSON', 'peakflow.session', '{"schema":', 'not-json', null],
    ['a list', 'peakflow.session', [1], 'not-an-object', null],
    ['nothing', 'peakflow.session', '', 'payload-empty', null],
    ['no schema', 'peakflow.session', without('schema'), 'missing-field', 'schema'],
    ['an unknown schema', 'peakflow.session', { ...session, schema: 'peakflow.session/9' }, 'unknown-schema', 'schema'],
    ['the schema of another stream', 'peakflow.session', GOLDEN['air.reading'], 'schema-topic-mismatch', 'schema'],
    ['no seq', 'peakflow.session', without('seq'), 'missing-field', 'seq'],
    ['a negative seq', 'peakflow.session', { ...session, seq: -1 }, 'impossible-value', 'seq'],
    [
      'text for a number',
      'peakflow.session',
      { ...session, blowsLitresPerMinute: ['280'] },
      'wrong-type',
      'blowsLitresPerMinute.0',
    ],
    [
      'a unit that was not asked for',
      'peakflow.session',
      { ...session, blowsLitresPerSecond: [4.7] },
      'unknown-field',
      'blowsLitresPerSecond',
    ],
    [
      'litres per second where litres per minute belong',
      'peakflow.session',
      { ...session, blowsLitresPerMinute: [4.7] },
      'impossible-value',
      'blowsLitresPerMinute.0',
    ],
    ['a date that is none', 'peakflow.session', { ...session, measuredAt: 'yesterday' }, 'invalid-value', 'measuredAt'],
    [
      'a drug nobody knows',
      'inhaler.actuation',
      { ...GOLDEN['inhaler.actuation'], drug: 'placebo' },
      'invalid-value',
      'drug',
    ],
    [
      'more FEV1 than FVC',
      'spirometer.blow',
      { ...GOLDEN['spirometer.blow'], fev1Litres: 2.4 },
      'invalid-value',
      'fev1Litres',
    ],
    [
      'a boot id that no store can hold',
      'peakflow.session',
      { ...session, bootId: 'a\u0000b' },
      'invalid-value',
      'bootId',
    ],
    [
      'a lone surrogate',
      'device.health',
      { ...GOLDEN['device.health'], firmware: '\ud800' },
      'invalid-value',
      'firmware',
    ],
    ['what only the twin may say', 'command', {}, 'not-an-uplink', null],
  ])('%s', (_what, channel, payload, reason, field) => {
    expect(decodeDeviceMessage(on(channel as Channel), bytes(payload))).toMatchObject({
      kind: 'refused',
      reason,
      field,
    });
  });

  it('bytes that are no text, and too many of them', () => {
    expect(decodeDeviceMessage(on('air.reading'), Uint8Array.of(0xff, 0xfe))).toMatchObject({ reason: 'not-utf8' });
    expect(decodeDeviceMessage(on('air.reading'), new Uint8Array(65_537))).toMatchObject({
      reason: 'payload-too-large',
    });
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...Object.keys(GOLDEN)), (payload, channel) => {
        expect(decodeDeviceMessage(on(channel as Channel), payload).kind).toBe('refused');
      }),
    );
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(...Object.keys(GOLDEN), 'status', 'reported'), (json, channel) => {
        expect(decodeDeviceMessage(on(channel as Channel), bytes(json)).kind).toBe('refused');
      }),
    );
  });

  it('one wrong field is named, wherever it stands in a good message', () => {
    const fields = Object.entries(GOLDEN).flatMap(([channel, message]) =>
      Object.keys(message).map((field) => [channel, field] as const),
    );
    fc.assert(
      fc.property(fc.constantFrom(...fields), ([channel, field]) => {
        const refused = decodeDeviceMessage(
          on(channel as Channel),
          bytes({ ...GOLDEN[channel], [field]: { not: 'this' } }),
        );
        expect(refused).toMatchObject({ kind: 'refused' });
        expect((refused as { field: string }).field.split('.')[0]).toBe(field);
      }),
    );
  });
});
