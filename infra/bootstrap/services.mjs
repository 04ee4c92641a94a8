import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.mjs';
import { freePort, isPortFree } from './ports.mjs';
import { endProcess, isAlive, isSameProcess } from './process-identity.mjs';
import { forgetProcess, readProcessTable, recordProcess } from './process-table.mjs';
import { say, secondsSince } from './say.mjs';
import { secretsOf } from './secrets.mjs';
import { supervise } from './supervise.mjs';
import { PROGRAM } from './workspace.mjs';

/**
 * The database and the broker that the product runs on: the ones that the settings name, else embedded ones, kept running.
 * @param {import('./environment.mjs').Settings} settings
 * @returns {Promise<{ databaseUrl: string, mqttUrl: string, mqttCredentialKey: string, stop: () => Promise<void>,
 *   kill: () => Promise<void> }>} `stop` ends the broker, then the database, where they are ours
 * @throws when a port is taken or a server does not start; the message says which variable is meant
 */
export async function openServices(settings) {
  const mqttCredentialKey = settings.mqttCredentialKey ?? secretsOf(settings.dataDir).mqttCredentialKey;
  const database = settings.databaseUrl ? given(settings.databaseUrl, 'DATABASE_URL') : await openDatabase(settings);
  try {
    const broker = settings.mqttUrl
      ? given(settings.mqttUrl, 'MQTT_URL')
      : await openBroker(settings, mqttCredentialKey);
    return {
      databaseUrl: database.url,
      mqttUrl: broker.url,
      mqttCredentialKey,
      stop: async () => {
        await broker.stop();
        await database.stop();
      },
      kill: async () => {
        await Promise.all([broker.kill(), database.kill()]);
      },
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** A server that is not ours to stop. @param {string} url @param {string} variable */
function given(url, variable) {
  const { protocol, host } = new URL(url);
  say(`${variable}: using ${protocol}//${host}`);
  return { url, stop: async () => undefined, kill: async () => undefined };
}

/** @param {import('./environment.mjs').Settings} settings */
async function openDatabase({ dataDir }) {
  const from = Date.now();
  let server = await startEmbeddedPostgres({ dataDir });
  let entry = recordProcess(dataDir, 'database', server.pid);
  const did = { new: 'made and started', started: 'started', adopted: 'adopted' }[server.how];
  say(`database: embedded PostgreSQL ${server.version}, without TimescaleDB, ${did} (${secondsSince(from)})`);
  let isStopping = false;
  let restarting = Promise.resolve();
  const timer = setInterval(() => {
    if (isStopping || isSameProcess(entry)) return;
    restarting = restarting.then(restart);
  }, 500);
  async function restart() {
    if (isStopping || isSameProcess(entry)) return;
    say('the database ended; starting it again');
    try {
      server = await startEmbeddedPostgres({ dataDir });
      entry = recordProcess(dataDir, 'database', server.pid);
    } catch (error) {
      say(`the database does not start: ${error.message}`);
    }
  }
  async function end(stop) {
    isStopping = true;
    clearInterval(timer);
    await restarting;
    await stop(server);
    forgetProcess(dataDir, 'database');
  }
  return {
    url: server.url,
    stop: () => end((running) => running.stop()),
    kill: () => end(async (running) => void (isAlive(running.pid) && process.kill(running.pid, 'SIGQUIT'))),
  };
}

/** @param {import('./environment.mjs').Settings} settings @param {string} credentialKey */
async function openBroker(settings, credentialKey) {
  const from = Date.now();
  const { dataDir } = settings;
  const orphan = readProcessTable(dataDir).broker;
  const isOrphan = orphan !== undefined && isSameProcess(orphan) && typeof orphan.port === 'number';
  const keyHash = createHash('sha256').update(credentialKey).digest('hex').slice(0, 16);
  const adopt =
    isOrphan &&
    orphan.keyHash === keyHash &&
    (settings.mqttPort ?? orphan.port) === orphan.port &&
    (await answers(orphan.port))
      ? orphan
      : undefined;
  if (isOrphan && !adopt) await endProcess(orphan);
  const port = adopt ? /** @type {number} */ (adopt.port) : await brokerPort(settings);
  const broker = supervise({
    name: 'broker',
    dataDir,
    args: [PROGRAM.broker],
    env: { MQTT_PORT: String(port), MQTT_CREDENTIAL_KEY: credentialKey },
    details: { port, keyHash },
    ...(adopt && { adopt }),
  });
  while (!(await answers(port))) {
    if (broker.endsInARow() > 0 || Date.now() - from > 15_000) {
      const said = broker.logTail();
      await broker.stop();
      throw new Error(`the broker does not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  say(`broker: embedded MQTT on port ${port}, ${adopt ? 'adopted' : 'started'} (${secondsSince(from)})`);
  return { url: `mqtt://127.0.0.1:${port}`, stop: broker.stop, kill: broker.kill };
}

/** The port asked for, or the one of the last time when it is free, or any free one, which is kept for the next time. */
async function brokerPort({ mqttPort, dataDir }) {
  if (mqttPort !== null) {
    if (await isPortFree(mqttPort)) return mqttPort;
    throw new Error(`MQTT_PORT: port ${mqttPort} is taken by another program; choose another or leave MQTT_PORT unset`);
  }
  const path = join(dataDir, 'mqtt-port');
  const last = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
  const port = last > 0 && (await isPortFree(last)) ? last : await freePort();
  writeFileSync(path, String(port));
  return port;
}

/** Does anything accept connections on this port? @param {number} port @returns {Promise<boolean>} */
function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (is) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
