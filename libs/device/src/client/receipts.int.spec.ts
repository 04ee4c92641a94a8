import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { API_USERNAME, deviceUsername } from '@airway-twin/contracts/mqtt';
import {
  devicePassword,
  freePort,
  MOSQUITTO,
  startTestBroker,
  type TestBroker,
} from '@airway-twin/testkit/servers.mjs';
import { memoryStore, openJournal, type OutboxStore } from '../storage/index.js';
import { startFakeTwin, type FakeTwin } from '../testing/fake-twin.js';
import { connectDevice, type DeviceClient } from './device-client.js';
import { mqttLinks } from './mqtt-link.js';

const SITE = 'demo';
const measuredAt = (): { measuredAt: string } => ({ measuredAt: new Date().toISOString() });
const numbers = (count: number): number[] => Array.from({ length: count }, (_one, index) => index);
const sorted = (seqs: ReadonlySet<number>): number[] => [...seqs].sort((a, b) => a - b);

async function until(what: string, test: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (test()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`never happened: ${what}`);
}

describe('a device with an outbox, a broker and a twin that gives receipts', () => {
  let broker: TestBroker;
  let twin: FakeTwin;
  let folder: string;
  let problems: string[];
  const open: DeviceClient[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'airway-device-'));
    problems = [];
    broker = await startTestBroker();
    twin = await startTwin();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((device) => device.close()));
    await twin.close();
    await broker.stop();
    await rm(folder, { recursive: true });
  });

  const startTwin = (): Promise<FakeTwin> =>
    startFakeTwin(SITE, {
      mqttUrl: broker.url,
      username: API_USERNAME,
      password: devicePassword(broker.credentialKey, API_USERNAME),
    });
  function device(deviceId: string, store: OutboxStore): DeviceClient {
    const username = deviceUsername(SITE, deviceId);
    const client = connectDevice({
      site: SITE,
      deviceId,
      store,
      openLink: mqttLinks(
        { mqttUrl: broker.url, username, password: devicePassword(broker.credentialKey, username) },
        () => undefined,
      ),
      resendAfterMs: 400,
      resendAtMostMs: 3000,
      gapResendAfterMs: 200,
      onProblem: (problem) => problems.push(problem),
    });
    open.push(client);
    return client;
  }
  const measure = async (client: DeviceClient, count: number): Promise<void> => {
    const made = await Promise.all(numbers(count).map(() => client.publish('device.health', measuredAt())));
    expect(made.every((one) => one.kind === 'accepted')).toBe(true);
  };

  it('every message arrives although the broker is killed in between and its memory is lost with what it had acknowledged', async () => {
    const client = device('d-broker', await openJournal({ folder }));
    await measure(client, 200);
    await client.receipted();
    // Acknowledged by the broker, read by nobody: lost with it.
    twin.isForgetful = true;
    await measure(client, 300);
    await client.drained();
    const { credentialKey } = broker;
    const port = Number(new URL(broker.url).port);
    await broker.stop('SIGKILL');
    await until('offline', () => !client.online);
    await measure(client, 100);
    broker = await startTestBroker({ port, credentialKey });
    twin.isForgetful = false;
    await client.receipted();
    expect(sorted(twin.stored('d-broker', client.bootId))).toEqual(numbers(600));
  });

  it('after a reboot the messages of the boot before go out under their old boot and number, and the new boot counts from 0', async () => {
    twin.isForgetful = true;
    const first = device('d-reboot', await openJournal({ folder }));
    await measure(first, 40);
    await first.drained();
    await first.close();
    open.pop();
    twin.isForgetful = false;
    const second = device('d-reboot', await openJournal({ folder }));
    await measure(second, 5);
    await second.receipted();
    expect(second.bootId).not.toBe(first.bootId);
    expect(sorted(twin.stored('d-reboot', first.bootId))).toEqual(numbers(40));
    expect(sorted(twin.stored('d-reboot', second.bootId))).toEqual(numbers(5));
  });

  it('a twin that is brought back from a backup gets again what it lost, also what had a receipt', async () => {
    const client = device('d-restored', await openJournal({ folder }));
    await measure(client, 60);
    await client.receipted();
    twin.goBackTo(20);
    await until('all of it again', () => twin.stored('d-restored', client.bootId).size === 60);
    expect(twin.arrivals.get(`d-restored/${client.bootId}/19`)).toBe(1);
    expect(twin.arrivals.get(`d-restored/${client.bootId}/20`)).toBeGreaterThan(1);
  });

  it('its hello says how many messages it has numbered', async () => {
    const client = device('d-hello', memoryStore());
    await measure(client, 7);
    await client.receipted();
    client.goSilent();
    client.comeBack();
    const own = () => twin.statuses.filter(({ device, status }) => device === 'd-hello' && status.online);
    await until('two hellos', () => own().length === 2);
    expect(own().at(-1)!.status.nextSeq).toBe(7);
  });

  it('two devices under one id: each keeps to its own receipts, and says once that there is another', async () => {
    const one = device('d-claimed', memoryStore());
    await measure(one, 30);
    await one.receipted();
    one.goSilent();
    const other = device('d-claimed', memoryStore());
    await measure(other, 30);
    await other.receipted();
    other.goSilent();
    one.comeBack();
    await measure(one, 30);
    await one.receipted();
    expect(twin.stored('d-claimed', one.bootId).size).toBe(60);
    expect(twin.stored('d-claimed', other.bootId).size).toBe(30);
    expect(problems.filter((problem) => problem.includes(other.bootId))).toHaveLength(1);
  });

  it('what a killed process had accepted is in the journal', async () => {
    const program = join(folder, 'measure.mjs');
    const storage = new URL('../../dist/storage/index.js', import.meta.url).href;
    await writeFile(
      program,
      `import { openJournal } from ${JSON.stringify(storage)};
       const store = await openJournal({ folder: ${JSON.stringify(join(folder, 'journal'))}, bootId: 'killed' });
       for (let seq = 0; ; seq++) {
         await store.keep([{ bootId: 'killed', seq, topic: 't', payload: JSON.stringify({ seq }) }]);
         process.stdout.write(seq + '\\n');
       }`,
    );
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk) => (said += String(chunk)));
    await until('some hundreds accepted', () => said.split('\n').length > 300);
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
    const accepted = said.slice(0, said.lastIndexOf('\n')).split('\n').map(Number);
    const store = await openJournal({ folder: join(folder, 'journal') });
    const kept = new Set(store.kept.messages.map((message) => message.seq));
    expect(accepted.filter((seq) => !kept.has(seq))).toEqual([]);
    await store.close();
  });
});

const withMosquitto = MOSQUITTO ? describe : describe.skip;
const notHere = MOSQUITTO ? '' : ' [skipped because Mosquitto is not installed here]';
withMosquitto(`a device on Mosquitto${notHere}`, () => {
  let mosquitto: ChildProcess;
  let mqttUrl: string;
  let twin: FakeTwin;

  beforeEach(async () => {
    const port = await freePort();
    mqttUrl = `mqtt://127.0.0.1:${port}`;
    mosquitto = spawn(MOSQUITTO!, ['-p', String(port)], { stdio: 'ignore' });
    twin = await startFakeTwin(SITE, { mqttUrl });
  });
  afterEach(async () => {
    await twin.close();
    mosquitto.kill('SIGKILL');
  });

  it.each([4, 5] as const)(
    'protocol version %i: all messages arrive and get their receipts',
    async (protocolVersion) => {
      const problems: string[] = [];
      const client = connectDevice({
        site: SITE,
        deviceId: 'd-any',
        store: memoryStore(),
        openLink: mqttLinks({ mqttUrl, username: 'any', password: 'any', protocolVersion }, (one) =>
          problems.push(one),
        ),
        // More than Mosquitto lets an MQTT 5 client have under way: 20.
        window: 200,
      });
      await Promise.all(numbers(1000).map(() => client.publish('device.health', measuredAt())));
      await client.receipted();
      expect(twin.stored('d-any', client.bootId).size).toBe(1000);
      expect(problems).toEqual([]);
      await client.close();
    },
  );
});
