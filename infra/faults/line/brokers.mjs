/** The two brokers that a line can have, each a process of its own that can be killed and finds its port again. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../bootstrap/ports.mjs';
import { accessFiles } from '../../mosquitto/access-files.mjs';
import { keepProcess } from './kept-process.mjs';

const EMBEDDED = fileURLToPath(new URL('../../broker/broker.mjs', import.meta.url));
const END_WITH_PARENT = new URL('../../bench/end-with-parent.mjs', import.meta.url).href;
const MOSQUITTO_CONF = fileURLToPath(new URL('../../mosquitto/mosquitto.conf', import.meta.url));
const MOSQUITTO = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto'].find(
  (path) => spawnSync(path, ['-h']).error === undefined,
);

/**
 * @typedef {{ process: import('./kept-process.mjs').KeptProcess, port: number,
 *   admit: (deviceIds: readonly string[]) => Promise<void> }} Broker `admit`: lets these devices of the site in
 */

/** Is Mosquitto installed here? */
export const hasMosquitto = MOSQUITTO !== undefined;

/**
 * The broker of the product: in memory, knows every device by the credential key.
 * @param {{ credentialKey: string, folder: string }} options
 * @returns {Promise<Broker>}
 */
export async function startEmbeddedBroker({ credentialKey, folder }) {
  const port = await freePort();
  const broker = keepProcess({
    name: 'broker',
    command: process.execPath,
    args: ['--import', END_WITH_PARENT, EMBEDDED],
    env: { MQTT_PORT: String(port), MQTT_CREDENTIAL_KEY: credentialKey },
    isReady: () => isListening(port),
    logPath: join(folder, 'broker.log'),
  });
  await broker.start();
  return { process: broker, port, admit: async () => undefined };
}

/**
 * Mosquitto with the configuration of docker-compose.yml: sessions and retained messages on disk, passwords and rules per device.
 * @param {{ credentialKey: string, folder: string, site: string }} options
 * @returns {Promise<Broker>}
 */
export async function startMosquitto({ credentialKey, folder, site }) {
  if (MOSQUITTO === undefined) throw new Error('Mosquitto is not installed here: apt-get install mosquitto');
  const port = await freePort();
  const home = join(folder, 'mosquitto');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  /** @type {string[]} */
  const known = [];
  const writeAccess = () => {
    const { passwords, acl } = accessFiles(
      credentialKey,
      known.map((device) => ({ site, device })),
    );
    writeFileSync(join(home, 'passwords'), passwords, { mode: 0o600 });
    writeFileSync(join(home, 'acl'), acl, { mode: 0o600 });
  };
  writeAccess();
  const conf = readFileSync(MOSQUITTO_CONF, 'utf8')
    .replace('listener 1883', `listener ${port} 127.0.0.1`)
    .replaceAll('/mosquitto/access', home)
    .replaceAll('/mosquitto/data/', `${home}/`)
    .replace('connection_messages false', 'connection_messages true')
    // One that is killed comes back with the sessions that it has saved, as one does that has run for a while.
    .replace('autosave_interval 30', 'autosave_interval 1');
  writeFileSync(join(home, 'mosquitto.conf'), process.getuid?.() === 0 ? `${conf}\nuser root\n` : conf);
  const broker = keepProcess({
    name: 'mosquitto',
    ...endingWithUs(MOSQUITTO, ['-c', join(home, 'mosquitto.conf')]),
    isReady: () => isListening(port),
    logPath: join(folder, 'mosquitto.log'),
  });
  await broker.start();
  return {
    process: broker,
    port,
    admit: async (deviceIds) => {
      known.push(...deviceIds.filter((id) => !known.includes(id)));
      writeAccess();
      broker.signal('SIGHUP');
    },
  };
}

/** A program that is not Node's ends with us where the system can do that. @param {string} command @param {string[]} args */
function endingWithUs(command, args) {
  const canTie = process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0;
  return canTie ? { command: 'setpriv', args: ['--pdeathsig', 'KILL', command, ...args] } : { command, args };
}

/** @param {number} port @returns {Promise<boolean>} */
function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
