import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'node:test';
import MemoryPersistence from 'aedes-persistence/asyncPersistence.js';
import fc from 'fast-check';
import { gatherWrites } from './gathered-writes.mjs';
import { SessionQueues } from './session-queues.mjs';

const CLIENTS = ['api', 'recorder'];
const BROKER = 'broker-1';

const publish = (number) => ({ cmd: 'publish', brokerId: BROKER, brokerCounter: number, topic: 't', qos: 1 });
const waiting = async (store, id) =>
  (await store.outgoingStream({ id }).toArray()).map(({ cmd, brokerCounter, messageId }) => [
    cmd,
    brokerCounter,
    messageId,
  ]);
const outcome = (promise) =>
  promise.then(
    (packet) => packet?.brokerCounter ?? null,
    (error) => error.message,
  );

/** What happens to a queue: a packet comes, one that waits gets a message id, one is taken by its id, a PUBREL takes the place of one. */
const happening = fc.record({
  kind: fc.constantFrom('comes', 'comes to all', 'gets an id', 'is taken', 'is released', 'is unknown'),
  client: fc.constantFrom(...CLIENTS),
  which: fc.nat(30),
});

describe('what waits for clients with a kept session', () => {
  it('is what the memory of aedes-persistence keeps, in the same order, whatever happens', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 80, size: 'max' }), async (happenings) => {
        const [known, ours] = [new MemoryPersistence(), new SessionQueues()];
        let [number, messageId] = [0, 0];
        for (const { kind, client, which } of happenings) {
          const queue = await waiting(known, client);
          const [, counter, id] = queue[which % Math.max(1, queue.length)] ?? [];
          const both = async (act) => assert.deepEqual(await outcome(act(ours)), await outcome(act(known)), kind);
          if (kind === 'comes') {
            const packet = publish(++number);
            await both((store) => store.outgoingEnqueue({ clientId: client }, packet));
          } else if (kind === 'comes to all') {
            const packet = publish(++number);
            const subscriptions = CLIENTS.map((clientId) => ({ clientId }));
            await both((store) => store.outgoingEnqueueCombi(subscriptions, packet));
          } else if (kind === 'gets an id' && counter !== undefined) {
            const packet = { ...publish(counter), messageId: ++messageId };
            await both((store) => store.outgoingUpdate({ id: client }, packet));
          } else if (kind === 'is taken' && id !== undefined) {
            await both((store) => store.outgoingClearMessageId({ id: client }, { messageId: id }));
          } else if (kind === 'is released' && id !== undefined && !queue.some(([cmd]) => cmd === 'pubrel')) {
            await both((store) => store.outgoingUpdate({ id: client }, { cmd: 'pubrel', messageId: id }));
          } else if (kind === 'is unknown') {
            await both((store) => store.outgoingClearMessageId({ id: client }, { messageId: 60_000 }));
            await both((store) => store.outgoingUpdate({ id: client }, { ...publish(9e9), messageId: 60_001 }));
          }
          for (const each of CLIENTS) assert.deepEqual(await waiting(ours, each), await waiting(known, each), kind);
        }
      }),
    );
  });

  it('gives each PUBREL the place of its own message, also of two (aedes-persistence 11.0.0 takes the first for the second)', async () => {
    const store = new SessionQueues();
    for (const number of [1, 2]) {
      await store.outgoingEnqueue({ clientId: 'api' }, publish(number));
      await store.outgoingUpdate({ id: 'api' }, { ...publish(number), messageId: 10 + number });
    }
    for (const messageId of [11, 12]) await store.outgoingUpdate({ id: 'api' }, { cmd: 'pubrel', messageId });
    assert.deepEqual(await waiting(store, 'api'), [
      ['pubrel', undefined, 11],
      ['pubrel', undefined, 12],
    ]);
  });

  it('is still found when 65,535 message ids are not enough', async () => {
    const store = new SessionQueues();
    for (const number of [1, 2]) {
      await store.outgoingEnqueue({ clientId: 'api' }, publish(number));
      await store.outgoingUpdate({ id: 'api' }, { ...publish(number), messageId: 7 });
    }
    const taken = [];
    for (let each = 0; each < 3; each++) {
      taken.push((await store.outgoingClearMessageId({ id: 'api' }, { messageId: 7 }))?.brokerCounter);
    }
    assert.deepEqual(taken, [1, 2, undefined]);
  });
});

describe('what is written to a connection', () => {
  it('leaves together once in a turn of the event loop, and no later', async () => {
    const socket = Object.assign(new EventEmitter(), { corked: 0, left: [] });
    socket.cork = () => (socket.corked += 1);
    socket.uncork = () => (socket.corked -= 1) === 0 && socket.left.push('all');
    gatherWrites(socket);
    for (let packet = 0; packet < 3; packet++) {
      socket.cork();
      socket.uncork();
    }
    assert.deepEqual(socket.left, []);
    await new Promise(setImmediate);
    assert.deepEqual([socket.left, socket.corked], [['all'], 0]);
    socket.cork();
    socket.uncork();
    await new Promise(setImmediate);
    assert.deepEqual([socket.left, socket.corked], [['all', 'all'], 0]);
  });
});
