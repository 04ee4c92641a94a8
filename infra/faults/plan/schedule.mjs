import { FAULT_KINDS, faultKind } from './fault-kinds.mjs';
import { randomFrom } from './seeded-random.mjs';

/** How long the devices of a round have something to say. */
export const TRAFFIC_MS = 3_500;
/** Faults begin while the devices speak, so that something is under way to be lost. */
const FIRST_MS = 300;
const LAST_MS = 2_400;

/**
 * @typedef {'embedded' | 'mosquitto'} BrokerKind
 * @typedef {{ kind: string, atMs: number, forMs: number } & Record<string, string | number | boolean>} Fault
 * @typedef {{ seed: number, number: number, broker: BrokerKind, faults: Fault[] }} RoundPlan
 */

/**
 * A round, from seed and number alone. Kinds are dealt like cards: each comes once before any comes again.
 * @param {{ seed: number, number: number, brokers: readonly BrokerKind[], mix: number, only: readonly string[] }} wanted `mix`: faults of a
 *   round; `only`: the kinds to draw from, empty for all
 * @returns {RoundPlan}
 */
export function roundPlan({ seed, number, brokers, mix, only }) {
  const random = randomFrom(seed, 'round', number);
  const faults = dealt(seed, number, mix, only).map((name) => {
    const { lastsMs, draw } = faultKind(name);
    const atMs = lastsMs === undefined ? 0 : Math.round(random.between(FIRST_MS, LAST_MS));
    const forMs = lastsMs === undefined ? TRAFFIC_MS : Math.round(random.between(...lastsMs));
    return { kind: name, atMs, forMs, ...draw?.(random) };
  });
  return { seed, number, broker: brokers[(number - 1) % brokers.length], faults };
}

/** How many rounds it takes until every kind has come. @param {number} mix @param {readonly string[]} only */
export function roundsForAll(mix, only) {
  const kinds = only.length > 0 ? only.length : FAULT_KINDS.length;
  return Math.ceil(kinds / Math.min(mix, kinds));
}

/**
 * The kinds of one round: its hand of the shuffled pack of its turn. The last hand of a pack is filled up from the pack's own start, so
 * that no round depends on the one before.
 * @param {number} seed @param {number} number from 1 @param {number} mix @param {readonly string[]} only
 */
function dealt(seed, number, mix, only) {
  const names = FAULT_KINDS.map((kind) => kind.name).filter((name) => only.length === 0 || only.includes(name));
  const size = Math.min(mix, names.length);
  const hands = Math.ceil(names.length / size);
  const turn = Math.floor((number - 1) / hands);
  const pack = randomFrom(seed, 'pack', turn).shuffled(names);
  const from = ((number - 1) % hands) * size;
  return Array.from({ length: size }, (_none, index) => pack[(from + index) % pack.length]);
}
