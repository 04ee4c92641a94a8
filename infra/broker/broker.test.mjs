import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  API_USERNAME,
  ALL_TOPICS_FILTER,
  DEVICE_STREAMS,
  RECORDER_USERNAME,
  topicOf,
} from '@airway-twin/contracts/mqtt';
import { connect, connectAsync } from 'mqtt';
import { mayPublish, mayReceive, mayRetain, maySubscribe, passwordOf, principalOf } from './access.mjs';
import { startBroker } from './start-broker.mjs';

const credentialKey = 'a key of thirty-two characters!!';
const at = (device, channel) => topicOf({ site: 'demo', device, channel });
const who = (username) => principalOf(credentialKey, username, Buffer.from(passwordOf(credentialKey, username)));

describe('the access rules of the broker', () => {
  it('know a user by the password that the key gives them', () => {
    assert.deepEqual(who('demo.inhaler-1'), {
      kind: 'device',
      username: 'demo.inhaler-1',
      site: 'demo',
      device: 'inhaler-1',
    });
    assert.equal(who(API_USERNAME).kind, 'api');
    assert.equal(who(RECORDER_USERNAME).kind, 'recorder');
  });

  it('know nobody without a password, with that of another, with a longer or shorter one, or of no known kind', () => {
    const right = passwordOf(credentialKey, 'demo.a');
    for (const [username, password] of [
      [undefined, undefined],
      ['demo.a', undefined],
      ['demo.b', right],
      ['demo.a', `${right}x`],
      ['demo.a', right.slice(0, -1)],
      ['root', passwordOf(credentialKey, 'root')],
    ]) {
      assert.equal(principalOf(credentialKey, username, password && Buffer.from(password)), null, `${username}`);
    }
  });

  it('let a device speak for itself only, and upwards only', () => {
    const device = who('demo.a');
    assert.ok(mayPublish(device, at('a', 'inhaler.actuation')));
    assert.ok(mayPublish(device, at('a', 'status')));
    assert.ok(mayPublish(device, at('a', 'status').replace('status', 'a.stream.of.tomorrow')));
    assert.ok(!mayPublish(device, at('a', 'command')));
    assert.ok(!mayPublish(device, at('a', 'receipt')));
    assert.ok(!mayPublish(device, at('b', 'status')));
    assert.ok(!mayPublish(device, at('ab', 'status')));
    assert.ok(!mayPublish(device, `${at('a', 'status')}/more`));
  });

  it('let a device hear its own commands and receipts and nothing wider', () => {
    const device = who('demo.a');
    assert.ok(maySubscribe(device, at('a', 'command')));
    assert.ok(maySubscribe(device, at('a', 'receipt')));
    for (const filter of ['#', ALL_TOPICS_FILTER, at('b', 'command'), at('a', 'status')]) {
      assert.ok(!maySubscribe(device, filter), filter);
    }
  });

  it('let the API hear all and speak downwards only', () => {
    const api = who(API_USERNAME);
    assert.ok(maySubscribe(api, ALL_TOPICS_FILTER) && mayReceive(api, at('a', 'status')));
    assert.ok(mayPublish(api, at('a', 'command')) && mayPublish(api, at('a', 'receipt')));
    assert.ok(!mayPublish(api, at('a', 'spirometer.blow')));
  });

  it('let the recorder hear what devices say and say nothing itself', () => {
    const recorder = who(RECORDER_USERNAME);
    assert.ok(maySubscribe(recorder, ALL_TOPICS_FILTER));
    assert.ok(mayReceive(recorder, at('a', 'spirometer.blow')));
    assert.ok(!mayReceive(recorder, at('a', 'command')));
    assert.ok(!mayPublish(recorder, at('a', 'status')));
  });

  it('retain the last word about a device, what is desired and what is stored of it, never a measurement', () => {
    for (const channel of ['status', 'reported', 'command', 'receipt']) assert.ok(mayRetain(at('a', channel)), channel);
    for (const stream of DEVICE_STREAMS) assert.ok(!mayRetain(at('a', stream)), stream);
  });
});

describe('the broker', () => {
  let broker;
  before(async () => (broker = await startBroker({ port: 0, credentialKey })));
  after(() => broker.stop());

  const connectAs = (username, options = {}) =>
    connectAsync(
      broker.url,
      { username, password: passwordOf(credentialKey, username), reconnectPeriod: 0, ...options },
      false,
    );
  const received = (client, wanted) =>
    new Promise((resolve) => {
      const payloads = [];
      client.on('message', (_topic, payload) => payloads.push(payload.toString()) === wanted && resolve(payloads));
    });

  it('lets nobody in without a name or with a wrong password', async () => {
    await assert.rejects(connectAsync(broker.url, { reconnectPeriod: 0 }, false), { code: 4 });
    await assert.rejects(connectAsync(broker.url, { username: 'demo.a', password: 'x', reconnectPeriod: 0 }, false), {
      code: 4,
    });
  });

  it('cuts off a device that speaks for another, and nobody hears it', async () => {
    const api = await connectAs(API_USERNAME);
    await api.subscribeAsync(ALL_TOPICS_FILTER, { qos: 1 });
    const heard = received(api, 1);
    const device = await connectAs('demo.a');
    device.on('error', () => undefined);
    const cut = new Promise((resolve) => device.once('close', resolve));
    device.publish(at('b', 'status'), 'I am b', { qos: 1 });
    await cut;
    const honest = await connectAs('demo.a');
    await honest.publishAsync(at('a', 'status'), 'I am a', { qos: 1 });
    assert.deepEqual(await heard, ['I am a']);
    await Promise.all([api.endAsync(), honest.endAsync()]);
  });

  it('refuses a device the commands of another', async () => {
    const device = await connectAs('demo.a');
    await assert.rejects(device.subscribeAsync(at('b', 'command'), { qos: 1 }));
    await device.endAsync();
  });

  it('lets no device take over the session of the API by its client id', async () => {
    const api = await connectAs(API_USERNAME, { clientId: 'ingest', clean: false });
    await assert.rejects(connectAs('demo.a', { clientId: 'ingest' }), { code: 2 });
    assert.ok(api.connected);
    await api.endAsync();
    await assert.rejects(connectAs('demo.a', { clientId: 'ingest', clean: false }), { code: 2 });
  });

  it('tells of a device that is gone by its will', async () => {
    const api = await connectAs(API_USERNAME);
    await api.subscribeAsync(at('c', 'status'), { qos: 1 });
    const heard = received(api, 1);
    const device = await connectAs('demo.c', {
      will: { topic: at('c', 'status'), payload: Buffer.from('gone'), qos: 1, retain: true },
    });
    device.stream.destroy();
    assert.deepEqual(await heard, ['gone']);
    await api.endAsync();
  });

  it('keeps 20,000 messages for a reader that was away, and gives each of them once', async () => {
    const total = 20_000;
    const reader = { clientId: 'reader', clean: false };
    const first = await connectAs(API_USERNAME, reader);
    await first.subscribeAsync(ALL_TOPICS_FILTER, { qos: 1 });
    first.stream.destroy();
    await Promise.all(
      Array.from({ length: 8 }, async (_none, publisher) => {
        const device = await connectAs(`demo.p${publisher}`);
        const sending = [];
        for (let i = publisher; i < total; i += 8) {
          sending.push(device.publishAsync(at(`p${publisher}`, 'air.reading'), String(i), { qos: 1 }));
          if (sending.length % 200 === 0) await Promise.all(sending);
        }
        await Promise.all(sending);
        await device.endAsync();
      }),
    );
    // Listened to before it is connected: what was kept comes at once.
    const again = connect(broker.url, {
      username: API_USERNAME,
      password: passwordOf(credentialKey, API_USERNAME),
      reconnectPeriod: 0,
      ...reader,
    });
    const payloads = await received(again, total);
    assert.equal(new Set(payloads).size, total);
    await again.endAsync();
  });
});
