import { meanOverGenerations, type AirwayTree } from '@airway-twin/domain/airways';
import type { TraitBand, TwinView } from '@airway-twin/domain/twin';
import type { DrawnTarget } from '../view/index.js';
import { airwayFlow } from './airway-flow.js';
import { NO_PATTERN, patternedAirways, type AirwayPattern } from './airway-pattern.js';
import { exaggerated } from './exaggeration.js';
import { radiiIn, restingAirways } from './resting-airways.js';

/** What the picture needs of the twin. */
export type AvatarTwin = Pick<TwinView, 'constriction' | 'inflammation' | 'zone' | 'lungFunction'>;

/** Texels per segment and numbers per texel of the state texture: three rows of RGBA, one column per segment. */
export const STATE_ROWS = 3;
export const STATE_CHANNELS = 4;

/** What is drawn, as one array the size of the state texture. */
export interface AvatarPose {
  readonly segments: number;
  /**
   * Row 0: lumen radius mm, outer radius mm, inflammation, constriction. Row 1: uncertainty, stale, closed, mucus. Row 2: share of the breath
   * that flows here, true lumen radius mm (also when the drawn one is exaggerated), outer radius of the lining mm, outer radius of the muscle mm.
   * Rows of 4·segments numbers.
   */
  readonly texels: Float32Array;
}

/** How a twin is drawn, beyond its state. */
export interface PoseOptions {
  /** Where things are; illustrative. Everywhere the same when left out. */
  readonly pattern?: AirwayPattern;
  /** How much larger than life a change of radius is drawn, 1…2; 1 when left out. A screen that shows another factor must name it. */
  readonly exaggeration?: number;
  /**
   * What of the two treatable traits is drawn: 'lining' leaves constriction out, 'muscle' inflammation and mucus; each is as uncertain as its own
   * trait. Both when left out.
   */
  readonly target?: DrawnTarget;
}

/** The few numbers that say what a pose shows. */
export interface PoseSummary {
  readonly constriction: number;
  readonly inflammation: number;
  /** Mean lumen radius of generations 3–6, mm. */
  readonly lumenRadiusMm: number;
  readonly uncertainty: number;
  readonly stale: boolean;
}

/** From this uncertainty on the picture carries the "not known" pattern over all of its surface. */
export const UNKNOWN_UNCERTAINTY = 1;

/** 0…1: width of the 80 % band; 1 when the trait is not known at all. */
export function traitUncertainty(trait: TraitBand | null): number {
  return trait === null || !trait.known ? UNKNOWN_UNCERTAINTY : Math.min(1, Math.max(0, trait.high - trait.low));
}

/**
 * The picture of a twin: radii from the middle of the bands of C and I, by the tube law, muscle and wall of each airway. An unknown trait is
 * drawn at 0 with uncertainty 1, which the scene marks with a pattern and without colour. Errors: RangeError for impossible options.
 */
export function avatarPose(tree: AirwayTree, twin: AvatarTwin, options: PoseOptions = {}): AvatarPose {
  const { pattern = NO_PATTERN, exaggeration = 1, target = 'both' } = options;
  const constriction = target === 'lining' ? 0 : shareOf(twin.constriction);
  const inflammation = target === 'muscle' ? 0 : shareOf(twin.inflammation);
  const uncertainty = Math.max(
    target === 'lining' ? 0 : traitUncertainty(twin.constriction),
    target === 'muscle' ? 0 : traitUncertainty(twin.inflammation),
  );
  const { constrictionFactor, inflammationFactor, plugged } = patternedAirways(tree, pattern);
  const resting = restingAirways(tree);
  const row = STATE_CHANNELS * tree.count;
  const texels = new Float32Array(STATE_ROWS * row);
  const blocked = new Uint8Array(tree.count);
  for (let segment = 0; segment < tree.count; segment += 1) {
    const at = STATE_CHANNELS * segment;
    const c = Math.min(1, constriction * (constrictionFactor[segment] ?? 1));
    const i = Math.min(1, inflammation * (inflammationFactor[segment] ?? 1));
    const { lumenMm, mucosaMm, muscleMm, outerMm, closed } = radiiIn(resting, tree, segment, c, i);
    const isPlugged = plugged[segment] === 1 && target !== 'muscle';
    const leastMm = 0.1 * (resting.lumenMm[segment] ?? 0);
    texels[at] = exaggerated(lumenMm, resting.lumenMm[segment] ?? 0, exaggeration, leastMm);
    texels[at + 1] = exaggerated(outerMm, resting.outerMm[segment] ?? 0, exaggeration, leastMm);
    texels[at + 2] = i;
    texels[at + 3] = c;
    texels[row + at] = uncertainty;
    texels[row + at + 1] = twin.zone.stale ? 1 : 0;
    texels[row + at + 2] = closed ? 1 : 0;
    texels[row + at + 3] = isPlugged ? 1 : 0;
    texels[2 * row + at + 1] = lumenMm;
    texels[2 * row + at + 2] = exaggerated(mucosaMm, resting.mucosaMm[segment] ?? 0, exaggeration, leastMm);
    texels[2 * row + at + 3] = exaggerated(muscleMm, resting.muscleMm[segment] ?? 0, exaggeration, leastMm);
    blocked[segment] = closed || isPlugged ? 1 : 0;
  }
  airwayFlow(tree, blocked).forEach((share, segment) => {
    texels[2 * row + STATE_CHANNELS * segment] = share;
  });
  return { segments: tree.count, texels };
}

function shareOf(trait: TraitBand | null): number {
  return trait === null ? 0 : Math.min(1, Math.max(0, trait.mid));
}

/** One channel of a pose, a number per segment. */
export function poseChannel(pose: AvatarPose, row: 0 | 1 | 2, channel: 0 | 1 | 2 | 3): Float32Array {
  const offset = row * STATE_CHANNELS * pose.segments + channel;
  return Float32Array.from(
    { length: pose.segments },
    (_, segment) => pose.texels[offset + STATE_CHANNELS * segment] ?? 0,
  );
}

/** What texels of this tree show, read back from the numbers that are drawn. */
export function poseSummary(tree: AirwayTree, texels: Float32Array): PoseSummary {
  const pose = { segments: tree.count, texels };
  return {
    constriction: texels[3] ?? 0,
    inflammation: texels[2] ?? 0,
    lumenRadiusMm: meanOverGenerations(tree, poseChannel(pose, 2, 1), 3, 6),
    uncertainty: texels[STATE_CHANNELS * tree.count] ?? 0,
    stale: (texels[STATE_CHANNELS * tree.count + 1] ?? 0) > 0.5,
  };
}
