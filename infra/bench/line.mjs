/** The real line as the benchmark measures it: database, broker, API process, and a second broker for the raw measurement. */
import { fileURLToPath } from 'node:url';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pathOf } from '@airway-twin/contracts/http';
import { API_USERNAME } from '@airway-twin/contracts/mqtt';
import { devicePassword, startTestDatabase } from '../../libs/testkit/servers.mjs';
import { freePort } from '../bootstrap/ports.mjs';
import { API_NODE_ARGUMENTS } from '../bootstrap/workspace.mjs';
import { startMosquitto } from '../faults/line/brokers.mjs';
import { registryOf, SITE } from './cohort.mjs';
import { startPart } from './part.mjs';

const API = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url));
const BROKER = fileURLToPath(new URL('../broker/broker.mjs', import.meta.url));
const PUBLISHER = fileURLToPath(new URL('./publisher.mjs', import.meta.url));
const UP_WITHIN_MS = 60_000;
const CONNECTED_WITHIN_MS = 60_000;

/**
 * @typedef {Awaited<ReturnType<typeof startLine>>} Line
 */

/**
 * Starts everything and waits until the API takes messages.
 * @param {{ profile: string | null, broker: 'embedded' | 'mosquitto' }} options `profile`: folder for the API's CPU profile
 */
export async function startLine({ profile, broker: kind }) {
  const database = await startTestDatabase();
  try {
    const credentialKey = randomBytes(32).toString('base64url');
    const start = () => STARTED_BROKER[kind](credentialKey);
    const brokers = await Promise.all([start(), start()]);
    const [brokerUrl, rawBrokerUrl] = brokers.map(({ url }) => url);
    const port = await freePort();
    const api = startPart(API, {
      env: {
        PORT: String(port),
        HOST: '127.0.0.1',
        DATABASE_URL: database.url,
        MQTT_URL: brokerUrl,
        MQTT_PUBLIC_URL: '',
        MQTT_CREDENTIAL_KEY: credentialKey,
        DEMO: 'cohort',
        REQUIRE_TIMESCALE: '0',
        LOG_LEVEL: 'error',
      },
      nodeArguments: [...API_NODE_ARGUMENTS, ...(profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`])],
    });
    const apiUrl = `http://127.0.0.1:${port}`;
    await untilHealthy(apiUrl);
    const pool = new pg.Pool({ connectionString: database.url, max: 2, application_name: 'airway-bench' });
    pool.on('error', () => undefined);
    return {
      api,
      broker: brokers[0],
      admit: (deviceIds) => Promise.all(brokers.map((each) => each.admit(deviceIds))),
      publisher: startPart(PUBLISHER),
      apiUrl,
      brokerUrl,
      rawBrokerUrl,
      pool,
      databaseUrl: database.url,
      subscriberCredentials: { username: API_USERNAME, password: devicePassword(credentialKey, API_USERNAME) },
      token: (username) => login(apiUrl, username),
      stop: async () => {
        await api.stop();
        await pool.end();
        await Promise.all(brokers.map((each) => each.stop()));
        await database.stop();
      },
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/**
 * A broker of its own, which knows the devices that it is told to admit.
 * @type {Record<'embedded' | 'mosquitto', (credentialKey: string) => Promise<{ pid: number, url: string,
 *   admit: (deviceIds: readonly string[]) => Promise<void>, stop: () => Promise<void> }>>}
 */
const STARTED_BROKER = {
  embedded: async (credentialKey) => {
    const env = { MQTT_PORT: '0', MQTT_CREDENTIAL_KEY: credentialKey };
    const part = startPart(BROKER, { env, printsFirstLine: true });
    // Its first line is its URL; every device is known by the key.
    return { pid: part.pid, url: await part.firstLine, admit: async () => undefined, stop: part.stop };
  },
  mosquitto: async (credentialKey) => {
    const folder = mkdtempSync(join(tmpdir(), 'airway-twin-bench-'));
    const { process, port, admit } = await startMosquitto({ credentialKey, folder, site: SITE });
    const stop = async () => {
      await process.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    };
    return { pid: Number(process.pid), url: `mqtt://127.0.0.1:${port}`, admit, stop };
  },
};

/** @param {string} apiUrl */
async function untilHealthy(apiUrl) {
  const until = Date.now() + UP_WITHIN_MS;
  let last = 'no answer';
  while (Date.now() < until) {
    try {
      const health = await (await fetch(`${apiUrl}${pathOf('health')}`)).json();
      if (health.status === 'ok') return;
      last = JSON.stringify(health);
    } catch (error) {
      last = error.message;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the API is not well after ${UP_WITHIN_MS} ms: ${last}`);
}

/** A bearer token of a demo account. @param {string} apiUrl @param {string} username @returns {Promise<string>} */
async function login(apiUrl, username) {
  const response = await fetch(`${apiUrl}${pathOf('session')}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: 'demo' }),
  });
  if (!response.ok) throw new Error(`login as ${username}: ${response.status} ${await response.text()}`);
  return (await response.json()).token;
}

/**
 * Registers a cohort and connects its devices, in the publisher's process.
 * @param {Line} line @param {string} cohort @param {string} brokerUrl
 */
export async function connectCohort(line, cohort, brokerUrl) {
  const response = await fetch(`${line.apiUrl}${pathOf('registry')}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await line.token('engineer')}` },
    body: JSON.stringify(registryOf(cohort)),
  });
  if (!response.ok) throw new Error(`registry: ${response.status} ${await response.text()}`);
  const { credentials } = await response.json();
  await line.admit(credentials.map(({ deviceId }) => deviceId));
  line.publisher.tell({ kind: 'connect', url: brokerUrl, credentials });
  await line.publisher.hear('connected', CONNECTED_WITHIN_MS);
}

/**
 * What the API counts since its start.
 * @param {Line} line @param {string} token an engineer's
 * @returns {Promise<import('@airway-twin/contracts/http').IngestMetrics>}
 */
export async function ingestMetrics(line, token) {
  const response = await fetch(`${line.apiUrl}${pathOf('ingest')}`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`ingest: ${response.status} ${await response.text()}`);
  return response.json();
}
