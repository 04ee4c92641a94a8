import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { freePort, startTestBroker, startTestDatabase } from '@airway-twin/testkit/servers.mjs';
import { eventually } from './line.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let broker: Awaited<ReturnType<typeof startTestBroker>>;
let api: ChildProcess;
/** What it complained of. */
let said: string;
beforeAll(async () => {
  broker = await startTestBroker();
});
afterEach(() => void api.kill('SIGKILL'));
afterAll(() => broker.stop());

async function startApi(databaseUrl: string): Promise<void> {
  api = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'inherit', 'pipe'],
    env: {
      ...process.env,
      PORT: String(await freePort()),
      DATABASE_URL: databaseUrl,
      MQTT_URL: broker.url,
      MQTT_CREDENTIAL_KEY: broker.credentialKey,
      LOG_LEVEL: 'error',
    },
  });
  said = '';
  api.stderr!.on('data', (chunk) => (said += chunk));
}

async function howItEnds(): Promise<unknown[]> {
  const ended = once(api, 'close');
  api.kill('SIGTERM');
  return ended;
}

describe('a process that is asked to end while it starts', () => {
  it('starts, hands on what it has taken over, and ends well', async () => {
    const database = await startTestDatabase();
    const store = new pg.Client(database.url);
    await store.connect();
    await startApi(database.url);
    await eventually(async () => {
      const { rows } = await store.query(`SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid()
        AND datname = current_database()`);
      return rows.length > 0;
    }, 'its start is under way');
    expect(await howItEnds()).toEqual([0, null]);
    const { rows } =
      await store.query(`SELECT bool_and(epoch > 0) AS "wereTaken", bool_or(lease_until > now()) AS "areHeld",
      (SELECT count(*)::int FROM app.instance) AS instances FROM app.shard`);
    expect(rows).toEqual([{ wereTaken: true, areHeld: false, instances: 0 }]);
    await store.end();
    await database.stop();
  }, 30_000);

  it('waits for no store that does not answer', async () => {
    const silentStore = createServer().listen(0, '127.0.0.1');
    await once(silentStore, 'listening');
    const asked = once(silentStore, 'connection');
    await startApi(`postgres://airway@127.0.0.1:${(silentStore.address() as AddressInfo).port}/airway`);
    await asked;
    expect(await howItEnds()).toEqual([0, null]);
    expect(said).toBe('');
    silentStore.close();
  }, 30_000);
});
