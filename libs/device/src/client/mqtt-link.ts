import { connect } from 'mqtt';
import type { OpenLink } from './link.js';

export interface MqttAccess {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  readonly mqttUrl: string;
  readonly username: string;
  readonly password: string;
  /** 4: MQTT 3.1.1 (default); 5: MQTT 5. */
  readonly protocolVersion?: 4 | 5;
}

const RECONNECT_MS = 500;
const CONNECT_TIMEOUT_MS = 10_000;
/** MQTT 5: the broker keeps what is sent to the device this long. Nothing rests on it: commands and receipts are retained. */
const SESSION_EXPIRY_SECONDS = 86_400;

/**
 * Links over MQTT 3.1.1 or 5, QoS 1, persistent session. A refused login is told to `onProblem` and tried again: the registry may only
 * just have named the device.
 */
export function mqttLinks(access: MqttAccess, onProblem: (message: string) => void): OpenLink {
  const protocolVersion = access.protocolVersion ?? 4;
  return (settings, events) => {
    const isLasting = settings.lastWill !== null;
    const client = connect(access.mqttUrl, {
      protocolVersion,
      clientId: settings.clientId,
      username: access.username,
      password: access.password,
      clean: !isLasting,
      reconnectPeriod: RECONNECT_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      resubscribe: false,
      ...(protocolVersion === 5 && isLasting && { properties: { sessionExpiryInterval: SESSION_EXPIRY_SECONDS } }),
      ...(settings.lastWill && {
        will: { topic: settings.lastWill.topic, payload: Buffer.from(settings.lastWill.payload), qos: 1, retain: true },
      }),
    });
    client.on('connect', (connack) => {
      if (settings.subscriptions.length > 0) {
        client.subscribe([...settings.subscriptions], { qos: 1 }, (error) => {
          if (error) onProblem(`${settings.clientId} may not read its own channels: ${error.message}`);
        });
      }
      events.onOnline(connack.properties?.receiveMaximum ?? null);
    });
    client.on('close', events.onOffline);
    client.on('error', (error) => onProblem(`${settings.clientId}: ${error.message}`));
    client.on('message', (topic, payload, packet) => events.onMessage(topic, payload, packet.retain));
    return {
      publish: (message) =>
        new Promise((resolve, reject) => {
          client.publish(
            message.topic,
            Buffer.from(message.payload.buffer, message.payload.byteOffset, message.payload.byteLength),
            { qos: 1, retain: message.retain },
            (error) => (error ? reject(error) : resolve()),
          );
        }),
      close: () => client.endAsync(),
      vanish: () => {
        client.end(true);
      },
    };
  };
}
