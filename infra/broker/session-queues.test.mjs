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
          } else if (kind === 'gets an id' && counter !== undefined && id === undefined) {
            const packet = { ...publish(counter), messageId: ++messageId };
            await both((store) => store.outgoingUpdate({ id: client }, packet));
          } else if (kind === 'is taken' && id !== undefined) {
            await both((store) => store.outgoingClearMessageId({ id: client }, { messageId: id }));
          } else if (kind === 'is released' && id !== undefined && !queue.some(([cmd]) => cmd === 'pubrel')) {
            await both((store) => store.outgoingUpdate({ id: client }, { cmd: 'pubrel', messageId: id }));
          } else if (kind === 'is unknown') {
            await both((store) => store.outgoingClearMessageId({ id: client }, { messageId: 60_000 }));
            if (!queue.some(([cmd]) => cmd === 'pubrel'))
              await both((store) => store.outgoingUpdate({ id: client }, { cmd: 'pubrel', messageId: 60_001 }));
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

  it('keeps the message id that it first got, on another connection too', async () => {
    const store = new SessionQueues();
    await store.outgoingEnqueue({ clientId: 'api' }, publish(1));
    const [first, again] = [7, 900].map((messageId) => ({ ...publish(1), messageId }));
    await store.outgoingUpdate({ id: 'api' }, first);
    await store.outgoingUpdate({ id: 'api' }, again);
    assert.deepEqual([first.messageId, again.messageId], [7, 7]);
  });

  it('gets no message id that something else waits under, and the connection counts on from there', async () => {
    const store = new SessionQueues();
    const next = { id: 'api' };
    const ids = [];
    for (const [number, messageId] of [
      [1, 65_534],
      [2, 65_535],
      [3, 65_534],
      [4, 65_534],
    ]) {
      await store.outgoingEnqueue({ clientId: 'api' }, publish(number));
      const packet = { ...publish(number), messageId };
      await store.outgoingUpdate(next, packet);
      ids.push(packet.messageId);
    }
    assert.deepEqual([ids, next._nextId], [[65_534, 65_535, 1, 2], 3]);
    const later = { id: 'api' };
    store.outgoingStream(later);
    assert.equal(later._nextId, 3);
  });

  it('is still found when 65,535 message ids are not enough', async () => {
    const store = new SessionQueues();
    for (let number = 1; number <= 65_537; number++) {
      await store.outgoingEnqueue({ clientId: 'api' }, publish(number));
      await store.outgoingUpdate({ id: 'api' }, { ...publish(number), messageId: ((number - 1) % 65_535) + 1 });
    }
    const taken = [];
    for (let each = 0; each < 3; each++) {
      taken.push((await store.outgoingClearMessageId({ id: 'api' }, { messageId: 2 }))?.brokerCounter);
    }
    assert.deepEqual(taken, [2, 65_537, undefined]);
  });

  it('is written once to a connection, though it comes in while the connection reads what waits, and not when it has been acknowledged since', async () => {
    const store = new SessionQueues();
    for (const number of [1, 2, 3]) await store.outgoingEnqueue({ clientId: 'api' }, publish(number));
    const connection = { id: 'api' };
    const reading = store.outgoingStream(connection);
    for (const number of [1, 2]) {
      await store.outgoingUpdate(connection, { ...publish(number), messageId: 10 + number });
    }
    await store.outgoingClearMessageId(connection, { messageId: 12 });
    assert.deepEqual(
      (await reading.toArray()).map(({ brokerCounter }) => brokerCounter),
      [3],
    );
    await assert.doesNotReject(store.outgoingUpdate(connection, { ...publish(2), messageId: 12 }));
    assert.deepEqual(
      (await waiting(store, 'api')).map(([, counter]) => counter),
      [1, 3],
    );
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
