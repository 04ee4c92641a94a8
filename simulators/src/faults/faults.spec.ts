import { describe, expect, it } from '@jest/globals';
import { decodeDeviceMessage, type DeviceStream } from '@airway-twin/contracts/mqtt';
import { NO_FAULTS } from '@airway-twin/contracts/replay';
import { demoCohort } from '../patients/cohort.js';
import type { DeviceMessage } from '../patients/life-events.js';
import { createLife } from '../patients/life.js';
import { CORRUPTIONS, STREAM_CORRUPTIONS, payloadCorruptions, type IntactMessage } from './corrupt.js';
import { injectFaults, type Packet } from './inject.js';

const startMs = Date.parse('2026-08-01T00:00:00Z');
const events = createLife({ spec: demoCohort()[6]!, seed: 1, startMs }).advanceTo(startMs + 20 * 86_400_000);
const messages = events.filter((event): event is DeviceMessage => event.kind === 'message');
const messagesOf = (packets: readonly Packet[]) => packets.filter((packet) => packet.kind === 'message');

function intact(stream: DeviceStream): IntactMessage {
  const { site, deviceId, payload } = messages.find((one) => one.stream === stream)!;
  return { site, deviceId, stream, payload: { ...payload, sentAt: '2026-09-01T00:00:00.000Z' } };
}

const streams = [
  'inhaler.actuation',
  'spirometer.blow',
  'peakflow.session',
  'air.reading',
  'environment.day',
  'device.health',
] as const;
/** Told by the ingest, which knows the clock and the registry; the contract alone accepts these. */
const TOLD_BY_INGEST = new Set(['measured-in-future', 'unknown-device']);

describe('corrupt messages', () => {
  it('come in at least twenty kinds', () => {
    expect(new Set(CORRUPTIONS.map((one) => one.name)).size).toBeGreaterThanOrEqual(20);
  });

  const cases = streams.flatMap((stream) =>
    [...CORRUPTIONS, ...(STREAM_CORRUPTIONS[stream] ?? [])].map((one) => [stream, one.name, one] as const),
  );
  it.each(cases)('%s, %s: refused for its own reason', (stream, _name, corruption) => {
    const { topic, payload } = corruption.corrupt(intact(stream));
    const arrival = decodeDeviceMessage(topic, payload);
    if (TOLD_BY_INGEST.has(corruption.reason)) expect(arrival.kind).toBe('stream');
    else expect(arrival).toMatchObject({ kind: 'refused', reason: corruption.reason });
  });

  it('the same messages undamaged are accepted', () => {
    for (const stream of streams) {
      const { payload, site, deviceId } = intact(stream);
      const unchanged = CORRUPTIONS.find((one) => one.name === 'cut short')!.corrupt({
        site,
        deviceId,
        stream,
        payload,
      });
      const whole = new TextEncoder().encode(JSON.stringify(payload));
      expect(decodeDeviceMessage(unchanged.topic, whole).kind).toBe('stream');
    }
  });

  it('those that a run injects stay on the device’s own topics', () => {
    for (const stream of streams) {
      for (const one of payloadCorruptions(stream)) expect(one.damages).toBe('payload');
    }
  });
});

describe('faults of a run', () => {
  it('without faults every event passes in order', () => {
    const { packets, injected } = injectFaults(events, NO_FAULTS, 1);
    expect(injected).toBe(0);
    expect(messagesOf(packets).map((packet) => packet.message)).toEqual(messages);
    expect(packets).toHaveLength(events.length);
  });

  it('are the same with the same seed and others with another', () => {
    const faults = { ...NO_FAULTS, dropPercent: 5, duplicatePercent: 5, reorderPercent: 5, corruptPercent: 5 };
    expect(injectFaults(events, faults, 1)).toEqual(injectFaults(events, faults, 1));
    expect(injectFaults(events, faults, 1)).not.toEqual(injectFaults(events, faults, 2));
  });

  it('drop leaves out about the share asked for, and counts it', () => {
    const { packets, injected } = injectFaults(events, { ...NO_FAULTS, dropPercent: 20 }, 1);
    expect(messagesOf(packets)).toHaveLength(messages.length - injected);
    expect(injected / messages.length).toBeGreaterThan(0.12);
    expect(injected / messages.length).toBeLessThan(0.28);
  });

  it('a duplicate is the same message right after the first', () => {
    const { packets, injected } = injectFaults(events, { ...NO_FAULTS, duplicatePercent: 100 }, 1);
    expect(injected).toBe(messages.length);
    const sent = messagesOf(packets).map((packet) => packet.message);
    expect(sent.filter((_one, index) => index % 2 === 0)).toEqual(messages);
    expect(sent.filter((_one, index) => index % 2 === 1)).toEqual(messages);
  });

  it('reordering changes the order and loses nothing', () => {
    const { packets } = injectFaults(events, { ...NO_FAULTS, reorderPercent: 30 }, 1);
    const sent = messagesOf(packets).map((packet) => packet.message);
    expect(sent).not.toEqual(messages);
    expect(new Set(sent)).toEqual(new Set(messages));
  });

  it('a skewed clock shifts every measured time and no identity', () => {
    const { packets } = injectFaults(events, { ...NO_FAULTS, clockSkewMs: 60_000 }, 1);
    messagesOf(packets).forEach(({ message }, index) => {
      expect(Date.parse(message.payload.measuredAt) - Date.parse(messages[index]!.payload.measuredAt)).toBe(60_000);
      expect(message.payload.seq).toBe(messages[index]!.payload.seq);
    });
  });

  it('a delay holds messages back by up to the time asked for', () => {
    const delays = messagesOf(injectFaults(events, { ...NO_FAULTS, delayMs: 200 }, 1).packets).map(
      (one) => one.delayMs,
    );
    expect(Math.max(...delays)).toBeLessThanOrEqual(200);
    expect(Math.max(...delays)).toBeGreaterThan(100);
  });

  it('diary entries never suffer', () => {
    const { packets } = injectFaults(events, { ...NO_FAULTS, dropPercent: 100 }, 1);
    expect(packets).toEqual(events.filter((event) => event.kind === 'symptom'));
  });
});
