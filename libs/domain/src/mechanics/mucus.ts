import { seededRandom } from '../airways/seeded-random.js';
import { SEGMENTAL_BRONCHI, type AirwayTree } from '../airways/index.js';
import type { Lungs } from './lungs.js';

/** Segments with a plug, of the 20 that a CT score counts (Dunican 2018); this tree draws 18, two pairs being fused as usual. */
export const LARGEST_MUCUS_SCORE = 20;

/** Plugs sit mostly here (Tang 2022, Huang 2024). */
const PLUGGED_GENERATIONS = { from: 6, to: 9 } as const;

/** Where mucus closes a tree. */
export interface MucusPlugs {
  /** 1 for every airway that a plug fills; one entry per airway of the tree. */
  readonly plugged: Uint8Array;
  /** Share of the lungs' volume behind the plugs, 0…1. */
  readonly closedShare: number;
}

/**
 * Plugs for a mucus score of 0 to 20: in that share of the segments one airway of generation 6–9 is filled. Which one is drawn from the seed: the
 * pattern is an illustration unless somebody has seen it on a scan. A higher score keeps the plugs of a lower one.
 * Errors: RangeError when the score is not within 0…20.
 */
export function mucusPlugs(tree: AirwayTree, mucusScore: number, seed: number): MucusPlugs {
  if (!(mucusScore >= 0 && mucusScore <= LARGEST_MUCUS_SCORE))
    throw new RangeError(`mucusScore: expected a number from 0 to ${LARGEST_MUCUS_SCORE}, got ${mucusScore}`);
  const random = seededRandom(seed);
  const order = SEGMENTAL_BRONCHI.map((name) => ({ root: tree.name.indexOf(name), rank: random(), pick: random() }));
  order.sort((a, b) => a.rank - b.rank);
  const affected = Math.round((order.length * mucusScore) / LARGEST_MUCUS_SCORE);
  const plugged = new Uint8Array(tree.count);
  let closedShare = 0;
  for (const { root, pick } of order.slice(0, affected)) {
    const candidates = behind(tree, root).filter((airway) => {
      const generation = tree.generation[airway] ?? 0;
      return generation >= PLUGGED_GENERATIONS.from && generation <= PLUGGED_GENERATIONS.to;
    });
    const airway = candidates[Math.floor(pick * candidates.length)];
    if (airway === undefined) continue;
    plugged[airway] = 1;
    closedShare += tree.volumeFraction[airway] ?? 0;
  }
  return { plugged, closedShare };
}

/** Every airway behind one, itself left out. Parents stand before children, so one pass finds them. */
function behind(tree: AirwayTree, root: number): number[] {
  const fed = new Set([root]);
  for (let airway = root + 1; airway < tree.count; airway += 1) if (fed.has(tree.parent[airway] ?? -1)) fed.add(airway);
  fed.delete(root);
  return [...fed];
}

/**
 * Lungs of which a share is cut off by plugs: from generation 6 on that share of the airways carries no flow, and what lies behind them neither
 * fills nor empties. Errors: RangeError when the share is not within 0…0.9.
 */
export function pluggedLungs(lungs: Lungs, closedShare: number): Lungs {
  if (!(closedShare >= 0 && closedShare <= 0.9))
    throw new RangeError(`closedShare: expected a number from 0 to 0.9, got ${closedShare}`);
  const open = 1 - closedShare;
  const kept = (values: Float64Array) =>
    values.map((value, z) => (z < PLUGGED_GENERATIONS.from ? value : open * value));
  const { airways } = lungs;
  return {
    ...lungs,
    airways: {
      ...airways,
      parallel: kept(airways.parallel),
      largestAreaCm2: kept(airways.largestAreaCm2),
      innerWallCm2: kept(airways.innerWallCm2),
    },
    totalLungCapacityLitres: open * lungs.totalLungCapacityLitres,
    residualVolumeLitres: open * lungs.residualVolumeLitres,
  };
}
