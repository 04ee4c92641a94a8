import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { mqttLinks } from './mqtt-link.js';

const REFUSED_FOR_NOW = 3;

let server: Server;
afterEach(() => void server.close());

/** A broker that answers each connection with the next of these codes (MQTT 3.1.1, 3.2.2.3), and with 0 after them. */
async function aBroker(codes: number[]): Promise<string> {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      const code = codes.shift() ?? 0;
      socket.write(Buffer.from([0x20, 2, 0, code]));
      if (code !== 0) socket.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a link to a broker', () => {
  it('that refuses the login for now is tried again until it takes it, and the refusal is told once', async () => {
    const mqttUrl = await aBroker([REFUSED_FOR_NOW, REFUSED_FOR_NOW]);
    const problems: string[] = [];
    let link: ReturnType<ReturnType<typeof mqttLinks>> | undefined;
    await new Promise<void>((online) => {
      link = mqttLinks({ mqttUrl, password: 'secret' }, (problem) => problems.push(problem))(
        { clientId: 'demo.d1', username: 'demo.d1', subscriptions: [], lastWill: null },
        { onOnline: () => online(), onOffline: () => undefined, onMessage: () => undefined },
      );
    });
    expect(problems).toEqual(['demo.d1: Connection refused: Server unavailable']);
    link!.vanish();
  });
});
