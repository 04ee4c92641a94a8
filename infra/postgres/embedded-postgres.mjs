/**
 * The embedded PostgreSQL of one data directory: made, started, adopted and stopped. The server is a process of its own that outlives
 * a killed launcher; the next start finds it by its `postmaster.pid` and adopts it.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { takeLock } from '../bootstrap/lock.mjs';
import { freePort, isPortFree } from '../bootstrap/ports.mjs';
import { commandLine, endProcess, isAlive, startedAt } from '../bootstrap/process-identity.mjs';
import { secretsOf } from '../bootstrap/secrets.mjs';
import { postgresBase, serverUser } from './location.mjs';
import { prepareRuntime } from './runtime.mjs';

const SUPERUSER = 'airway';
const DATABASE = 'airway_twin';
const READY_WITHIN_MS = 60_000;
const LOCK_WAIT_MS = 90_000;
/** Enough for the server, not for whatever the environment of the launcher holds. */
const SERVER_ENVIRONMENT = { PATH: process.env.PATH ?? '', LANG: 'C', HOME: '/' };

/**
 * Starts the embedded PostgreSQL of a data directory, or adopts it when it runs already, and makes sure that the database exists.
 * @param {{ dataDir: string, database?: string }} options
 * @returns {Promise<{ url: string, pid: number, port: number, how: 'new' | 'started' | 'adopted', version: string,
 *   stop: () => Promise<void> }>} `stop` ends the server, adopted or not, by a fast shutdown
 * @throws when the data were made by another major version, or the server is not ready within 60 s; the message ends with its log
 */
export async function startEmbeddedPostgres({ dataDir, database = DATABASE }) {
  const { databasePassword } = secretsOf(dataDir);
  const user = serverUser();
  const base = postgresBase(dataDir, user);
  mkdirSync(base, { recursive: true, mode: 0o755 });
  const lock = await takeLock(join(base, 'launcher.lock'), { waitMs: LOCK_WAIT_MS });
  if (!lock.taken) throw new Error(`${base} is held by another launcher (process ${lock.holderPid})`);
  try {
    const runtime = prepareRuntime(base);
    const cluster = { base, dir: join(base, 'cluster'), user, password: databasePassword, ...runtime };
    refuseOtherMajor(cluster);
    const running = await adopt(cluster);
    const isNew = !running && !existsSync(join(cluster.dir, 'PG_VERSION'));
    if (isNew) initialise(cluster);
    const server = running ?? (await launch(cluster));
    await ensureDatabase(server.port, cluster.password, database);
    return {
      url: urlOf(server.port, cluster.password, database),
      pid: server.pid,
      port: server.port,
      how: running ? 'adopted' : isNew ? 'new' : 'started',
      version: cluster.version,
      stop: () => stopServer(server.pid),
    };
  } finally {
    lock.release();
  }
}

/** Fast shutdown; a second and harder signal only after half a minute. @param {number} pid */
async function stopServer(pid) {
  await endProcess({ pid, startedAt: startedAt(pid) }, { signal: 'SIGINT', graceMs: 30_000 });
}

/** @param {number} port @param {string} password @param {string} database */
function urlOf(port, password, database) {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

/** @param {{ base: string, dir: string, major: number, version: string }} cluster */
function refuseOtherMajor({ dir, major, version }) {
  const path = join(dir, 'PG_VERSION');
  if (!existsSync(path)) return;
  const made = readFileSync(path, 'utf8').trim();
  if (made !== String(major)) {
    throw new Error(
      `${dir} was made by PostgreSQL ${made} and this is ${version}: use the version of the product that made it, ` +
        'or another DATA_DIR',
    );
  }
}

/** `initdb` into a folder that gets its name only when it is whole. */
function initialise({ base, dir, binDir, user, password }) {
  const draft = `${dir}.part`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const passwordFile = join(base, 'initdb-password');
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    chmodSync(passwordFile, 0o600);
    if (user) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid);
    const { status, stdout, stderr, error } = spawnSync(
      join(binDir, 'initdb'),
      ['-D', draft, '-U', SUPERUSER, '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', '--locale=C'],
      { cwd: '/', env: SERVER_ENVIRONMENT, encoding: 'utf8', ...(user ?? {}) },
    );
    if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? `${stdout}\n${stderr}`.trim()}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, dir);
}

/**
 * The server that a killed launcher left behind, if it truly is the server of this cluster.
 * @returns {Promise<{ pid: number, port: number } | null>}
 */
async function adopt({ dir, password, base }) {
  const pidFile = join(dir, 'postmaster.pid');
  if (!existsSync(pidFile)) return null;
  const [pidLine, dirLine, , portLine] = readFileSync(pidFile, 'utf8').split('\n');
  const pid = Number(pidLine);
  if (!isAlive(pid)) return null;
  if (!commandLine(pid).includes(dir) && commandLine(pid) !== '') {
    // The number now belongs to another program, which PostgreSQL would take for a running server and refuse to start.
    rmSync(pidFile, { force: true });
    return null;
  }
  const port = Number(portLine);
  await untilReady({ port, password, base, failure: () => (isAlive(pid) ? null : 'the adopted server ended') });
  const served = await query(port, password, 'show data_directory');
  if (realpathSync(served[0].data_directory) !== realpathSync(dir)) {
    throw new Error(`port ${port} serves ${served[0].data_directory}, not ${dirLine}`);
  }
  return { pid, port };
}

/** @returns {Promise<{ pid: number, port: number }>} */
async function launch({ base, dir, binDir, user, password }) {
  const port = await portFor(base);
  const log = openSync(join(base, 'server.log'), 'a', 0o600);
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_connections: 100,
    shared_buffers: '128MB',
  };
  const server = spawn(
    join(binDir, 'postgres'),
    ['-D', dir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { cwd: '/', env: SERVER_ENVIRONMENT, detached: true, stdio: ['ignore', log, log], ...(user ?? {}) },
  );
  closeSync(log);
  let failure = null;
  server.once('error', (error) => (failure = error.message));
  server.once('exit', (code, signal) => (failure = `the server ended at start (${signal ?? code})`));
  server.unref();
  await untilReady({ port, password, base, failure: () => failure });
  return { pid: /** @type {number} */ (server.pid), port };
}

/** The port of the last time when it is free, so that open clients find the server again. @param {string} base */
async function portFor(base) {
  const path = join(base, 'port');
  const last = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
  const port = last > 0 && (await isPortFree(last)) ? last : await freePort();
  writeFileSync(path, String(port));
  return port;
}

/** Recovery after a crash may take a while: asks until the server truly answers a query. */
async function untilReady({ port, password, base, failure }) {
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const reason = failure();
    if (reason !== null) throw new Error(`PostgreSQL: ${reason}\n${logTail(base)}`);
    try {
      await query(port, password, 'select 1');
      return;
    } catch (error) {
      if (error.code === '28P01') {
        throw new Error(`PostgreSQL on port ${port} refuses our password`, { cause: error });
      }
      if (Date.now() >= until) {
        throw new Error(`PostgreSQL is not ready after ${READY_WITHIN_MS} ms: ${error.message}\n${logTail(base)}`, {
          cause: error,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** @param {string} base */
function logTail(base) {
  const path = join(base, 'server.log');
  if (!existsSync(path)) return '';
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}

/** @param {number} port @param {string} password @param {string} database */
async function ensureDatabase(port, password, database) {
  const there = await query(port, password, 'select 1 from pg_database where datname = $1', [database]);
  if (there.length === 0) await query(port, password, `create database ${quoteName(database)}`);
}

/** @param {string} name */
function quoteName(name) {
  return `"${name.replaceAll('"', '""')}"`;
}

/** One statement on a connection of its own to the maintenance database. */
async function query(port, password, text, values = []) {
  // Imported here: this file is loaded before anything is installed.
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: urlOf(port, password, 'postgres'),
    connectionTimeoutMillis: 5_000,
    application_name: 'airway-launcher',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}
