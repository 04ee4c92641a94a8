import { connectAsync, type MqttClient } from 'mqtt';
import type { RegistryResponse } from '@airway-twin/contracts/http';
import { deviceUsername, STREAM_SCHEMA, topicOf, type DeviceStream } from '@airway-twin/contracts/mqtt';

/** What a device measured: the stream, the instant, and the stream's own fields. */
export interface Measured {
  readonly stream: DeviceStream;
  readonly atMs: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A connected device that numbers its messages as the contract wants it. */
export interface Device {
  /** Settles when the broker has taken every message. */
  send(measured: readonly Measured[]): Promise<void>;
  close(): Promise<void>;
}

/** Connects a registered device to the broker with its own credentials. Rejects when the registry named none, or the broker refuses. */
export async function connectDevice(registered: RegistryResponse, siteId: string, deviceId: string): Promise<Device> {
  const access = registered.credentials.find((one) => one.deviceId === deviceId);
  if (!access) throw new Error(`the registry gave no credentials for ${deviceId}`);
  const client: MqttClient = await connectAsync(registered.mqttUrl, {
    protocolVersion: 4,
    clientId: deviceUsername(siteId, deviceId),
    username: access.username,
    password: access.password,
    clean: true,
    reconnectPeriod: 0,
  });
  const bootId = `boot-${Date.now().toString(36)}`;
  let seq = 0;
  return {
    async send(measured) {
      await Promise.all(
        measured.map(({ stream, atMs, fields }) => {
          const message = {
            schema: STREAM_SCHEMA[stream],
            bootId,
            seq: seq++,
            measuredAt: new Date(atMs).toISOString(),
            sentAt: new Date().toISOString(),
            ...fields,
          };
          return client.publishAsync(
            topicOf({ site: siteId, device: deviceId, channel: stream }),
            JSON.stringify(message),
            {
              qos: 1,
            },
          );
        }),
      );
    },
    close: () => client.endAsync(),
  };
}
