import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { pino } from 'pino';
import { deviceReceipt, topicOf, type DeviceReceipt } from '@airway-twin/contracts/mqtt';
import { startServer, type RunningServer } from '../src/server.js';
import { Line, SITE, aProfile, eventually, type TestDevice } from './line.js';

const START = Date.parse('2026-02-01T08:00:00Z');
const numbers = (from: number, through: number) =>
  Array.from({ length: through - from + 1 }, (_unused, index) => from + index);

let line: Line;
let next: RunningServer | null = null;
let storedAtStop: number[];
let receiptAtStop: DeviceReceipt;
let untoldAtStop: unknown[];
let storedAtEnd: number[];

/**
 * A process is stopped while the store makes it wait: it has taken the numbers up to 14, and those from 15 on are sent when it is stopping
 * already. Its clock stands still, so that nothing but the stop makes a second receipt due.
 */
beforeAll(async () => {
  const nowMs = Date.now();
  line = await Line.start({}, () => nowMs);
  const { runtime } = line.server;
  const [monitor] = (await line.patient(aProfile('stays'), { 'stays-air': 'air-monitor' })) as [TestDevice];
  const receipts: DeviceReceipt[] = [];
  monitor.client.on('message', (_topic, payload) => receipts.push(deviceReceipt.parse(JSON.parse(payload.toString()))));
  await monitor.client.subscribeAsync(topicOf({ site: SITE, device: 'stays-air', channel: 'receipt' }), { qos: 1 });
  const send = async (seq: number) =>
    monitor.send('air.reading', START + seq * 60_000, { placement: 'indoor', pm25MicrogramsPerM3: 12 }, seq);
  await send(0);
  await eventually(() => receipts.length === 1, 'the first receipt is there');

  const store = new pg.Client(line.database.url);
  await store.connect();
  const storedNumbers = async () => {
    const { rows } = await store.query<{ seq: string }>('SELECT seq FROM app.observation ORDER BY seq');
    return rows.map(({ seq }) => Number(seq));
  };
  await store.query('BEGIN');
  await store.query('LOCK TABLE app.observation IN ACCESS EXCLUSIVE MODE');
  for (const seq of numbers(1, 14)) {
    await send(seq);
    await eventually(() => runtime.meter.received === seq + 1, 'it has arrived');
  }
  const stopping = line.server.stop();
  for (const seq of numbers(15, 19)) await send(seq);
  await store.query('ROLLBACK');
  await stopping;
  storedAtStop = await storedNumbers();
  receiptAtStop = receipts.at(-1)!;
  ({ rows: untoldAtStop } = await store.query(
    `SELECT shard, outbox_seq, seq FROM app.shard LEFT JOIN app.outbox_cursor USING (shard)
     WHERE outbox_seq > 0 AND (seq IS NULL OR seq < outbox_seq)`,
  ));

  next = await startServer({ ...runtime.config, port: 0 }, pino({ level: 'error' }));
  await eventually(async () => (await storedNumbers()).length === 20, 'the next process has stored the rest', 60_000);
  await eventually(() => next!.runtime.link.unacknowledged === 0, 'and acknowledged it');
  storedAtEnd = await storedNumbers();
  await store.end();
  // A stop that waits for the broker to give up a stalled connection takes longer than this.
}, 80_000);
afterAll(async () => {
  await Promise.all(line.devices.map((device) => device.client.endAsync(true)));
  await next?.stop();
  await line.broker.stop();
  await line.database.stop();
});

describe('a process that is stopped while messages flow', () => {
  it('has committed all that it took', () => {
    expect(storedAtStop.filter((seq) => seq <= 14)).toEqual(numbers(0, 14));
  });

  it('leaves what comes after to whoever reads next', () => {
    expect(storedAtStop.filter((seq) => seq > 14)).toEqual([]);
    expect(storedAtEnd).toEqual(numbers(0, 19));
  });

  it('has told the device how far it is stored', () => {
    expect(receiptAtStop.boots).toMatchObject([{ throughSeq: Math.max(...storedAtStop) }]);
  });

  it('has heard the broker take that, and kept how far devices are told', () => {
    expect(untoldAtStop).toEqual([]);
  });

  it('has acknowledged what it committed: none of it comes again', async () => {
    const { rows } = await next!.runtime.pool.query(
      `SELECT received, stored, duplicate FROM app.device_boot WHERE device_id = 'stays-air'`,
    );
    expect(rows).toEqual([{ received: 20, stored: 20, duplicate: 0 }]);
  });
});

describe('a process whose broker answers nothing any more', () => {
  let stuck: Line;
  beforeEach(async () => {
    stuck = await Line.start();
  });
  afterEach(async () => {
    await Promise.all(stuck.devices.map((device) => device.client.endAsync(true)));
    await stuck.broker.stop('SIGKILL');
    await stuck.database.stop();
  });

  /** A receipt is on its way to a broker that does not take it: what it tells was committed after the broker froze. */
  async function receiptUnderWay(): Promise<void> {
    const { runtime } = stuck.server;
    const [monitor] = (await stuck.patient(aProfile('stuck'), { 'stuck-air': 'air-monitor' })) as [TestDevice];
    const store = new pg.Client({ connectionString: stuck.database.url });
    await store.connect();
    await store.query('BEGIN');
    await store.query('LOCK TABLE app.observation IN ACCESS EXCLUSIVE MODE');
    await monitor.send('air.reading', START, { placement: 'indoor', pm25MicrogramsPerM3: 12 });
    await eventually(() => runtime.meter.received === 1, 'it has arrived');
    stuck.broker.freeze();
    await store.query('ROLLBACK');
    await store.end();
    await eventually(() => runtime.link.unanswered === 1, 'the receipt is published');
  }

  it('stops all the same', async () => {
    await receiptUnderWay();
    await stuck.server.stop();
    expect(stuck.server.runtime.link.connected).toBe(false);
  }, 30_000);

  it('counts the receipt as not told when the broker has gone, and stops', async () => {
    await receiptUnderWay();
    await stuck.broker.stop('SIGKILL');
    await eventually(() => stuck.server.runtime.link.unanswered === 0, 'it is given up');
    await stuck.server.stop();
  }, 30_000);
});
