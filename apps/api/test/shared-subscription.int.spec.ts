import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectAsync, type MqttClient } from 'mqtt';
import { topicOf } from '@airway-twin/contracts/mqtt';
import { freePort, MOSQUITTO } from '@airway-twin/testkit/servers.mjs';
import { linkRole } from '../src/ingest/link-role.js';
import { MqttLink } from '../src/ingest/mqtt-link.js';
import { eventually } from './line.js';

const withMosquitto = MOSQUITTO ? describe : describe.skip;
const notHere = MOSQUITTO ? '' : ' [skipped because Mosquitto is not installed here]';
const TOPIC = topicOf({ site: 'demo', device: 'd', channel: 'device.health' });
const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

withMosquitto(`a process that shares its reading with others, on a Mosquitto that is killed${notHere}`, () => {
  let folder: string;
  let url: string;
  let broker: ChildProcess;
  let device: MqttClient;
  let link: MqttLink;
  let connections: number;
  let read: string[];

  const start = () => (broker = spawn(MOSQUITTO!, ['-c', join(folder, 'conf')], { stdio: 'ignore' }));
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'airway-shared-'));
    const port = await freePort();
    url = `mqtt://127.0.0.1:${port}`;
    const conf = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'persistence true', 'autosave_interval 1'];
    if (process.getuid?.() === 0) conf.push('user root');
    writeFileSync(join(folder, 'conf'), `${[...conf, `persistence_location ${folder}/`].join('\n')}\n`);
    start();
    await eventually(() => listens(port), 'Mosquitto listens');
    device = await connectAsync(url, { reconnectPeriod: 100 });
    device.on('error', () => undefined);
    [connections, read] = [0, []];
    link = new MqttLink({
      url,
      credentialKey: 'a key of thirty-two characters!!',
      role: () => linkRole({ mqttSharedGroup: 'twin', instance: 'first', readsForAll: false }),
      onDelivery: ({ payload, acknowledge }) => {
        read.push(Buffer.from(payload).toString());
        acknowledge();
      },
      space: () => null,
      onConnection: (connected) => (connections += connected ? 1 : 0),
      onError: () => undefined,
    });
    link.start();
    await eventually(() => connections === 1, 'it reads');
  });
  afterEach(async () => {
    broker.kill('SIGKILL');
    await link.stop();
    await device.endAsync(true);
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes on reading when the broker comes back with the sessions that it had saved', async () => {
    await device.publishAsync(TOPIC, 'before', { qos: 1 });
    await eventually(() => read.includes('before'), 'the first message');
    await eventually(() => existsSync(join(folder, 'mosquitto.db')), 'the broker has saved its sessions');
    await pause(1500);
    broker.kill('SIGKILL');
    await new Promise((resolve) => broker.once('exit', resolve));
    start();
    await eventually(() => connections === 2 && device.connected, 'both are there again');
    for (let count = 0; count < 20; count++) await device.publishAsync(TOPIC, `after ${count}`, { qos: 1 });
    await eventually(() => new Set(read).size === 21, 'all that came after');
    expect(read.filter((each) => each.startsWith('after'))).toHaveLength(20);
  });
});
