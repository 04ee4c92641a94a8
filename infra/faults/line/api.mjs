/** An API process under test: the built program behind proxies of its own, so that each of its links can fail alone. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pathOf } from '@airway-twin/contracts/http';
import { freePort } from '../../bootstrap/ports.mjs';
import { keepProcess } from './kept-process.mjs';
import { openTcpProxy } from './tcp-proxy.mjs';

const MAIN = fileURLToPath(new URL('../../../apps/api/dist/main.js', import.meta.url));
const END_WITH_PARENT = new URL('../../bench/end-with-parent.mjs', import.meta.url).href;
/** More than this is not bounded: the process would end of it. A ward of a run needs a third. */
const HEAP_MOST_MEGABYTES = 320;
const ANSWER_WITHIN_MS = 5_000;

/** @typedef {Awaited<ReturnType<typeof startApi>>} Api */

/**
 * @param {{ number: number, databaseUrl: string, brokerPort: number, credentialKey: string, modelDir: string, folder: string,
 *   env: Record<string, string> }} options
 */
export async function startApi({ number, databaseUrl, brokerPort, credentialKey, modelDir, folder, env }) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const store = new URL(databaseUrl);
  const [database, broker, screens, slowScreens] = await Promise.all(
    [Number(store.port), brokerPort, port, port].map(openTcpProxy),
  );
  store.port = String(database.port);
  const api = keepProcess({
    name: `API ${number}`,
    command: process.execPath,
    args: ['--import', END_WITH_PARENT, `--max-old-space-size=${HEAP_MOST_MEGABYTES}`, MAIN],
    env: {
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: store.href,
      MQTT_URL: `mqtt://127.0.0.1:${broker.port}`,
      MQTT_PUBLIC_URL: '',
      MQTT_CREDENTIAL_KEY: credentialKey,
      MODEL_DIR: modelDir,
      DEMO: 'cohort',
      REQUIRE_TIMESCALE: '0',
      LOG_LEVEL: 'info',
      INSTANCE: `api-${number}`,
      ...env,
    },
    isReady: () => isReady(url),
    logPath: join(folder, `api-${number}.log`),
  });
  await api.start();
  return {
    process: api,
    url,
    links: { database, broker, screens, slowScreens },
    stop: async () => {
      await api.end('SIGTERM');
      await Promise.all([database, broker, screens, slowScreens].map((proxy) => proxy.close()));
    },
  };
}

/** Does this process take part in the work? @param {string} url */
async function isReady(url) {
  const response = await fetch(`${url}${pathOf('ready')}`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  await response.arrayBuffer();
  return response.ok;
}

/**
 * A request with an answer in JSON.
 * @param {string} url the API's
 * @param {{ route: import('@airway-twin/contracts/http').RouteName, params?: Record<string, string>, method?: string, body?: unknown,
 *   token?: string, withinMs?: number }} request
 * @returns {Promise<any>} @throws when the API says no or nothing
 */
export async function request(url, { route, params = {}, method = 'GET', body, token, withinMs = ANSWER_WITHIN_MS }) {
  const response = await fetch(`${url}${pathOf(route, params)}`, {
    method,
    signal: AbortSignal.timeout(withinMs),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${await response.text()}`);
  return response.json();
}
