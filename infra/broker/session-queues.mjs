/** What waits for clients with a kept session, found by number: aedes-persistence looks through the whole queue for each message. */
import { Readable } from 'node:stream';
import MemoryPersistence from 'aedes-persistence/asyncPersistence.js';

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

  /** The packet has got its message id, or a PUBREL takes its place. @throws when nothing waits under its numbers */
  async outgoingUpdate({ id }, packet) {
    if (!this.#queueOf(id).update(packet)) throw new Error('no such packet');
  }

  /** The client has it. @returns what waited under that message id; undefined when nothing did */
  async outgoingClearMessageId({ id }, { messageId }) {
    return this.#queueOf(id).remove(messageId);
  }

  /** All that waits for the client now, in order. */
  outgoingStream({ id }) {
    return Readable.from(this.#queues.get(id)?.all() ?? []);
  }

  #queueOf(clientId) {
    let queue = this.#queues.get(clientId);
    if (!queue) this.#queues.set(clientId, (queue = new SessionQueue()));
    return queue;
  }
}

/** The packets of one client in the order in which they came, by the broker's number and by the message id of the connection. */
class SessionQueue {
  /** @type {Map<string, Packet>} */
  #byNumber = new Map();
  /** Of packets that share an id (there are 65,535) the oldest. @type {Map<number, string>} */
  #numberById = new Map();

  add(packet) {
    const number = numberOf(packet);
    this.#byNumber.set(number, packet);
    this.#remember(packet.messageId, number);
  }

  /** @returns {boolean} whether there was one to update */
  update(packet) {
    const number = numberOf(packet);
    const known = this.#byNumber.get(number);
    if (known) {
      this.#forget(known.messageId, number);
      known.messageId = packet.messageId;
      this.#remember(packet.messageId, number);
      return true;
    }
    const replaced = this.#find(packet.messageId);
    if (replaced === undefined) return false;
    this.#byNumber.set(replaced, packet);
    return true;
  }

  remove(messageId) {
    const number = this.#find(messageId);
    if (number === undefined) return undefined;
    const packet = this.#byNumber.get(number);
    this.#byNumber.delete(number);
    this.#forget(messageId, number);
    return packet;
  }

  all() {
    return [...this.#byNumber.values()];
  }

  #find(messageId) {
    if (messageId === undefined) return undefined;
    const number = this.#numberById.get(messageId);
    if (number !== undefined) return number;
    for (const [each, packet] of this.#byNumber) if (packet.messageId === messageId) return each;
    return undefined;
  }

  #remember(messageId, number) {
    if (messageId !== undefined && !this.#numberById.has(messageId)) this.#numberById.set(messageId, number);
  }

  #forget(messageId, number) {
    if (messageId !== undefined && this.#numberById.get(messageId) === number) this.#numberById.delete(messageId);
  }
}

/** What the broker counts a packet by, wherever it waits. */
function numberOf({ brokerId, brokerCounter }) {
  return `${brokerId} ${brokerCounter}`;
}
