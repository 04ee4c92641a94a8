import { connect } from 'mqtt';
import type { OpenLink } from './link.js';

export interface MqttAccess {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  readonly mqttUrl: string;
  /** Default: `{site}.{device}`. */
  readonly username?: string;
  readonly password: string;
  /** For `mqtts:` and `wss:`: an authority of your own, and the device's certificate where the broker asks for one; PEM. */
  readonly tls?: { readonly ca?: string | Buffer; readonly cert?: string | Buffer; readonly key?: string | Buffer };
  /** 4: MQTT 3.1.1 (default); 5: MQTT 5. */
  readonly protocolVersion?: 4 | 5;
}

const RECONNECT_MS = 500;
const CONNECT_TIMEOUT_MS = 10_000;
/** MQTT 5: the broker keeps what is sent to the device this long. Nothing rests on it: commands and receipts are retained. */
const SESSION_EXPIRY_SECONDS = 86_400;
const PROTOCOLS = ['mqtt:', 'mqtts:', 'ws:', 'wss:'];

/**
 * Links over MQTT 3.1.1 or 5, QoS 1, persistent session. A refused login is told to `onProblem` and tried again: the registry may only
 * just have named the device. A problem that stays the same is told once until the link is there. Throws TypeError for an access that cannot
 * be right.
 */
export function mqttLinks(access: MqttAccess, onProblem: (message: string) => void): OpenLink {
  const protocolVersion = access.protocolVersion ?? 4;
  if (typeof access.mqttUrl !== 'string' || !PROTOCOLS.some((protocol) => access.mqttUrl.startsWith(`${protocol}//`)))
    throw new TypeError(`mqttUrl: expected mqtt://, mqtts://, ws:// or wss:// and a host, found ${access.mqttUrl}`);
  if (typeof access.password !== 'string' || access.password === '')
    throw new TypeError('password: expected the password that the registry gave for this device');
  if (protocolVersion !== 4 && protocolVersion !== 5)
    throw new TypeError(`protocolVersion: expected 4 or 5, found ${String(protocolVersion)}`);
  return (settings, events) => {
    let toldLast: string | null = null;
    const tellOnce = (problem: string): void => {
      if (problem !== toldLast) onProblem(problem);
      toldLast = problem;
    };
    const isLasting = settings.lastWill !== null;
    const client = connect(access.mqttUrl, {
      protocolVersion,
      clientId: settings.clientId,
      username: access.username ?? settings.username,
      password: access.password,
      ...access.tls,
      clean: !isLasting,
      reconnectPeriod: RECONNECT_MS,
      reconnectOnConnackError: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
      resubscribe: false,
      ...(protocolVersion === 5 && isLasting && { properties: { sessionExpiryInterval: SESSION_EXPIRY_SECONDS } }),
      ...(settings.lastWill && {
        will: { topic: settings.lastWill.topic, payload: Buffer.from(settings.lastWill.payload), qos: 1, retain: true },
      }),
    });
    client.on('connect', (connack) => {
      toldLast = null;
      if (settings.subscriptions.length > 0) {
        client.subscribe([...settings.subscriptions], { qos: 1 }, (error) => {
          if (error) tellOnce(`${settings.clientId} may not read its own channels: ${error.message}`);
        });
      }
      events.onOnline(connack.properties?.receiveMaximum ?? null);
    });
    client.on('close', events.onOffline);
    client.on('error', (error) => tellOnce(`${settings.clientId}: ${error.message}`));
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
