import { connect } from 'mqtt';
import type { OpenLink } from './link.js';

export interface MqttAccess {
  readonly mqttUrl: string;
  readonly username: string;
  readonly password: string;
}

const RECONNECT_MS = 500;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Links over MQTT 3.1.1, QoS 1, persistent session. A refused login is told to `onProblem` and tried again: the registry may only just
 * have named the device.
 */
export function mqttLinks(access: MqttAccess, onProblem: (message: string) => void): OpenLink {
  return (settings, events) => {
    const client = connect(access.mqttUrl, {
      protocolVersion: 4,
      clientId: settings.clientId,
      username: access.username,
      password: access.password,
      clean: settings.lastWill === null,
      reconnectPeriod: RECONNECT_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      resubscribe: false,
      ...(settings.lastWill && {
        will: { topic: settings.lastWill.topic, payload: Buffer.from(settings.lastWill.payload), qos: 1, retain: true },
      }),
    });
    client.on('connect', () => {
      if (settings.subscriptions.length > 0) {
        client.subscribe([...settings.subscriptions], { qos: 1 }, (error) => {
          if (error) onProblem(`${settings.clientId} may not read its own commands: ${error.message}`);
        });
      }
      events.onOnline();
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
