/** The real PostgreSQL of a run, in a data directory of its own, and how it is made to fail. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { takeLock } from '../../bootstrap/lock.mjs';
import { endProcess, startedAt } from '../../bootstrap/process-identity.mjs';
import { startEmbeddedPostgres } from '../../postgres/embedded-postgres.mjs';

/** Kept between runs so that only the first one pays for making the cluster. */
const DATA_DIR = join(tmpdir(), `airway-twin-faults-${process.getuid?.() ?? 'user'}`);
const LOCK_WAIT_MS = 1_800_000;

/** @typedef {Awaited<ReturnType<typeof openStore>>} Store */

/** Starts the server; a second run on the same machine waits for the first. */
export async function openStore() {
  mkdirSync(DATA_DIR, { recursive: true, mode: 0o711 });
  const lock = await takeLock(join(DATA_DIR, 'faults.lock'), { waitMs: LOCK_WAIT_MS });
  if (!lock.taken) throw new Error(`process ${lock.holderPid} has been running faults for half an hour`);
  let server = await startEmbeddedPostgres({ dataDir: DATA_DIR });
  await dropLeftovers(server.url);
  return {
    port: server.port,
    /** A new empty database. @returns {Promise<string>} its URL */
    createDatabase: async () => {
      const name = `faults_${Date.now().toString(36)}_${randomBytes(3).toString('hex')}`;
      await ask(server.url, `create database ${name}`);
      return urlOf(server.url, name);
    },
    /** @param {string} url */
    dropDatabase: (url) => ask(server.url, `drop database if exists ${new URL(url).pathname.slice(1)} with (force)`),
    /** An immediate shutdown: no checkpoint, no goodbye, recovery from the log at the next start. */
    stopAtOnce: () =>
      endProcess({ pid: server.pid, startedAt: startedAt(server.pid) }, { signal: 'SIGQUIT', graceMs: 5_000 }),
    startAgain: async () => {
      server = await startEmbeddedPostgres({ dataDir: DATA_DIR });
    },
    close: async () => {
      await server.stop();
      lock.release();
    },
  };
}

/** What a killed run has left. @param {string} url */
async function dropLeftovers(url) {
  const { rows } = await ask(url, "select datname from pg_database where datname like 'faults\\_%'");
  for (const { datname } of rows) await ask(url, `drop database if exists ${datname} with (force)`);
}

/**
 * One statement on a connection of its own.
 * @param {string} url @param {string} text @param {readonly unknown[]} [values]
 */
export async function ask(url, text, values = []) {
  const client = await connectTo(url);
  try {
    return await client.query(text, [...values]);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A connection of the harness's own, past every proxy. @param {string} url @returns {Promise<pg.Client>} */
export async function connectTo(url) {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'airway-faults',
    connectionTimeoutMillis: 10_000,
    options: '-c timezone=UTC',
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** @param {string} url @param {string} database */
function urlOf(url, database) {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
