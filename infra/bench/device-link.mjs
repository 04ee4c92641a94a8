/**
 * The least that a device needs of MQTT 3.1.1 to send at QoS 1 over one connection. Devices have processors of their own; here they share
 * the machine with what is measured, so their side is kept small.
 */
import { connect as openSocket } from 'node:net';
import { once } from 'node:events';

const CONNECT = 0x10;
const CONNACK = 2;
const PUBLISH_AT_LEAST_ONCE = 0x32;
const PUBACK = 4;
const LEVEL_3_1_1 = 4;
const CLEAN_WITH_CREDENTIALS = 0xc2;
const HIGHEST_ID = 65_535;

/** One device's connection; `publish` resolves with the broker's acknowledgement. */
export class DeviceLink {
  #socket;
  #waiting = new Map();
  #lastId = 0;
  #rest = Buffer.alloc(0);
  #accepted = promised();
  #lost = false;

  /** @param {string} url of the broker @param {{ deviceId: string, username: string, password: string }} credentials */
  static async open(url, credentials) {
    const { hostname, port } = new URL(url);
    const socket = openSocket({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect');
    const link = new DeviceLink(socket);
    socket.write(connectPacket(credentials));
    await link.#accepted.promise;
    return link;
  }

  constructor(socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the broker closed the connection')));
  }

  /** @param {string} topic @param {string} payload @returns {Promise<void>} */
  publish(topic, payload) {
    if (this.#lost) return Promise.reject(new Error('the connection is gone'));
    const id = (this.#lastId = (this.#lastId % HIGHEST_ID) + 1);
    const acknowledged = promised();
    this.#waiting.set(id, acknowledged);
    // What is published in one turn leaves in one write.
    if (this.#socket.writableCorked === 0) {
      this.#socket.cork();
      process.nextTick(() => this.#socket.uncork());
    }
    this.#socket.write(publishPacket(topic, id, payload));
    return acknowledged.promise;
  }

  /** Without a word, as a device that is switched off. */
  close() {
    this.#lost = true;
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  #read(chunk) {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    // Everything that a broker says to a publisher is four bytes long: CONNACK and PUBACK.
    for (; bytes.length >= 4; bytes = bytes.subarray(4)) {
      if (bytes[0] >> 4 === PUBACK) this.#acknowledge(bytes.readUInt16BE(2));
      else if (bytes[0] >> 4 === CONNACK && bytes[3] === 0) this.#accepted.resolve(undefined);
      else return this.#fail(new Error(`the broker said ${bytes.subarray(0, 4).toString('hex')}`));
    }
    this.#rest = bytes;
  }

  #acknowledge(id) {
    this.#waiting.get(id)?.resolve(undefined);
    this.#waiting.delete(id);
  }

  #fail(error) {
    this.#lost = true;
    this.#accepted.reject(error);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** A promise with what settles it. */
function promised() {
  let settle;
  const promise = new Promise((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle };
}

function connectPacket({ deviceId, username, password }) {
  const head = Buffer.concat([lengthAndText('MQTT'), Buffer.from([LEVEL_3_1_1, CLEAN_WITH_CREDENTIALS, 0, 0])]);
  const body = Buffer.concat([head, ...[deviceId, username, password].map(lengthAndText)]);
  return Buffer.concat([Buffer.from([CONNECT, ...remaining(body.length)]), body]);
}

function publishPacket(topic, id, payload) {
  const topicBytes = Buffer.byteLength(topic);
  const payloadBytes = Buffer.byteLength(payload);
  const length = remaining(2 + topicBytes + 2 + payloadBytes);
  const packet = Buffer.allocUnsafe(1 + length.length + 4 + topicBytes + payloadBytes);
  packet[0] = PUBLISH_AT_LEAST_ONCE;
  packet.set(length, 1);
  let at = 1 + length.length;
  at = packet.writeUInt16BE(topicBytes, at);
  at += packet.write(topic, at);
  at = packet.writeUInt16BE(id, at);
  packet.write(payload, at);
  return packet;
}

function lengthAndText(text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

/** The remaining length as MQTT writes it: seven bits a byte, least first. @param {number} length */
function remaining(length) {
  const bytes = [];
  for (let rest = length; ; rest >>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}
