/**
 * Writes Mosquitto's `passwords` and `acl` into a folder, for the devices named on standard input (see access-files.mjs):
 * `… | MQTT_CREDENTIAL_KEY=… node infra/mosquitto/write-access.mjs <folder>`. Mosquitto reads them again on SIGHUP.
 */
import { chmodSync, chownSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPLAY_RUNNER_ID } from '@airway-twin/contracts/replay';
import { accessFiles, devicesIn } from './access-files.mjs';

/** The user that the official image runs Mosquitto as. */
const MOSQUITTO = { uid: 1883, gid: 1883 };
const MIN_KEY_LENGTH = 32;

const folder = process.argv[2];
const { MQTT_CREDENTIAL_KEY = '', SITE = 'demo' } = process.env;
if (folder === undefined) fail('expected a folder to write to');
if (MQTT_CREDENTIAL_KEY.length < MIN_KEY_LENGTH) {
  fail(`MQTT_CREDENTIAL_KEY: expected a secret of at least ${MIN_KEY_LENGTH} characters`);
}
const { devices, wrong } = devicesIn(`${REPLAY_RUNNER_ID}\n${readFileSync(0, 'utf8')}`, SITE);
if (wrong.length > 0)
  fail(`expected a device as "device" or "site.device" on each line, found ${JSON.stringify(wrong[0])}`);

mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(accessFiles(MQTT_CREDENTIAL_KEY, devices))) {
  const path = join(folder, name);
  writeFileSync(`${path}.part`, text, { mode: 0o600 });
  chmodSync(`${path}.part`, 0o600);
  if (process.getuid?.() === 0) chownSync(`${path}.part`, MOSQUITTO.uid, MOSQUITTO.gid);
  renameSync(`${path}.part`, path);
}
console.log(`access for ${devices.length} devices, the API and the recorder written to ${folder}`);

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}
