import { describe, expect, it } from '@jest/globals';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import { memoryBroker } from '@airway-twin/device/testing';
import { connectSimulatedDevice } from '../device/simulated-device.js';
import { demoCohort } from './cohort.js';
import type { HourOfTruth } from './life-events.js';
import { lifeBootId } from './life-hour.js';
import { createLife } from './life.js';
import { deviceIdOf } from './patient-spec.js';

const startMs = Date.parse('2026-08-01T00:00:00Z');
const DAYS = 8;
/** One in three of the demo's people: together they have every kind of device. */
const people = demoCohort().filter((_spec, index) => index % 3 === 1);
/** Names of the truth that no packet may hold; FEV1 is a measurement as well, and is looked for by its value. */
const SECRET_FIELDS: readonly (keyof HourOfTruth)[] = [
  'narrowing',
  'constriction',
  'constrictionUnmasked',
  'inflammation',
  'virusLoad',
  'relieverEffect',
  'attack',
];

describe('the hidden truth', () => {
  it('is looked for in every kind of device', () => {
    const parts = (specs: typeof people) => new Set(specs.flatMap((spec) => spec.devices.map((device) => device.part)));
    expect(parts(people)).toEqual(parts(demoCohort()));
  });

  it('is in no packet that a device hands to the broker, neither by name nor by value', async () => {
    const broker = memoryBroker();
    broker.online();
    const truths: HourOfTruth[] = [];
    const clients = people.flatMap((spec) => {
      const setting = { spec, seed: 1, startMs };
      const life = createLife(setting, { onTruth: (hour) => truths.push(hour) });
      const events = life.advanceTo(startMs + DAYS * MS_PER_DAY);
      return spec.devices.map((device) => {
        const deviceId = deviceIdOf(spec.patientId, device.part);
        const nowMs = (): number => startMs + DAYS * MS_PER_DAY;
        const client = connectSimulatedDevice({
          site: 'demo',
          deviceId,
          bootId: lifeBootId(setting),
          openLink: broker.openLink,
          wallNowMs: nowMs,
          deviceNowMs: nowMs,
        });
        broker.online();
        for (const event of events) {
          if (event.kind === 'message' && event.deviceId === deviceId)
            void client.publishNumbered(event.stream, event.payload);
        }
        return client;
      });
    });
    await Promise.all(clients.map((client) => client.drained()));
    const packets = broker.taken.map(({ topic, payload }) => `${topic} ${new TextDecoder().decode(payload)}`);
    expect(packets.length).toBeGreaterThan(500);
    const names = new RegExp(SECRET_FIELDS.join('|'), 'i');
    expect(packets.filter((packet) => names.test(packet))).toEqual([]);
    const values = new Set(
      truths
        .flatMap((hour) => [hour.narrowing, hour.constriction, hour.inflammation, hour.fev1Litres])
        .map(String)
        .filter((text) => text.length > 8),
    );
    const numbers = packets.flatMap((packet) => packet.match(/\d+\.\d+/g) ?? []);
    expect(values.size).toBeGreaterThan(1000);
    expect(numbers.filter((text) => values.has(text))).toEqual([]);
  });
});
