import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deviceReceipt, topicOf, STREAM_SCHEMA, type DeviceReceipt } from '@airway-twin/contracts/mqtt';
import { Line, SITE, aProfile, eventually, type TestDevice } from './line.js';

const START = Date.parse('2026-02-01T08:00:00Z');
const air = { placement: 'indoor', pm25MicrogramsPerM3: 12 };

let line: Line;
beforeAll(async () => {
  line = await Line.start();
});
afterAll(() => line.stop());

/** Listens for the receipts of a device from now on. */
async function receiptsOf(device: TestDevice): Promise<DeviceReceipt[]> {
  const receipts: DeviceReceipt[] = [];
  const topic = topicOf({ site: SITE, device: device.deviceId, channel: 'receipt' });
  device.client.on('message', (at, payload) => {
    if (at === topic) receipts.push(deviceReceipt.parse(JSON.parse(payload.toString())));
  });
  await device.client.subscribeAsync(topic, { qos: 1 });
  return receipts;
}

async function countOf(table: string, deviceId: string): Promise<number> {
  const { rows } = await line.server.runtime.pool.query<{ n: number }>(
    `SELECT count(*) AS n FROM ${table} WHERE device_id = $1`,
    [deviceId],
  );
  return rows[0]!.n;
}

async function received(deviceId: string): Promise<number> {
  const { rows } = await line.server.runtime.pool.query<{ received: number }>(
    'SELECT received FROM app.device_boot WHERE device_id = $1',
    [deviceId],
  );
  return rows[0]?.received ?? 0;
}

describe('a receipt', () => {
  it('says how far everything is stored and what is missing above, and after the gap is filled that nothing is', async () => {
    const [monitor] = await line.patient(aProfile('r1'), { 'r1-air': 'air-monitor' });
    const receipts = await receiptsOf(monitor!);
    for (const seq of [0, 1, 2, 5, 6, 9]) await monitor!.send('air.reading', START + seq * 60_000, air, seq);
    await eventually(() => receipts.at(-1)?.boots[0]?.highestSeq === 9, 'the receipt has the highest number');
    expect(receipts.at(-1)!.boots).toEqual([
      {
        bootId: 'boot-1',
        throughSeq: 2,
        highestSeq: 9,
        gaps: [
          { fromSeq: 3, toSeq: 4 },
          { fromSeq: 7, toSeq: 8 },
        ],
        moreGaps: false,
      },
    ]);
    for (const seq of [3, 4, 7, 8]) await monitor!.send('air.reading', START + seq * 60_000, air, seq);
    await eventually(() => receipts.at(-1)?.boots[0]?.throughSeq === 9, 'the receipt covers all');
    expect(receipts.at(-1)!.boots[0]!.gaps).toEqual([]);
  });

  it('covers a refused message whose number can be read: it is kept, and need not come again', async () => {
    const [monitor] = await line.patient(aProfile('r2'), { 'r2-air': 'air-monitor' });
    const receipts = await receiptsOf(monitor!);
    await monitor!.send('air.reading', START, air, 0);
    await monitor!.send('air.reading', START + 1, { ...air, pm25MicrogramsPerM3: -4 }, 1);
    await eventually(() => receipts.at(-1)?.boots[0]?.throughSeq === 1, 'the refused number is covered');
    expect(await countOf('app.observation', 'r2-air')).toBe(1);
    expect(await countOf('app.dead_letter', 'r2-air')).toBe(1);
  });

  it('is missed by a device that sends a refused message again: it is kept once, however often it comes', async () => {
    const [monitor] = await line.patient(aProfile('r7'), { 'r7-air': 'air-monitor' });
    const wrong = { ...air, pm25MicrogramsPerM3: -4 };
    await Promise.all([1, 2].map(() => monitor!.send('air.reading', START, wrong, 0)));
    await monitor!.send('air.reading', START, wrong, 0);
    await monitor!.send('air.reading', START, { ...wrong, pm25MicrogramsPerM3: -5 }, 0);
    await eventually(async () => (await received('r7-air')) === 4, 'all four were received');
    expect(await countOf('app.dead_letter', 'r7-air')).toBe(2);
    const { rows } = await line.server.runtime.pool.query(
      `SELECT received, refused, duplicate FROM app.device_boot WHERE device_id = 'r7-air'`,
    );
    expect(rows).toEqual([{ received: 4, refused: 2, duplicate: 2 }]);
  });

  it('greets a device that says hello, also of a boot of which nothing has come yet', async () => {
    const [monitor] = await line.patient(aProfile('r3'), { 'r3-air': 'air-monitor' });
    const receipts = await receiptsOf(monitor!);
    const hello = {
      schema: 'device.status/1',
      online: true,
      bootId: 'boot-9',
      at: new Date().toISOString(),
      nextSeq: 4,
    };
    await monitor!.sendRaw('status', JSON.stringify(hello), true);
    await eventually(() => receipts.length > 0, 'the greeting is answered');
    expect(receipts[0]!.boots).toEqual([
      { bootId: 'boot-9', throughSeq: -1, highestSeq: -1, gaps: [], moreGaps: false },
    ]);
  });

  it('waits for a device that was away when it was given', async () => {
    const [monitor] = await line.patient(aProfile('r9'), { 'r9-air': 'air-monitor' });
    for (const seq of [0, 1, 2]) await monitor!.send('air.reading', START + seq * 60_000, air, seq);
    await eventually(async () => {
      const { rows } = await line.server.runtime.pool.query<{ told: number; written: number; stored: number }>(
        `SELECT (SELECT sum(seq) FROM app.outbox_cursor WHERE consumer = 'devices') AS told, (SELECT sum(outbox_seq) FROM app.shard) AS written,
           (SELECT count(*) FROM app.observation WHERE device_id = 'r9-air') AS stored`,
      );
      return rows[0]!.stored === 3 && Number(rows[0]!.told) === Number(rows[0]!.written);
    }, 'the broker has taken the receipt, and nobody listened');
    const receipts = await receiptsOf(monitor!);
    await eventually(() => receipts.length > 0, 'the receipt is there');
    expect(receipts[0]!.boots).toMatchObject([{ bootId: 'boot-1', throughSeq: 2 }]);
  });

  it('names the boots of two devices that claim one id, each with its own numbers', async () => {
    const [monitor] = await line.patient(aProfile('r4'), { 'r4-air': 'air-monitor' });
    const receipts = await receiptsOf(monitor!);
    const sendAs = (bootId: string, seq: number) =>
      monitor!.sendRaw(
        'air.reading',
        JSON.stringify({
          schema: STREAM_SCHEMA['air.reading'],
          bootId,
          seq,
          measuredAt: new Date(START + seq * 1000 + bootId.length).toISOString(),
          sentAt: new Date().toISOString(),
          ...air,
        }),
      );
    for (const seq of [0, 1, 2]) await sendAs('twin-a', seq);
    for (const seq of [0, 1]) await sendAs('twin-of-a', seq);
    await eventually(
      () => receipts.at(-1)?.boots.length === 2 && receipts.at(-1)!.boots.every((boot) => boot.throughSeq > 0),
      'both are told',
    );
    expect(new Map(receipts.at(-1)!.boots.map((boot) => [boot.bootId, boot.throughSeq]))).toEqual(
      new Map([
        ['twin-a', 2],
        ['twin-of-a', 1],
      ]),
    );
    expect(await countOf('app.observation', 'r4-air')).toBe(5);
  });
});

describe('a number', () => {
  it('that is used for another fact is refused and kept, and the first fact stays as it was', async () => {
    const [monitor] = await line.patient(aProfile('r5'), { 'r5-air': 'air-monitor' });
    await monitor!.send('air.reading', START, air, 0);
    await eventually(async () => (await countOf('app.observation', 'r5-air')) === 1, 'the first is stored');
    await monitor!.send('air.reading', START + 60_000, air, 0);
    await eventually(async () => (await countOf('app.dead_letter', 'r5-air')) === 1, 'the second is refused');
    expect(await countOf('app.observation', 'r5-air')).toBe(1);
    const { rows } = await line.server.runtime.pool.query(
      `SELECT reason, field FROM app.dead_letter WHERE device_id = 'r5-air'`,
    );
    expect(rows).toEqual([{ reason: 'sequence-reused', field: 'seq' }]);
  });

  it('under which the same fact comes again, later and in the same batch, stores it once', async () => {
    const [monitor] = await line.patient(aProfile('r6'), { 'r6-air': 'air-monitor' });
    await Promise.all([1, 2, 3].map(() => monitor!.send('air.reading', START, air, 0)));
    await monitor!.send('air.reading', START, air, 0);
    await eventually(async () => (await received('r6-air')) === 4, 'all four were received');
    expect([await countOf('app.observation', 'r6-air'), await countOf('app.dead_letter', 'r6-air')]).toEqual([1, 0]);
  });
});

describe('when a device measured last', () => {
  it('is not set back by what comes late', async () => {
    const [monitor] = await line.patient(aProfile('r8'), { 'r8-air': 'air-monitor' });
    for (const [seq, hour] of [2, 0, 1].entries()) {
      await monitor!.send('air.reading', START + hour * 3_600_000, air, seq);
      await eventually(async () => (await countOf('app.observation', 'r8-air')) === seq + 1, 'it is stored');
    }
    const { rows } = await line.server.runtime.pool.query<{ last_measured_at: Date }>(
      `SELECT last_measured_at FROM app.device_boot WHERE device_id = 'r8-air'`,
    );
    expect(rows[0]!.last_measured_at.getTime()).toBe(START + 2 * 3_600_000);
  });
});
