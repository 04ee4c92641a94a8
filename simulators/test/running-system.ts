import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort, startTestBroker, startTestDatabase } from '@airway-twin/testkit/servers.mjs';

const API = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url));
const UP_WITHIN_MS = 60_000;

export interface RunningSystem {
  readonly apiUrl: string;
  readonly stop: () => Promise<void>;
}

/** The product as it is built: its own broker, an empty database, the API. What a simulator is for can only be shown against these. */
export async function startSystem(): Promise<RunningSystem> {
  if (!existsSync(API)) throw new Error('apps/api is not built: run "npx tsc -b apps/api" first');
  const [database, broker, port] = await Promise.all([startTestDatabase(), startTestBroker(), freePort()]);
  const apiUrl = `http://127.0.0.1:${port}`;
  const api = spawn(process.execPath, [API], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: database.url,
      MQTT_URL: broker.url,
      MQTT_CREDENTIAL_KEY: broker.credentialKey,
      DEMO: 'cohort',
      LOG_LEVEL: 'error',
    },
  });
  const stop = async (): Promise<void> => {
    await ended(api);
    await broker.stop();
    await database.stop();
  };
  try {
    await untilHealthy(apiUrl, api);
  } catch (error) {
    await stop();
    throw error;
  }
  return { apiUrl, stop };
}

async function untilHealthy(apiUrl: string, api: ChildProcess): Promise<void> {
  const deadlineMs = Date.now() + UP_WITHIN_MS;
  while (Date.now() < deadlineMs) {
    if (api.exitCode !== null) throw new Error(`the API ended with ${api.exitCode}`);
    const answer = await fetch(apiUrl).catch(() => null);
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the API did not come up');
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
