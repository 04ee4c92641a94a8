import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startOwnDatabase } from '@airway-twin/testkit/servers.mjs';
import type { Delay } from '@airway-twin/contracts/live';
import { QUEUE_HIGH } from '../src/twins/twin-writer.js';
import { Line, aProfile, eventually, type TestDevice } from './line.js';

const MESSAGES = 30_000;
const FLOWS_AT_STOP = 4000;
const DEVICES = 8;
const START_MS = Date.parse('2026-01-05T00:00:00Z');
/** Messages of this size that one read from the socket may bring. */
const READ_AT_ONCE = 64 * 1024;
const BYTES_OF_A_MESSAGE = 150;

let database: Awaited<ReturnType<typeof startOwnDatabase>>;
let line: Line;
beforeAll(async () => {
  database = await startOwnDatabase();
  line = await Line.start({ databaseUrl: database.url });
}, 120_000);
afterAll(async () => {
  await line.stop();
  await database.stop();
}, 120_000);

describe('PostgreSQL stops under a flow of 30,000 messages and comes back', () => {
  it('reading stops, memory stays bounded, screens know since when they are delayed; then all is stored, once, and it says so', async () => {
    const { runtime } = line.server;
    const devices: TestDevice[] = [];
    for (let index = 0; index < DEVICES; index++)
      devices.push(...(await line.patient(aProfile(`p${index}`), { [`d${index}`]: 'air-monitor' })));
    const delays: (Delay | null)[] = [];
    const screen = await line.screen('clinician');
    screen.on('delay', (delay) => delays.push(delay));

    let mostQueued = 0;
    const catchingUp: number[] = [];
    const looking = setInterval(() => {
      const { queued, ...metrics } = runtime.metrics();
      mostQueued = Math.max(mostQueued, queued);
      if (metrics.catchingUp) catchingUp.push(queued);
    }, 2);
    let published = 0;
    let isStopped: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => (isStopped = resolve));
    const publishing = Promise.all(
      devices.map(async (device) => {
        for (let seq = 0; seq < MESSAGES / DEVICES; seq += 50) {
          // The flow does not pause for the stop, but the most of it comes after.
          if (published >= FLOWS_AT_STOP) await stopped;
          await Promise.all(
            Array.from({ length: 50 }, (_unused, index) =>
              device.send(
                'air.reading',
                START_MS + (seq + index) * 60_000,
                { placement: 'indoor', pm25MicrogramsPerM3: 10 + (index % 7) },
                seq + index,
              ),
            ),
          );
          published += 50;
        }
      }),
    );
    await eventually(() => runtime.meter.stored > 1000, 'the flow is under way', 60_000);
    const stopping = database.stopServer();
    isStopped();
    await stopping;
    await eventually(() => runtime.writer.retrying, 'the writer tries again', 30_000);
    const storedAtStop = runtime.meter.stored;
    expect(storedAtStop).toBeLessThan(MESSAGES);
    await publishing;
    await eventually(() => runtime.writer.full, 'as much waits as may', 30_000);
    await eventually(() => delays.length > 0, 'screens are told');
    expect(delays).toEqual([{ because: 'store', sinceMs: expect.any(Number) }]);
    const away = runtime.metrics();
    expect(away).toMatchObject({ storageRetrying: true, catchingUp: false, delayedSinceMs: delays[0]!.sinceMs });
    expect(away.behindMs).toBeGreaterThan(0);
    expect(runtime.meter.stored).toBe(storedAtStop);

    await database.startServer();
    await eventually(() => runtime.meter.stored >= MESSAGES, 'all are stored', 120_000);
    await eventually(() => delays.at(-1) === null, 'screens are told that it is over', 30_000);
    clearInterval(looking);
    expect(delays).toHaveLength(2);
    expect(catchingUp.length).toBeGreaterThan(0);
    expect(Math.max(...catchingUp)).toBeGreaterThan(1000);
    expect(mostQueued).toBeGreaterThanOrEqual(QUEUE_HIGH);
    expect(mostQueued).toBeLessThanOrEqual(QUEUE_HIGH + READ_AT_ONCE / BYTES_OF_A_MESSAGE);
    expect(runtime.metrics()).toMatchObject({
      queued: 0,
      behindMs: 0,
      storageRetrying: false,
      catchingUp: false,
      delayedSinceMs: null,
    });
    const { rows } = await runtime.pool.query<{ rows: number; messages: number }>(
      'SELECT count(*) AS rows, count(DISTINCT (device_id, boot_id, seq)) AS messages FROM app.observation',
    );
    expect(rows[0]).toEqual({ rows: MESSAGES, messages: MESSAGES });
  }, 300_000);
});
