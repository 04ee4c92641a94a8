/**
 * A device that keeps what it has measured until the twin says that it is stored: the receipts of libs/contracts. After a lost connection
 * it sends everything that it still holds again; what a receipt names as missing, or what has gone without one for long, too.
 */
import { connect } from 'mqtt';
import { CHANNEL_SCHEMA, deviceReceipt, topicOf } from '@airway-twin/contracts/mqtt';

const WINDOW = 40;
const RECONNECT_LEAST_MS = 100;
const RECONNECT_MOST_MS = 500;
const LOOK_EVERY_MS = 250;
/** A message that the broker has taken is given this long to be receipted before it is sent again. */
const RECEIPT_WITHIN_MS = 2_500;
const KEEPALIVE_SECONDS = 2;

/**
 * @typedef {{ bootId: string, seq: number, topic: string, bytes: () => Buffer }} Held
 * @typedef {(topic: string, bytes: Buffer, publish: (topic: string, bytes: Buffer) => Promise<unknown>) => Promise<unknown>} Carrier
 *   how a message gets from the device into the connection: faults of the way are put here
 * @typedef {ReturnType<typeof openDevice>} Device
 */

/**
 * @param {object} options
 * @param {string} options.url @param {string} options.site @param {string} options.deviceId
 * @param {string} options.username @param {string} options.password
 * @param {string} options.bootId
 * @param {(bootId: string, seq: number) => void} options.onReceipted the twin has it: it is forgotten here
 * @param {Carrier} options.carry
 */
export function openDevice({ url, site, deviceId, username, password, bootId, onReceipted, carry }) {
  /** By boot, then by number: what is not receipted. @type {Map<string, Map<number, Held & { sentAtMs: number | null }>>} */
  const held = new Map([[bootId, new Map()]]);
  let boot = bootId;
  let nextSeq = 0;
  /** @type {import('mqtt').MqttClient | null} */
  let client = null;
  let isOnline = false;
  let isClosed = false;
  let flying = 0;
  /** @type {(Held & { sentAtMs: number | null })[]} */
  let waiting = [];
  const looking = setInterval(sendStale, LOOK_EVERY_MS);

  function open() {
    if (isClosed) return;
    const own = connect(url, {
      clientId: deviceId,
      username,
      password,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: 2_000,
      keepalive: KEEPALIVE_SECONDS,
      will: { topic: channel('status'), payload: status(false), qos: 1, retain: true },
    });
    client = own;
    flying = 0;
    own.on('error', () => undefined);
    own.on('connect', () => {
      isOnline = true;
      own.publish(channel('status'), status(true), { qos: 1, retain: true }, () => undefined);
      own.subscribe(channel('receipt'), { qos: 1 }, () => undefined);
      waiting = all();
      for (const each of waiting) each.sentAtMs = null;
      pump();
    });
    own.on('message', (topic, payload) => topic === channel('receipt') && takeReceipt(payload));
    own.on('close', () => {
      if (client !== own) return;
      isOnline = false;
      client = null;
      own.end(true);
      setTimeout(open, RECONNECT_LEAST_MS + Math.random() * (RECONNECT_MOST_MS - RECONNECT_LEAST_MS));
    });
  }

  function pump() {
    const own = client;
    while (own !== null && isOnline && flying < WINDOW && waiting.length > 0) {
      const next = waiting.shift();
      if (!held.get(next.bootId)?.has(next.seq)) continue;
      flying += 1;
      next.sentAtMs = Date.now();
      const landed = () => {
        if (client !== own) return;
        flying -= 1;
        next.sentAtMs = Date.now();
        pump();
      };
      carry(next.topic, next.bytes(), (topic, bytes) => own.publishAsync(topic, bytes, { qos: 1 })).then(
        landed,
        landed,
      );
    }
  }

  function takeReceipt(payload) {
    const { boots } = deviceReceipt.parse(JSON.parse(payload.toString()));
    for (const { bootId: of, throughSeq, highestSeq, gaps, moreGaps } of boots) {
      const known = moreGaps ? Math.min(highestSeq, gaps.at(-1)?.toSeq ?? throughSeq) : highestSeq;
      for (const [seq, message] of held.get(of) ?? []) {
        if (seq > known) continue;
        if (seq > throughSeq && gaps.some(({ fromSeq, toSeq }) => seq >= fromSeq && seq <= toSeq)) continue;
        held.get(of).delete(seq);
        onReceipted(message.bootId, seq);
      }
    }
  }

  function sendStale() {
    const stale = Date.now() - RECEIPT_WITHIN_MS;
    const queued = new Set(waiting);
    const again = all().filter((each) => each.sentAtMs !== null && each.sentAtMs < stale && !queued.has(each));
    for (const each of again) each.sentAtMs = null;
    waiting.push(...again);
    pump();
  }

  const all = () => [...held.values()].flatMap((ofBoot) => [...ofBoot.values()]);
  const channel = (name) => topicOf({ site, device: deviceId, channel: name });
  const status = (online) =>
    JSON.stringify({
      schema: CHANNEL_SCHEMA.status,
      online,
      bootId: boot,
      at: new Date().toISOString(),
      nextSeq,
    });

  open();
  return {
    deviceId,
    get held() {
      return all().length;
    },
    heldNumbers: () => all().map(({ bootId: of, seq }) => `${deviceId} ${of} ${seq}`),
    /**
     * Numbers a message and keeps it. `make` gives the bytes of each copy that is sent.
     * @param {string} topic @param {(number: { bootId: string, seq: number }) => () => Buffer} make
     */
    keep: (topic, make) => {
      const number = { bootId: boot, seq: nextSeq++ };
      const message = { ...number, topic, bytes: make(number), sentAtMs: null };
      held.get(boot).set(number.seq, message);
      waiting.push(message);
      pump();
      return number;
    },
    /** Sends bytes that it does not keep. @param {string} topic @param {Buffer} bytes @returns {Promise<boolean>} the broker has them */
    throwOut: async (topic, bytes) => {
      if (client === null || !isOnline) return false;
      return client.publishAsync(topic, bytes, { qos: 1 }).then(
        () => true,
        () => false,
      );
    },
    /** Starts anew and numbers from 0; what it held it still holds. @param {string} nextBootId */
    reboot: (nextBootId) => {
      boot = nextBootId;
      nextSeq = 0;
      held.set(boot, new Map());
      client?.stream?.destroy();
    },
    close: async () => {
      isClosed = true;
      clearInterval(looking);
      const own = client;
      client = null;
      await own?.endAsync(true);
    },
  };
}
