import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type MqttClient } from 'mqtt';
import {
  ALL_TOPICS_FILTER,
  API_USERNAME,
  deviceUsername,
  parseTopic,
  topicOf,
  type DeviceCommand,
} from '@airway-twin/contracts/mqtt';
import { devicePassword, startTestBroker, type TestBroker } from '@airway-twin/testkit/servers.mjs';
import { memoryStore } from '../storage/index.js';
import { connectDevice, type DeviceClient, type DeviceSettings, type NumberedPayload } from './device-client.js';
import { mqttLinks } from './mqtt-link.js';

const site = 'demo';

describe('a device on a real broker', () => {
  let broker: TestBroker;
  let twin: MqttClient;
  let heard: { device: string; channel: string; value: Record<string, unknown> }[];
  const open: DeviceClient[] = [];

  async function listen(): Promise<void> {
    twin = connect(broker.url, {
      protocolVersion: 4,
      clientId: 'device-test',
      username: API_USERNAME,
      password: devicePassword(broker.credentialKey, API_USERNAME),
    });
    twin.on('message', (topic, payload) => {
      const address = parseTopic(topic)!;
      if (address.channel === 'command') return;
      heard.push({
        device: address.device,
        channel: address.channel,
        value: JSON.parse(payload.toString()) as Record<string, unknown>,
      });
    });
    await twin.subscribeAsync(ALL_TOPICS_FILTER, { qos: 1 });
  }

  beforeAll(async () => {
    broker = await startTestBroker();
    heard = [];
    await listen();
  });
  afterAll(async () => {
    await Promise.all(open.map((device) => device.close()));
    await twin.endAsync(true);
    await broker.stop();
  });

  function device(deviceId: string, more: Partial<DeviceSettings> = {}): DeviceClient {
    const username = deviceUsername(site, deviceId);
    const client = connectDevice({
      site,
      deviceId,
      store: memoryStore({ bootId: 'boot-1' }),
      openLink: mqttLinks(
        { mqttUrl: broker.url, username, password: devicePassword(broker.credentialKey, username) },
        () => undefined,
      ),
      wallNowMs: () => Date.now(),
      deviceNowMs: () => Date.now(),
      ...more,
    });
    open.push(client);
    return client;
  }
  const health = (seq: number): NumberedPayload => ({
    schema: 'device.health/1',
    bootId: 'boot-1',
    seq,
    measuredAt: new Date().toISOString(),
  });
  const of = (deviceId: string, channel: string) =>
    heard.filter((one) => one.device === deviceId && one.channel === channel).map((one) => one.value);
  async function until(what: string, test: () => boolean): Promise<void> {
    for (let tries = 0; tries < 400; tries++) {
      if (test()) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`never happened: ${what}`);
  }

  it('says hello, and its last will speaks for it when it vanishes', async () => {
    const client = device('d-will');
    await until('hello', () => of('d-will', 'status').at(-1)?.['online'] === true);
    client.goSilent();
    await until('last will', () => of('d-will', 'status').at(-1)?.['online'] === false);
    client.comeBack();
    await until('hello again', () => of('d-will', 'status').at(-1)?.['online'] === true);
  });

  it('what it measured while it was silent arrives when it is back, each message at least once, in order', async () => {
    const client = device('d-silent');
    void client.publishNumbered('device.health', health(0));
    await client.drained();
    client.goSilent();
    for (let seq = 1; seq < 200; seq++) void client.publishNumbered('device.health', health(seq));
    await until('the first', () => of('d-silent', 'device.health').length === 1);
    client.comeBack();
    await client.drained();
    const seqs = () => [...new Set(of('d-silent', 'device.health').map((one) => Number(one['seq'])))];
    await until('all', () => seqs().length === 200);
    expect(seqs()).toEqual(Array.from({ length: 200 }, (_one, index) => index));
  });

  it('reads the newest command when it was away, shows it and reports it', async () => {
    const command: DeviceCommand = {
      schema: 'device.command/1',
      desiredVersion: 3,
      requests: [
        {
          kind: 'request-blow',
          recommendationId: 'r1',
          issuedAt: new Date().toISOString(),
          expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
        },
      ],
    };
    const topic = topicOf({ site, device: 'd-asked', channel: 'command' });
    await twin.publishAsync(topic, JSON.stringify(command), { qos: 1, retain: true });
    const asked: string[] = [];
    device('d-asked', { onRequest: (request, wasShown) => void (wasShown() && asked.push(request.recommendationId)) });
    await until('report', () => of('d-asked', 'reported').some((one) => one['reportedVersion'] === 3));
    expect(asked).toEqual(['r1']);
    expect(of('d-asked', 'reported').at(-1)).toMatchObject({ shown: [{ recommendationId: 'r1' }] });
  });

  it('loads thousands of messages with few of them under way', async () => {
    const client = device('d-load', { window: 50 });
    for (let seq = 0; seq < 3000; seq++) {
      void client.publishNumbered('device.health', health(seq));
      await client.room(100);
      expect(client.waiting).toBeLessThan(100);
    }
    await client.drained();
    await until('all', () => of('d-load', 'device.health').length >= 3000);
  });

  it('outlives the broker: what it measured meanwhile arrives at the new one', async () => {
    const client = device('d-outlives');
    void client.publishNumbered('device.health', health(0));
    await client.drained();
    const { credentialKey } = broker;
    const port = Number(new URL(broker.url).port);
    await broker.stop('SIGKILL');
    await until('offline', () => !client.online);
    for (let seq = 1; seq <= 20; seq++) void client.publishNumbered('device.health', health(seq));
    await twin.endAsync(true);
    broker = await startTestBroker({ port, credentialKey });
    await listen();
    await client.drained();
    await until('all', () => {
      const seqs = new Set(of('d-outlives', 'device.health').map((one) => one['seq']));
      return Array.from({ length: 20 }, (_one, index) => index + 1).every((seq) => seqs.has(seq));
    });
  });
});
