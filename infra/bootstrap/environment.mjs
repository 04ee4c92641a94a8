import { resolve } from 'node:path';

/**
 * @typedef {object} Settings
 * @property {number} port of the API and the web app
 * @property {string | null} host what the API listens on; null: its own default (loopback)
 * @property {string} dataDir absolute path
 * @property {number | null} mqttPort null: any free port, kept in the data directory
 * @property {string | null} databaseUrl null: the embedded PostgreSQL
 * @property {string | null} mqttUrl null: the embedded broker
 * @property {string | null} mqttCredentialKey null: made at random and kept in the data directory
 * @property {'cohort' | 'off'} demo
 * @property {boolean} requireTimescale
 * @property {'debug' | 'info' | 'warn' | 'error' | 'silent'} logLevel
 */

const MIN_KEY_LENGTH = 32;
/** Never repeated in a message: they are or may hold a secret. */
const SECRET = new Set(['DATABASE_URL', 'MQTT_URL', 'MQTT_CREDENTIAL_KEY']);

/**
 * The settings that environment variables ask for, or what is wrong with them: one line per variable that names it, says what was
 * expected and what was found. An empty value counts as not set, as in a compose file.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {{ root: string }} where `root`: the folder that a relative DATA_DIR starts from
 * @returns {{ ok: true, settings: Settings } | { ok: false, problems: string[] }}
 */
export function parseEnvironment(env, { root }) {
  /** @type {string[]} */
  const problems = [];
  const read = (name) => (env[name] === undefined || env[name] === '' ? null : env[name]);
  const wrong = (name, expected) => {
    const found = read(name) === null ? 'nothing' : SECRET.has(name) ? 'something else' : JSON.stringify(read(name));
    problems.push(`${name}: expected ${expected}, found ${found}`);
    return null;
  };
  const portOf = (name) => {
    const text = read(name);
    if (text === null) return null;
    const isPort = /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
    return isPort ? Number(text) : wrong(name, 'a port number from 1 to 65535');
  };
  const urlOf = (name, protocols, example) => {
    const text = read(name);
    if (text === null) return null;
    const isUrl = URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).hostname !== '';
    return isUrl ? text : wrong(name, `a URL such as ${example}`);
  };
  const oneOf = (name, choices, fallback) => {
    const text = read(name) ?? fallback;
    return choices.includes(text) ? text : wrong(name, `one of ${choices.join(', ')}`);
  };

  const databaseUrl = urlOf(
    'DATABASE_URL',
    ['postgres:', 'postgresql:'],
    'postgres://user:password@127.0.0.1:5432/airway_twin',
  );
  const mqttUrl = urlOf('MQTT_URL', ['mqtt:', 'mqtts:'], 'mqtt://127.0.0.1:1883');
  const mqttCredentialKey = read('MQTT_CREDENTIAL_KEY');
  if (mqttCredentialKey !== null && mqttCredentialKey.length < MIN_KEY_LENGTH) {
    wrong('MQTT_CREDENTIAL_KEY', `a secret of at least ${MIN_KEY_LENGTH} characters`);
  }
  if (mqttUrl !== null && mqttCredentialKey === null) {
    wrong('MQTT_CREDENTIAL_KEY', 'the key that the broker of MQTT_URL takes its passwords from');
  }
  const mqttPort = portOf('MQTT_PORT');
  if (mqttPort !== null && mqttUrl !== null) {
    wrong('MQTT_PORT', 'nothing while MQTT_URL names another broker');
  }
  const requireTimescale = oneOf('REQUIRE_TIMESCALE', ['0', '1'], '0') === '1';
  if (requireTimescale && read('DATABASE_URL') === null) {
    wrong('REQUIRE_TIMESCALE', '0 while DATABASE_URL is not set (the embedded PostgreSQL has no TimescaleDB)');
  }
  const demoSpeed = read('DEMO_SPEED');
  if (demoSpeed !== null && !(Number(demoSpeed) >= 0 && Number(demoSpeed) <= 100_000)) {
    wrong('DEMO_SPEED', 'a number from 0 to 100000');
  }
  const settings = {
    port: portOf('PORT') ?? 3000,
    host: read('HOST'),
    dataDir: resolve(root, read('DATA_DIR') ?? '.airway-twin'),
    mqttPort,
    databaseUrl,
    mqttUrl,
    mqttCredentialKey,
    demo: oneOf('DEMO', ['cohort', 'off'], 'cohort'),
    requireTimescale,
    logLevel: oneOf('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info'),
  };
  return problems.length > 0 ? { ok: false, problems } : { ok: true, settings };
}
