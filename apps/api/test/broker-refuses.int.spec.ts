import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { MqttLink } from '../src/ingest/mqtt-link.js';
import { eventually } from './line.js';

describe('a broker that refuses the API for a moment', () => {
  it('is asked again until it takes it', async () => {
    // Answers of MQTT 3.1.1, 3.2.2.3: server unavailable, bad password while passwords are read anew, accepted.
    const codes = [3, 4, 0];
    const broker = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(Buffer.from([0x20, 2, 0, codes.shift() ?? 0])));
    }).listen(0, '127.0.0.1');
    await once(broker, 'listening');
    const errors: string[] = [];
    const link = new MqttLink({
      url: `mqtt://127.0.0.1:${(broker.address() as AddressInfo).port}`,
      credentialKey: 'a key of thirty-two characters!!',
      role: () => ({ clientId: 'api', filter: null, meanwhile: null }),
      onDelivery: () => undefined,
      space: () => null,
      onConnection: () => undefined,
      onError: (error) => errors.push(error.message),
    });
    link.start();
    await eventually(() => link.connected, 'it is connected');
    expect(errors).toHaveLength(2);
    await link.stop();
    broker.close();
  });
});
