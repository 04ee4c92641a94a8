import { numbersFrom } from '../../../libs/testkit/seeded-numbers.mjs';

/**
 * @typedef {{ next: () => number, between: (from: number, to: number) => number, whole: (from: number, to: number) => number,
 *   oneOf: <T>(list: readonly T[]) => T, shuffled: <T>(list: readonly T[]) => T[], chance: (share: number) => boolean }} SeededRandom
 */

/**
 * Draws that follow from what they are named by: the same seed and names, the same draws, whatever else was drawn before.
 * @param {number} seed @param {...(string | number)} names
 * @returns {SeededRandom} `between` and `whole` (both ends possible) draw evenly
 */
export function randomFrom(seed, ...names) {
  const next = numbersFrom(hashOf([seed, ...names].join('/')));
  const between = (from, to) => from + (to - from) * next();
  const whole = (from, to) => Math.floor(between(from, to + 1));
  return {
    next,
    between,
    whole,
    oneOf: (list) => list[whole(0, list.length - 1)],
    shuffled: (list) => {
      const left = [...list];
      return list.map(() => left.splice(whole(0, left.length - 1), 1)[0]);
    },
    chance: (share) => next() < share,
  };
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo 1991). @param {string} text */
function hashOf(text) {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
