import { pause } from '../line/kept-process.mjs';

/** @typedef {import('./device.mjs').Carrier} Carrier */

const AGAIN_SHARE = 0.3;
const OVERTAKEN_SHARE = 0.3;
const LONGEST_MS = 1_200;

/** The way without faults. @type {Carrier} */
export const straight = (topic, bytes, publish) => publish(topic, bytes);

/**
 * Some messages come a second and a third time, the same bytes.
 * @param {import('../plan/seeded-random.mjs').SeededRandom} random @param {Carrier} way
 * @returns {Carrier}
 */
export function doubling(random, way) {
  return async (topic, bytes, publish) => {
    await way(topic, bytes, publish);
    for (let more = random.chance(AGAIN_SHARE) ? random.whole(1, 2) : 0; more > 0; more--) {
      const waitMs = random.between(0, LONGEST_MS);
      // Nobody waits for a copy, and one that falls into a lost connection is none.
      void pause(waitMs).then(() => publish(topic, bytes).catch(() => undefined));
    }
  };
}

/**
 * Some messages are overtaken by those after them.
 * @param {import('../plan/seeded-random.mjs').SeededRandom} random @param {Carrier} way
 * @returns {Carrier}
 */
export function overtaking(random, way) {
  return async (topic, bytes, publish) => {
    if (random.chance(OVERTAKEN_SHARE)) await pause(random.between(0, LONGEST_MS));
    return way(topic, bytes, publish);
  };
}
