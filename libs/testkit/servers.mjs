/** A real database and a real broker for `*.int.spec.ts`. */
import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { takeLock } from '../../infra/bootstrap/lock.mjs';
import { startEmbeddedPostgres } from '../../infra/postgres/embedded-postgres.mjs';

const USER_OF_CLUSTER = 'airway-testkit';
const BROKER = fileURLToPath(new URL('../../infra/broker/broker.mjs', import.meta.url));
/** Kept between runs so that only the first one pays for making the cluster. */
const CLUSTER_DIR = join(tmpdir(), `airway-twin-test-${process.getuid?.() ?? 'user'}`);

/**
 * A new empty database in a PostgreSQL that all tests of this user share: TEST_DATABASE_URL (a server's URL whose user may create
 * databases) when it is set, else an embedded one that ends with its last user.
 */
export async function startTestDatabase() {
  const server = await joinServer();
  const name = `test_${Date.now().toString(36)}_${randomBytes(4).toString('hex')}`;
  await server.admin.query(`create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    stop: async () => {
      await server.admin.query(`drop database if exists ${name} with (force)`);
      await server.leave();
    },
  };
}

/** A PostgreSQL of the test's own that can be stopped and started again, as the same server on the same port. */
export async function startOwnDatabase() {
  const dataDir = mkdtempSync(join(tmpdir(), 'airway-twin-own-'));
  let server = await startEmbeddedPostgres({ dataDir });
  return {
    url: server.url,
    stopServer: () => server.stop(),
    startServer: async () => {
      const { url } = server;
      server = await startEmbeddedPostgres({ dataDir });
      if (server.url !== url) throw new Error('the database came back on another port');
    },
    stop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Joins the shared server, starting it when we are the first. Being connected under our name is what counts as using it. */
async function joinServer() {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    const admin = await connect(given);
    return { url: given, admin, leave: () => admin.end() };
  }
  const lock = await takeClusterLock();
  try {
    const embedded = await startEmbeddedPostgres({ dataDir: CLUSTER_DIR });
    const admin = await connect(embedded.url);
    return { url: embedded.url, admin, leave: () => leaveServer(admin, embedded) };
  } finally {
    lock.release();
  }
}

/** The last one to leave stops the server. */
async function leaveServer(admin, embedded) {
  const lock = await takeClusterLock();
  try {
    const { rows } = await admin.query(
      'select count(*)::int as others from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()',
      [USER_OF_CLUSTER],
    );
    await admin.end();
    if (rows[0].others === 0) await embedded.stop();
  } finally {
    lock.release();
  }
}

async function takeClusterLock() {
  mkdirSync(CLUSTER_DIR, { recursive: true, mode: 0o711 });
  const lock = await takeLock(join(CLUSTER_DIR, 'testkit.lock'), { waitMs: 90_000 });
  if (!lock.taken) throw new Error(`the test database is held by process ${lock.holderPid}`);
  return lock;
}

/** @param {string} url */
async function connect(url) {
  const client = new pg.Client({ connectionString: url, application_name: USER_OF_CLUSTER });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The product's own broker, a process of its own, on a free port, with a credential key of its own. Needs built contracts. */
export async function startTestBroker({ port = 0, credentialKey = randomBytes(32).toString('base64url') } = {}) {
  const child = spawn(process.execPath, [BROKER], {
    env: { ...process.env, NODE_OPTIONS: '', MQTT_PORT: String(port), MQTT_CREDENTIAL_KEY: credentialKey },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk) => (complaints += chunk));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const firstLine = new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const url = await Promise.race([firstLine, ended.then(() => null)]);
  if (url === null) throw new Error(`the broker did not start: ${complaints}`);
  return {
    url,
    credentialKey,
    freeze: () => void child.kill('SIGSTOP'),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await ended;
    },
  };
}

/** The password of an MQTT user, by the rule of the broker: base64url(HMAC-SHA256(key, username)). */
export function devicePassword(credentialKey, username) {
  return createHmac('sha256', credentialKey).update(username).digest('base64url');
}

export { freePort } from '../../infra/bootstrap/ports.mjs';

/** The Mosquitto that is installed here; undefined: none. */
export const MOSQUITTO = ['/usr/sbin', '/usr/local/sbin', ...(process.env.PATH ?? '').split(delimiter)]
  .map((folder) => join(folder, 'mosquitto'))
  .find((file) => existsSync(file));
