import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectAsync, type MqttClient } from 'mqtt';
import pg from 'pg';
import { freePort, startTestBroker, startTestDatabase } from '@airway-twin/testkit/servers.mjs';
import { pathOf, type RegistryResponse, type SessionResponse } from '@airway-twin/contracts/http';
import { STREAM_SCHEMA, topicOf } from '@airway-twin/contracts/mqtt';
import { SITE, aProfile, eventually } from './line.js';

const MESSAGES = 20_000;
const DEVICES = 8;
const START = Date.parse('2026-01-05T00:00:00Z');
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** The built API as a process of its own, which can be killed. */
class ApiProcess {
  private child: ChildProcess | null = null;
  constructor(private readonly env: Record<string, string>) {}

  get url(): string {
    return `http://127.0.0.1:${this.env['PORT']}`;
  }

  async start(): Promise<void> {
    this.child = spawn(process.execPath, [MAIN], { stdio: 'inherit', env: { ...process.env, ...this.env } });
    await eventually(
      () =>
        fetch(`${this.url}${pathOf('health')}`).then(
          (response) => response.ok,
          () => false,
        ),
      'the API answers',
      30_000,
    );
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }
}

let database: Awaited<ReturnType<typeof startTestDatabase>>;
let broker: Awaited<ReturnType<typeof startTestBroker>>;
let api: ApiProcess;
let clients: MqttClient[] = [];
let pool: pg.Pool;
beforeAll(async () => {
  [database, broker] = await Promise.all([startTestDatabase(), startTestBroker()]);
  api = new ApiProcess({
    PORT: String(await freePort()),
    DATABASE_URL: database.url,
    MQTT_URL: broker.url,
    MQTT_CREDENTIAL_KEY: broker.credentialKey,
    LOG_LEVEL: 'error',
  });
  await api.start();
  pool = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  await api.end('SIGTERM');
  await pool.end();
  await broker.stop();
  await database.stop();
});

async function register(): Promise<RegistryResponse['credentials']> {
  const headers = { 'content-type': 'application/json' };
  const session = (await (
    await fetch(`${api.url}${pathOf('session')}`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ username: 'engineer', password: 'demo' }),
    })
  ).json()) as SessionResponse;
  const ids = Array.from({ length: DEVICES }, (_unused, index) => index);
  const response = await fetch(`${api.url}${pathOf('registry')}`, {
    method: 'PUT',
    headers: { ...headers, authorization: `Bearer ${session.token}` },
    body: JSON.stringify({
      patients: ids.map((index) => aProfile(`p${index}`)),
      devices: ids.map((index) => ({
        siteId: SITE,
        deviceId: `d${index}`,
        kind: 'air-monitor',
        model: 'Test monitor',
      })),
      assignments: ids.map((index) => ({
        siteId: SITE,
        deviceId: `d${index}`,
        patientId: `p${index}`,
        validFrom: '2020-01-01T00:00:00Z',
        validTo: null,
      })),
    }),
  });
  return ((await response.json()) as RegistryResponse).credentials;
}

async function storedRows(): Promise<number> {
  const { rows } = await pool.query<{ n: string }>('SELECT count(*) AS n FROM app.observation');
  return Number(rows[0]!.n);
}

describe('kill -9 of the API in the middle of 20,000 acknowledged messages', () => {
  it('loses none and doubles none', async () => {
    const credentials = await register();
    clients = await Promise.all(
      credentials.map(({ deviceId, username, password }) =>
        connectAsync(broker.url, { username, password, clientId: deviceId, clean: false }),
      ),
    );
    let acknowledged = 0;
    const publishing = Promise.all(
      clients.map(async (client, device) => {
        for (let seq = 0; seq < MESSAGES / DEVICES; seq += 50) {
          await Promise.all(
            Array.from({ length: 50 }, async (_unused, index) => {
              const message = {
                schema: STREAM_SCHEMA['air.reading'],
                bootId: 'boot-1',
                seq: seq + index,
                measuredAt: new Date(START + (seq + index) * 60_000).toISOString(),
                sentAt: new Date().toISOString(),
                placement: 'indoor',
                pm25MicrogramsPerM3: 10 + (index % 7),
              };
              await client.publishAsync(
                topicOf({ site: SITE, device: `d${device}`, channel: 'air.reading' }),
                JSON.stringify(message),
                { qos: 1 },
              );
              acknowledged += 1;
            }),
          );
        }
      }),
    );
    await eventually(async () => (await storedRows()) > 2000, 'the stream is well under way', 30_000);
    await api.end('SIGKILL');
    const storedAtDeath = await storedRows();
    expect(storedAtDeath).toBeLessThan(MESSAGES);
    await publishing;
    expect(acknowledged).toBe(MESSAGES);
    await api.start();
    await eventually(async () => (await storedRows()) >= MESSAGES, 'all are stored', 60_000);
    const { rows } = await pool.query<{
      device_id: string;
      n: string;
      distinct_seq: string;
      low: string;
      high: string;
    }>(
      'SELECT device_id, count(*) AS n, count(DISTINCT seq) AS distinct_seq, min(seq) AS low, max(seq) AS high FROM app.observation GROUP BY 1 ORDER BY 1',
    );
    const each = MESSAGES / DEVICES;
    expect(
      rows.map((row) => [row.device_id, Number(row.n), Number(row.distinct_seq), Number(row.low), Number(row.high)]),
    ).toEqual(clients.map((_unused, device) => [`d${device}`, each, each, 0, each - 1]));
    const { rows: counts } = await pool.query<{ stored: string }>('SELECT sum(stored) AS stored FROM app.device_boot');
    expect(Number(counts[0]!.stored)).toBe(MESSAGES);
  }, 180_000);
});
