import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { parseTopic } from '@airway-twin/contracts/mqtt';
import type { OutboxEntry } from '../storage/outbox-store.js';
import { DeviceDelivery, RECEIPT_EVERY_MS } from './device-delivery.js';

const SHARD = 3;
const A_ROUND_MS = 150;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const entry = (seq: number, deviceId: string): OutboxEntry => ({
  shard: SHARD,
  seq,
  body: { twins: [], alarms: [], devices: [['demo', deviceId, null, null]], commands: [] },
});

/** A delivery with a store and a broker in memory. */
function aDelivery({ left = [], deliveredThrough = 0 }: { left?: OutboxEntry[]; deliveredThrough?: number } = {}) {
  const told: string[] = [];
  const cursors: number[] = [];
  const broker: { takes: () => Promise<void> } = { takes: () => Promise.resolve() };
  const query = (question: string | { name?: string; values: unknown[][] }): Promise<{ rows: unknown[] }> => {
    if (typeof question === 'string') return Promise.resolve({ rows: [{ shard: SHARD, seq: deliveredThrough }] });
    const { name, values } = question;
    if (name === 'outbox-after') {
      const [, [after]] = values as [number[], [number]];
      return Promise.resolve({ rows: left.filter(({ seq }) => seq > after) });
    }
    if (name === 'stored-boots') {
      const rows = values[1]!.map((deviceId) => ({
        site_id: 'demo',
        device_id: deviceId,
        boot_id: 'boot',
        highest: 0,
        ranges: ['[0,1)'],
      }));
      return Promise.resolve({ rows });
    }
    if (name !== 'save-delivered') throw new Error(`expected a question of the delivery, found ${name}`);
    cursors.push(...(values[2] as number[]));
    return Promise.resolve({ rows: [] });
  };
  const delivery = new DeviceDelivery({
    pool: { query } as never,
    clock: () => Date.now(),
    connected: () => true,
    publishRetained: (topic) => {
      told.push(parseTopic(topic)!.device);
      return broker.takes();
    },
    onError: () => undefined,
  });
  return { delivery, told, cursors, broker, passes: (ms: number) => jest.advanceTimersByTimeAsync(ms) };
}

describe('a device of which something was stored', () => {
  it('counts as told only when the broker has taken the receipt', async () => {
    const { delivery, told, cursors, broker, passes } = aDelivery();
    let take: () => void = () => undefined;
    broker.takes = () => new Promise((resolve) => (take = resolve));
    delivery.add([entry(1, 'meter')]);
    await passes(A_ROUND_MS);
    expect([told, cursors]).toEqual([['meter'], []]);
    take();
    await passes(A_ROUND_MS);
    expect(cursors).toEqual([1]);
  });

  it('is told again what the broker did not take, and the cursor waits for that', async () => {
    const { delivery, told, cursors, broker, passes } = aDelivery();
    broker.takes = () => Promise.reject(new Error('the broker is away'));
    delivery.add([entry(1, 'meter')]);
    await passes(A_ROUND_MS);
    expect([told, cursors]).toEqual([['meter'], []]);
    broker.takes = () => Promise.resolve();
    await passes(A_ROUND_MS);
    expect([told, cursors]).toEqual([['meter', 'meter'], [1]]);
  });

  it('that waits for its next receipt holds the cursor back, though others after it are told', async () => {
    const { delivery, told, cursors, passes } = aDelivery();
    delivery.add([entry(1, 'meter')]);
    await passes(A_ROUND_MS);
    delivery.add([entry(2, 'meter'), entry(3, 'inhaler')]);
    await passes(A_ROUND_MS);
    expect([told, cursors]).toEqual([['meter', 'inhaler'], [1]]);
    await passes(RECEIPT_EVERY_MS);
    expect([told, cursors]).toEqual([
      ['meter', 'inhaler', 'meter'],
      [1, 3],
    ]);
  });

  it('is told by the process that takes its shard over, when the one before has not', async () => {
    const left = [entry(1, 'inhaler'), entry(2, 'meter'), entry(3, 'monitor')];
    const { delivery, told, cursors, passes } = aDelivery({ left, deliveredThrough: 1 });
    await delivery.gain([SHARD]);
    await passes(A_ROUND_MS);
    expect([told, cursors]).toEqual([['meter', 'monitor'], [3]]);
  });

  it('holds the cursor back also when all devices were to be told anew before', async () => {
    const { delivery, told, cursors, passes } = aDelivery({ deliveredThrough: 0 });
    await delivery.gain([SHARD]);
    delivery.add([entry(1, 'meter')]);
    await passes(A_ROUND_MS);
    await delivery.tellAll(() => Promise.resolve([{ siteId: 'demo', deviceId: 'meter', shard: SHARD }]));
    delivery.add([entry(2, 'meter'), entry(3, 'inhaler')]);
    await passes(A_ROUND_MS);
    expect([told, cursors]).toEqual([['meter', 'inhaler'], [1]]);
    await passes(RECEIPT_EVERY_MS);
    expect([told.at(-1), cursors]).toEqual(['meter', [1, 3]]);
  });

  it('is told anew when the broker is back, though nothing was stored since', async () => {
    const { delivery, told, passes } = aDelivery();
    await delivery.gain([SHARD]);
    await delivery.tellAll(() => Promise.resolve([{ siteId: 'demo', deviceId: 'meter', shard: SHARD }]));
    await passes(A_ROUND_MS);
    expect(told).toEqual(['meter']);
  });
});
