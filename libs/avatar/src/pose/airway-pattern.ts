import { SEGMENTAL_BRONCHI, type AirwayTree } from '@airway-twin/domain/airways';
import { mucusPlugs } from '@airway-twin/domain/mechanics';

/**
 * How the picture may differ from place to place. The breathing tests do not say where: a pattern is an illustration, and a screen that shows
 * one has to say so.
 */
export interface AirwayPattern {
  /** Whole number: the same seed gives the same pattern. */
  readonly seed: number;
  /** Coefficient of variation of C and I over the lung segments, 0…1 (0.3–0.5 is usual in models of asthma); 0: the same everywhere. */
  readonly spread: number;
  /** Segments with a mucus plug as a CT score counts them, 0…20. */
  readonly mucusScore: number;
}

export const NO_PATTERN: AirwayPattern = { seed: 0, spread: 0, mucusScore: 0 };

/** What a pattern does to each airway of a tree. */
export interface PatternedAirways {
  /** Factor on C and on I, one per airway; their mean over the lung's volume is 1 before values are held within 0…1. */
  readonly constrictionFactor: Float32Array;
  readonly inflammationFactor: Float32Array;
  /** 1 where mucus fills the airway. */
  readonly plugged: Uint8Array;
}

const seen = new WeakMap<AirwayTree, { readonly pattern: AirwayPattern; readonly airways: PatternedAirways }>();

/**
 * Spreads C and I over the lung segments (lognormal, each airway behind a segmental bronchus as that bronchus) and places plugs (generations
 * 6–9, `mucusPlugs` of the domain). Deterministic. Errors: RangeError for a spread outside 0…1 or a score outside 0…20.
 */
export function patternedAirways(tree: AirwayTree, pattern: AirwayPattern): PatternedAirways {
  const { seed, spread, mucusScore } = pattern;
  if (!(spread >= 0 && spread <= 1)) throw new RangeError(`spread: expected a number from 0 to 1, got ${spread}`);
  const known = seen.get(tree);
  if (
    known &&
    known.pattern.seed === seed &&
    known.pattern.spread === spread &&
    known.pattern.mucusScore === mucusScore
  )
    return known.airways;
  const airways = {
    constrictionFactor: segmentFactors(tree, spread, 2 * seed + 1),
    inflammationFactor: segmentFactors(tree, spread, 2 * seed + 2),
    plugged: mucusPlugs(tree, mucusScore, seed).plugged,
  };
  seen.set(tree, { pattern, airways });
  return airways;
}

function segmentFactors(tree: AirwayTree, spread: number, seed: number): Float32Array {
  const factor = new Float32Array(tree.count).fill(1);
  if (spread === 0) return factor;
  const sd = Math.sqrt(Math.log(1 + spread * spread));
  const roots = SEGMENTAL_BRONCHI.map((name) => tree.name.indexOf(name));
  const drawn = roots.map((root, at) => ({
    root,
    value: Math.exp(sd * standardNormal(seed, at) - (sd * sd) / 2),
    share: tree.volumeFraction[root] ?? 0,
  }));
  const all = drawn.reduce((sum, { share }) => sum + share, 0);
  const mean = drawn.reduce((sum, { value, share }) => sum + value * share, 0) / all;
  for (const { root, value } of drawn) factor[root] = value / mean;
  const segmental = new Set(roots);
  // Parents stand before children: every airway behind a segmental bronchus takes its factor over.
  for (let airway = 0; airway < tree.count; airway += 1) {
    const parent = tree.parent[airway] ?? -1;
    if (!segmental.has(airway) && parent >= 0 && tree.name[airway] === null) factor[airway] = factor[parent] ?? 1;
  }
  return factor;
}

/** A standard normal number for a place in a seeded row (Box & Muller 1958 on integers mixed as splitmix32 does). */
function standardNormal(seed: number, at: number): number {
  const radius = Math.sqrt(-2 * Math.log(mixed(seed, 2 * at) || 1e-9));
  return radius * Math.cos(2 * Math.PI * mixed(seed, 2 * at + 1));
}

function mixed(seed: number, at: number): number {
  let value = (Math.imul(seed, 0x9e3779b1) + Math.imul(at + 1, 0x85ebca6b)) | 0;
  value = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return ((value ^ (value >>> 15)) >>> 0) / 4_294_967_296;
}
