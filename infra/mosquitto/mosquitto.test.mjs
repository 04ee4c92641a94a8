import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ALL_TOPICS_FILTER, API_USERNAME, RECORDER_USERNAME, topicOf } from '@airway-twin/contracts/mqtt';
import { connectAsync } from 'mqtt';
import { passwordOf } from '../broker/access.mjs';
import { accessFiles, devicesIn } from './access-files.mjs';
import { passwordLine } from './passwords.mjs';

const credentialKey = 'a key of thirty-two characters!!';
const at = (device, channel) => topicOf({ site: 'demo', device, channel });

describe('Mosquitto’s password file', () => {
  it('holds PBKDF2-SHA512 in Mosquitto’s own notation', () => {
    const line = passwordLine('u', 'secret', Buffer.alloc(12, 7));
    assert.match(line, /^u:\$7\$101\$BwcHBwcHBwcHBwcH\$[A-Za-z0-9+/]{86}==$/);
    assert.notEqual(passwordLine('u', 'secret'), passwordLine('u', 'secret'));
  });

  it('is made for the devices of a list', () => {
    assert.deepEqual(devicesIn('# demo\na\n\nb-2\nhome.c\na\n', 'demo'), {
      devices: [
        { site: 'demo', device: 'a' },
        { site: 'demo', device: 'b-2' },
        { site: 'home', device: 'c' },
      ],
      wrong: [],
    });
    assert.deepEqual(devicesIn('a b\n#\nx.y.z\ntopic/+', 'demo').wrong, ['a b', 'x.y.z', 'topic/+']);
  });
});

const MOSQUITTO = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto'].find(
  (path) => spawnSync(path, ['-h']).error === undefined,
);
const titleWith = MOSQUITTO
  ? (title) => title
  : (title) => `${title} [skipped because Mosquitto is not installed here]`;
const skip = MOSQUITTO === undefined;

describe('Mosquitto with these files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'airway-twin-mosquitto-'));
  let server;
  let url;
  before(async () => {
    if (skip) return;
    const port = await new Promise((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const { port: free } = probe.address();
        probe.close(() => resolve(free));
      });
    });
    const { passwords, acl } = accessFiles(credentialKey, devicesIn('a\nb', 'demo').devices);
    writeFileSync(join(folder, 'passwords'), passwords);
    writeFileSync(join(folder, 'acl'), acl);
    // The configuration of docker-compose.yml, with the paths and the port of this test.
    const conf = readFileSync(fileURLToPath(new URL('mosquitto.conf', import.meta.url)), 'utf8')
      .replace('listener 1883', `listener ${port} 127.0.0.1`)
      .replaceAll('/mosquitto/access', folder)
      .replaceAll('/mosquitto/data/', `${folder}/`);
    writeFileSync(join(folder, 'mosquitto.conf'), process.getuid?.() === 0 ? `${conf}\nuser root\n` : conf);
    server = spawn(MOSQUITTO, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'inherit' });
    url = `mqtt://127.0.0.1:${port}`;
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const api = await connectAs(API_USERNAME).catch(() => null);
      if (api) return api.endAsync();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('Mosquitto did not come up');
  });
  after(async () => {
    if (server) {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const connectAs = (username, password = passwordOf(credentialKey, username)) =>
    connectAsync(url, { username, password, reconnectPeriod: 0, connectTimeout: 5_000 }, false);
  /** What a client hears from now on until it hears `last`. */
  const heardUntil = (client, last) =>
    new Promise((resolve) => {
      const heard = [];
      client.on('message', (_topic, payload) => {
        heard.push(payload.toString());
        if (payload.toString() === last) resolve(heard);
      });
    });

  it(titleWith('lets in who has the password that the key gives, and nobody else'), { skip }, async () => {
    await (await connectAs('demo.a')).endAsync();
    await assert.rejects(connectAs('demo.a', 'wrong'), { code: 5 });
    await assert.rejects(connectAs('demo.unlisted'), { code: 5 });
    await assert.rejects(connectAsync(url, { reconnectPeriod: 0 }, false), { code: 5 });
  });

  it(titleWith('hands on what a device says as itself, and not what it says as another'), { skip }, async () => {
    const [api, a, b] = await Promise.all([connectAs(API_USERNAME), connectAs('demo.a'), connectAs('demo.b')]);
    await api.subscribeAsync(ALL_TOPICS_FILTER, { qos: 1 });
    const heard = heardUntil(api, 'a as a');
    await a.publishAsync(at('b', 'air.reading'), 'a as b', { qos: 1 });
    await a.publishAsync(at('a', 'command'), 'a as the twin', { qos: 1 });
    await a.publishAsync(at('a', 'air.reading'), 'a as a', { qos: 1 });
    assert.deepEqual(await heard, ['a as a']);
    await Promise.all([api, a, b].map((client) => client.endAsync()));
  });

  it(titleWith('brings a command to its device and to nobody else'), { skip }, async () => {
    const [api, a, b, recorder] = await Promise.all(
      ['airway-api', 'demo.a', 'demo.b', RECORDER_USERNAME].map((name) => connectAs(name)),
    );
    await a.subscribeAsync(at('a', 'command'), { qos: 1 });
    await b.subscribeAsync(at('a', 'command'), { qos: 1 });
    await b.subscribeAsync(at('b', 'command'), { qos: 1 });
    await recorder.subscribeAsync(ALL_TOPICS_FILTER, { qos: 1 });
    const [heardA, heardB, recorded] = [heardUntil(a, 'for a'), heardUntil(b, 'for b'), heardUntil(recorder, 'a says')];
    await api.publishAsync(at('a', 'command'), 'for a', { qos: 1 });
    await api.publishAsync(at('b', 'command'), 'for b', { qos: 1 });
    await a.publishAsync(at('a', 'reported'), 'a says', { qos: 1 });
    assert.deepEqual(await Promise.all([heardA, heardB, recorded]), [['for a'], ['for b'], ['a says']]);
    await recorder.publishAsync(at('a', 'status'), 'forged', { qos: 1 });
    await Promise.all([api, a, b, recorder].map((client) => client.endAsync()));
  });
});
