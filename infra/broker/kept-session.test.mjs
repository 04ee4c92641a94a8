import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ALL_TOPICS_FILTER, API_USERNAME, topicOf } from '@airway-twin/contracts/mqtt';
import { connect, connectAsync } from 'mqtt';
import { passwordOf } from './access.mjs';
import { startBroker } from './start-broker.mjs';

const credentialKey = 'a key of thirty-two characters!!';
const DEVICES = ['a', 'b', 'c', 'd'];
const OF_EACH = 4000;
const AT_ONCE = 50;
/** Messages that a reader takes before it waits for its store, and that the store commits at once. */
const [HELD_MOST, COMMITTED_AT_ONCE] = [1500, 60];

/** @type {Awaited<ReturnType<typeof startBroker>>} */
let broker;
before(async () => {
  broker = await startBroker({ port: 0, credentialKey });
});
after(async () => {
  for (const client of clients) client.end(true);
  await broker.stop();
});
/** @type {import('mqtt').MqttClient[]} */
const clients = [];

const login = (username) => ({ username, password: passwordOf(credentialKey, username) });

/** Reads as the API does: acknowledges what is committed, some time later, and reads no further while too much waits for that. */
function aReader(committed) {
  const client = connect(broker.url, { ...login(API_USERNAME), clientId: 'reader', clean: false, reconnectPeriod: 50 });
  clients.push(client);
  const send = client._sendPacket.bind(client);
  const held = [];
  const stalled = [];
  let closed = 0;
  let taken = '';
  client._sendPacket = (packet, done, ...rest) => {
    if (packet.cmd !== 'puback') return send(packet, done, ...rest);
    held.push({ packet, payload: taken });
    done?.();
    return client;
  };
  client.handleMessage = ({ payload }, done) => {
    taken = String(payload);
    if (held.length < HELD_MOST) done();
    else stalled.push(done);
  };
  client.on('close', () => {
    closed += 1;
    held.length = 0;
  });
  client.on('error', () => undefined);
  const timer = setInterval(() => {
    for (const { packet, payload } of held.splice(0, COMMITTED_AT_ONCE)) {
      committed.add(payload);
      send(packet);
    }
    if (held.length < HELD_MOST / 2) for (const done of stalled.splice(0)) done();
  }, 5);
  timer.unref();
  const die = () => {
    clearInterval(timer);
    client.removeAllListeners('close');
    client.stream.destroy();
    client.end(true);
  };
  return { client, die, timesClosed: () => closed };
}

async function publishAll() {
  await Promise.all(
    DEVICES.map(async (device) => {
      const client = await connectAsync(broker.url, { ...login(`demo.${device}`), clientId: device });
      clients.push(client);
      const topic = topicOf({ site: 'demo', device, channel: 'air.reading' });
      for (let from = 0; from < OF_EACH; from += AT_ONCE) {
        const numbers = Array.from({ length: AT_ONCE }, (_none, index) => from + index);
        await Promise.all(numbers.map((number) => client.publishAsync(topic, `${device} ${number}`, { qos: 1 })));
      }
    }),
  );
}

async function until(holds, what) {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 3000) assert.fail(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a reader with a kept session that dies while messages flow', () => {
  it('is not cut off when it is back, and gets all that it had not acknowledged', async () => {
    const committed = new Set();
    const first = aReader(committed);
    await new Promise((resolve) => first.client.once('connect', resolve));
    await first.client.subscribeAsync(ALL_TOPICS_FILTER, { qos: 1 });
    const publishing = publishAll();
    await until(() => committed.size > 500, 'some are committed');
    first.die();
    const second = aReader(committed);
    await publishing;
    await until(() => committed.size === DEVICES.length * OF_EACH, `all are committed: ${committed.size}`);
    assert.equal(second.timesClosed(), 0);
  });
});
