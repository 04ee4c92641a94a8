/** The real line of a run of rounds: store, one broker, API processes, and a proxy on every link between them. */
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEMO_SITE_ID } from '@airway-twin/contracts/http';
import { SERVING_FILE } from '@airway-twin/contracts/risk-model';
import { request, startApi } from './api.mjs';
import { startEmbeddedBroker, startMosquitto } from './brokers.mjs';
import { openTcpProxy } from './tcp-proxy.mjs';

const MODEL = fileURLToPath(new URL('../../model/artifacts', import.meta.url));

/** Demo accounts are of this site alone. */
export const SITE = DEMO_SITE_ID;

/** How many API processes share the work: of the embedded broker one reads for all, Mosquitto gives each message to one of a group. */
const APIS = {
  embedded: { processes: 2, env: {} },
  mosquitto: { processes: 3, env: { MQTT_SHARED_GROUP: 'airway' } },
};

/** What is not under test may take its time: of a process that has just begun, passwords are slow. */
export const SET_UP_WITHIN_MS = 20_000;

/** @typedef {Awaited<ReturnType<typeof startLine>>} Line */

/**
 * @param {{ broker: import('../plan/schedule.mjs').BrokerKind, store: import('./store.mjs').Store, folder: string }} options `folder`: for
 *   logs, the broker's data and the model
 */
export async function startLine({ broker: kind, store, folder }) {
  mkdirSync(folder, { recursive: true });
  const credentialKey = randomBytes(32).toString('base64url');
  const databaseUrl = await store.createDatabase();
  const broker = await (kind === 'embedded' ? startEmbeddedBroker : startMosquitto)({
    credentialKey,
    folder,
    site: SITE,
  });
  const modelDir = join(folder, 'model');
  restoreModel(modelDir);
  const apis = [];
  const { processes, env } = APIS[kind];
  for (let number = 1; number <= processes; number++) {
    apis.push(await startApi({ number, databaseUrl, brokerPort: broker.port, credentialKey, modelDir, folder, env }));
  }
  const devices = await openTcpProxy(broker.port);
  const login = async (username) =>
    (
      await request(apis[0].url, {
        route: 'session',
        method: 'POST',
        body: { username, password: 'demo' },
        withinMs: SET_UP_WITHIN_MS,
      })
    ).token;
  const tokens = { clinician: await login('clinician'), engineer: await login('engineer') };
  return {
    kind,
    folder,
    store,
    databaseUrl,
    broker,
    apis,
    /** The link between devices and broker. */
    devices,
    tokens,
    modelDir,
    restoreModel: () => restoreModel(modelDir),
    processes: [broker.process, ...apis.map((api) => api.process)],
    stop: async () => {
      await Promise.all(apis.map((api) => api.stop()));
      await devices.close();
      await broker.process.end('SIGTERM');
      await store.dropDatabase(databaseUrl);
    },
  };
}

/** The model of the product, and the choice of it, for one that was served meanwhile may say that it is newer. @param {string} modelDir */
function restoreModel(modelDir) {
  rmSync(modelDir, { recursive: true, force: true });
  cpSync(MODEL, modelDir, { recursive: true });
  const manifest = readdirSync(modelDir).find((name) => name.endsWith('.json'));
  const { sha256 } = JSON.parse(readFileSync(join(modelDir, String(manifest)), 'utf8'));
  writeFileSync(join(modelDir, SERVING_FILE), JSON.stringify({ current: sha256 }));
}
