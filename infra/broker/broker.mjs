/**
 * The broker as a process of its own: `MQTT_PORT=1883 MQTT_CREDENTIAL_KEY=… node infra/broker/broker.mjs`.
 * Prints its URL when it listens; ends on SIGTERM and SIGINT.
 */
import { startBroker } from './start-broker.mjs';

const { MQTT_PORT = '', MQTT_CREDENTIAL_KEY = '' } = process.env;
if (!/^\d{1,5}$/.test(MQTT_PORT)) fail('MQTT_PORT: expected a port number');
if (MQTT_CREDENTIAL_KEY.length < 32) fail('MQTT_CREDENTIAL_KEY: expected at least 32 characters');

const broker = await startBroker({
  port: Number(MQTT_PORT),
  credentialKey: MQTT_CREDENTIAL_KEY,
  onRefused: (what) => console.warn(`${new Date().toISOString()} refused: ${what}`),
}).catch((error) => fail(`MQTT_PORT ${MQTT_PORT}: ${error.message}`));
console.log(broker.url);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    void broker.stop().then(() => process.exit(0));
    setTimeout(() => process.exit(0), 2_000).unref();
  });
}

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}
