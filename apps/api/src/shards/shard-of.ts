import { siteKey } from '../registry/registry-store.js';

/** How many shards there are; the store has a row for each. */
export const SHARDS = 16;

/**
 * The shard that a patient, or a device that nobody wears, belongs to: 0…15, the same in every process and for ever (FNV-1a of the key,
 * Fowler, Noll, Vo 1991, mixed).
 */
export function shardOf(siteId: string, id: string): number {
  const key = siteKey(siteId, id);
  let shard = shards.get(key);
  if (shard === undefined) {
    shard = hashed(key);
    if (shards.size >= REMEMBERED) shards.clear();
    shards.set(key, shard);
  }
  return shard;
}

/** A message is asked for its shard on each step of its way. */
const shards = new Map<string, number>();
const REMEMBERED = 200_000;

function hashed(key: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  // The low bits of FNV-1a alone are uneven for names that differ in one digit (finaliser of MurmurHash3; Appleby 2011).
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 0) % SHARDS;
}
