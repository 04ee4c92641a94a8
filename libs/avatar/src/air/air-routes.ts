import type { AirwayTree } from '@airway-twin/domain/airways';
import { STATE_CHANNELS } from '../pose/index.js';

/** Which ways stand for all the air: each of the moving ones for the same share of the breath, each of the still ones for the same volume. */
export interface AirRoutes {
  /** Last airways of the ways on which air moves. */
  readonly moving: readonly number[];
  /** Airways that are open to the mouth but lead nowhere: their air stands still. */
  readonly still: readonly number[];
  /** Volume of all such airways, mL. */
  readonly stillMl: number;
}

const known = new WeakMap<AirwayTree, readonly number[]>();

/** The last airways of a tree in the order in which a walk through all of it meets them: neighbours in the lung stand next to each other. */
function tipsInOrder(tree: AirwayTree): readonly number[] {
  const before = known.get(tree);
  if (before) return before;
  const children = Array.from({ length: tree.count }, (): number[] => []);
  tree.parent.forEach((parent, airway) => children[parent]?.push(airway));
  const tips: number[] = [];
  const open = [0];
  for (let airway = open.pop(); airway !== undefined; airway = open.pop()) {
    const below = children[airway] ?? [];
    if (below.length === 0) tips.push(airway);
    else open.push(...below);
  }
  known.set(tree, tips);
  return tips;
}

/** Chooses at most so many ways, spread evenly over the breath and over the air that stands still. Deterministic. */
export function airRoutes(tree: AirwayTree, texels: Float32Array, most: { moving: number; still: number }): AirRoutes {
  const { count } = tree;
  const channel = (row: number, at: number, airway: number) =>
    texels[STATE_CHANNELS * (row * count + airway) + at] ?? 0;
  const share = (airway: number) => channel(2, 0, airway);
  const isCutOff = new Uint8Array(count);
  const stillMm3 = new Float64Array(count);
  const dead: number[] = [];
  let stillVolume = 0;
  for (let airway = 0; airway < count; airway += 1) {
    const parent = tree.parent[airway] ?? -1;
    const isShut = channel(1, 2, airway) > 0.5 || channel(1, 3, airway) > 0.5;
    isCutOff[airway] = isShut || isCutOff[parent] === 1 ? 1 : 0;
    if (isCutOff[airway] === 1 || share(airway) > 0) continue;
    dead.push(airway);
    stillMm3[airway] = Math.PI * channel(2, 1, airway) ** 2 * lengthMm(tree, airway);
    stillVolume += stillMm3[airway] ?? 0;
  }
  return {
    moving: evenly(tipsInOrder(tree), share, most.moving),
    still: evenly(dead, (airway) => stillMm3[airway] ?? 0, Math.min(dead.length, most.still)),
    stillMl: stillVolume / 1000,
  };
}

/** `take` of the entries, each as often as its weight asks for: at even steps through the summed weights. None when all weigh nothing. */
function evenly(entries: readonly number[], weight: (entry: number) => number, take: number): number[] {
  const whole = entries.reduce((sum, entry) => sum + weight(entry), 0);
  const taken: number[] = [];
  let passed = 0;
  for (const entry of entries) {
    passed += weight(entry);
    while (taken.length < take && passed * take > (taken.length + 0.5) * whole) taken.push(entry);
  }
  return taken;
}

function lengthMm(tree: AirwayTree, airway: number): number {
  const along = (axis: number) => (tree.endMm[3 * airway + axis] ?? 0) - (tree.startMm[3 * airway + axis] ?? 0);
  return Math.hypot(along(0), along(1), along(2));
}
