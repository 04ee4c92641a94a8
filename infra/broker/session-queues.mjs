/** What waits for clients with a kept session, found by number: aedes-persistence looks through the whole queue for each message. */
import { Readable } from 'node:stream';
import MemoryPersistence from 'aedes-persistence/asyncPersistence.js';

const MOST_IDS = 65_535;

/**
 * The memory of the embedded broker. The API acknowledges after its commit, so that thousands of messages wait for one client; a search
 * through all of them for every message and again for every acknowledgement took half of the broker's time.
 */
export class SessionQueues extends MemoryPersistence {
  /** @type {Map<string, SessionQueue>} by client id */
  #queues = new Map();

  /** @param {{ clientId: string }} subscription @param {object} packet */
  async outgoingEnqueue(subscription, packet) {
    this.#queueOf(subscription.clientId).add(new MemoryPersistence.Packet(packet));
  }

  /** @param {readonly { clientId: string }[]} subscriptions @param {object} packet */
  async outgoingEnqueueCombi(subscriptions, packet) {
    for (const { clientId } of subscriptions) this.#queueOf(clientId).add(new MemoryPersistence.Packet(packet));
  }

  /**
   * Before a packet is written to a connection: it gets a message id that nothing else waits under, and keeps it until the client has it
   * (MQTT 3.1.1, 2.3.1 and 4.4). aedes lets each connection count from a random number, so that an acknowledgement could take away another
   * packet, and cuts a connection off when what is to be written has been acknowledged meanwhile. Or a PUBREL takes the place of its packet.
   * @throws when nothing waits for that PUBREL
   */
  async outgoingUpdate(client, packet) {
    const queue = this.#queueOf(client.id);
    if (packet.cmd === 'pubrel') {
      if (!queue.release(packet)) throw new Error('no such packet');
    } else if (queue.number(packet, client)) {
      client._nextId = after(packet.messageId);
    }
  }

  /** The client has it. @returns what waited under that message id; undefined when nothing did */
  async outgoingClearMessageId({ id }, { messageId }) {
    return this.#queueOf(id).remove(messageId);
  }

  /** All that waits for the client now and has not been written to this connection, in order. */
  outgoingStream(client) {
    const queue = this.#queueOf(client.id);
    client._nextId = after(queue.newestId);
    return Readable.from(queue.unwritten(client));
  }

  #queueOf(clientId) {
    let queue = this.#queues.get(clientId);
    if (!queue) this.#queues.set(clientId, (queue = new SessionQueue()));
    return queue;
  }
}

/** @typedef {{ packet: Packet, writtenTo: object | null }} Waiting `writtenTo`: the connection that it was written to last */

/** The packets of one client in the order in which they came, by the broker's number and by message id. */
class SessionQueue {
  /** @type {Map<number, Waiting>} */
  #byNumber = new Map();
  /** Of packets that share an id (there are 65,535) the oldest. @type {Map<number, number>} */
  #numberById = new Map();
  newestId = 0;

  add(packet) {
    this.#byNumber.set(numberOf(packet), { packet, writtenTo: null });
  }

  /** Gives it its id, in place. @returns {boolean} whether the id is new */
  number(packet, client) {
    const number = numberOf(packet);
    const waiting = this.#byNumber.get(number);
    // Acknowledged since: written once more, it is acknowledged once more.
    if (!waiting) return false;
    waiting.writtenTo = client;
    const known = waiting.packet;
    const isNew = known.messageId === undefined;
    if (isNew) {
      known.messageId = this.#freeId(packet.messageId);
      this.newestId = known.messageId;
      if (!this.#numberById.has(known.messageId)) this.#numberById.set(known.messageId, number);
    }
    packet.messageId = known.messageId;
    return isNew;
  }

  /** @returns {boolean} whether there was a packet whose place it could take */
  release(pubrel) {
    const number = this.#find(pubrel.messageId);
    if (number === undefined) return false;
    this.#byNumber.set(number, { packet: pubrel, writtenTo: null });
    return true;
  }

  remove(messageId) {
    const number = this.#find(messageId);
    if (number === undefined) return undefined;
    const { packet } = this.#byNumber.get(number);
    this.#byNumber.delete(number);
    if (this.#numberById.get(messageId) === number) this.#numberById.delete(messageId);
    return packet;
  }

  *unwritten(client) {
    for (const [number, waiting] of [...this.#byNumber]) {
      if (this.#byNumber.get(number) === waiting && waiting.writtenTo !== client) yield waiting.packet;
    }
  }

  #find(messageId) {
    if (messageId === undefined) return undefined;
    const number = this.#numberById.get(messageId);
    if (number !== undefined) return number;
    for (const [each, { packet }] of this.#byNumber) if (packet.messageId === messageId) return each;
    return undefined;
  }

  /** The first from there on that nothing waits under; when all are taken, that one. */
  #freeId(from) {
    if (this.#numberById.size >= MOST_IDS) return from;
    let id = from;
    while (this.#numberById.has(id)) id = after(id);
    return id;
  }
}

/** The message id that follows. */
function after(id) {
  return (id % MOST_IDS) + 1;
}

/** What the broker counts a packet by, wherever it waits: there is one broker, and it counts all. */
function numberOf({ brokerCounter }) {
  return brokerCounter;
}
