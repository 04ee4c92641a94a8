import { deviceReceipt, parseTopic } from '@airway-twin/contracts/mqtt';
import { pause } from '../line/kept-process.mjs';

/**
 * How a measurement gets from a device into its connection: faults of the way are put here. Each `hand` is one copy that the broker gets.
 * @typedef {import('@airway-twin/device/client').OutgoingMessage} OutgoingMessage
 * @typedef {(message: OutgoingMessage, hand: (message: OutgoingMessage) => Promise<void>) => Promise<void>} Way
 */

const AGAIN_SHARE = 0.3;
const OVERTAKEN_SHARE = 0.3;
const LONGEST_MS = 1_200;

/** The way without faults. @type {Way} */
export const straight = (message, hand) => hand(message);

/**
 * Some messages come a second and a third time, the same bytes.
 * @param {import('../plan/seeded-random.mjs').SeededRandom} random @param {Way} way
 * @returns {Way}
 */
export function doubling(random, way) {
  return async (message, hand) => {
    await way(message, hand);
    for (let more = random.chance(AGAIN_SHARE) ? random.whole(1, 2) : 0; more > 0; more--) {
      // Nobody waits for a copy, and one that falls into a lost connection is none.
      void pause(random.between(0, LONGEST_MS)).then(() => way(message, hand).catch(() => undefined));
    }
  };
}

/**
 * Some messages are overtaken by those after them.
 * @param {import('../plan/seeded-random.mjs').SeededRandom} random @param {Way} way
 * @returns {Way}
 */
export function overtaking(random, way) {
  return async (message, hand) => {
    if (random.chance(OVERTAKEN_SHARE)) await pause(random.between(0, LONGEST_MS));
    return way(message, hand);
  };
}

/**
 * The links of the device library with a bad way, and an ear of our own for the receipts that come down.
 * @param {import('@airway-twin/device/client').OpenLink} openLink
 * @param {{ way: Way, onReceipt: (receipt: import('@airway-twin/contracts/mqtt').DeviceReceipt) => void }} options
 * @returns {import('@airway-twin/device/client').OpenLink}
 */
export function faultyLinks(openLink, { way, onReceipt }) {
  return (settings, events) => {
    const link = openLink(settings, {
      ...events,
      onMessage: (topic, payload, retained) => {
        if (parseTopic(topic)?.channel === 'receipt')
          onReceipt(deviceReceipt.parse(JSON.parse(Buffer.from(payload).toString())));
        events.onMessage(topic, payload, retained);
      },
    });
    const hand = (message) => link.publish(message);
    return {
      publish: (message) => (message.retain ? hand(message) : way(message, hand)),
      close: () => link.close(),
      vanish: () => link.vanish(),
    };
  };
}

/**
 * The numbers that a receipt promises to be stored: up to `throughSeq`, and above it all but the gaps, as far as the gaps are named.
 * @param {import('@airway-twin/contracts/mqtt').BootReceipt} boot @param {number} seq
 */
export function promises({ throughSeq, highestSeq, gaps, moreGaps }, seq) {
  if (seq <= throughSeq) return true;
  const known = moreGaps ? (gaps.at(-1)?.toSeq ?? throughSeq) : highestSeq;
  return seq <= known && !gaps.some(({ fromSeq, toSeq }) => seq >= fromSeq && seq <= toSeq);
}
