import type { AirwayTree } from '@airway-twin/domain/airways';

/**
 * Share of the breath that goes through each airway, 0…1: what lies behind a closed or plugged airway takes none, the open rest takes all, each
 * part by the volume that it feeds. All 0 when nothing is open. `blocked` has 1 for every airway that lets no air through.
 */
export function airwayFlow(tree: AirwayTree, blocked: ArrayLike<number>): Float32Array {
  const flow = new Float32Array(tree.count);
  const isShut = new Uint8Array(tree.count);
  const feedsNone = new Uint8Array(tree.count).fill(1);
  for (let airway = 0; airway < tree.count; airway += 1) {
    const parent = tree.parent[airway] ?? -1;
    isShut[airway] = blocked[airway] === 1 || (parent >= 0 && isShut[parent] === 1) ? 1 : 0;
    if (parent >= 0) feedsNone[parent] = 0;
  }
  for (let airway = tree.count - 1; airway >= 0; airway -= 1) {
    if (feedsNone[airway] === 1 && isShut[airway] === 0) flow[airway] = tree.volumeFraction[airway] ?? 0;
    const parent = tree.parent[airway] ?? -1;
    if (parent >= 0) flow[parent] = (flow[parent] ?? 0) + (flow[airway] ?? 0);
  }
  const whole = flow[0] ?? 0;
  return whole > 0 ? flow.map((share) => share / whole) : flow;
}
