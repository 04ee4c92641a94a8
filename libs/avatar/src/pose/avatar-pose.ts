import { airwayCalibre, meanOverGenerations, type AirwayTree } from '@airway-twin/domain/airways';
import type { TraitBand, TwinView } from '@airway-twin/domain/twin';

/** What the picture needs of the twin. */
export type AvatarTwin = Pick<TwinView, 'constriction' | 'inflammation' | 'zone' | 'lungFunction'>;

/** Texels per segment and numbers per texel of the state texture: two rows of RGBA, one column per segment. */
export const STATE_ROWS = 2;
export const STATE_CHANNELS = 4;

/** What is drawn, as one array the size of the state texture. */
export interface AvatarPose {
  readonly segments: number;
  /** Row 0: lumen radius mm, outer radius mm, inflammation, constriction. Row 1: uncertainty, stale, closed, 0. Rows of 4·segments numbers. */
  readonly texels: Float32Array;
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
 * The picture of a twin: radii from the middle of the bands of C and I, the same in every segment (the breathing tests do not say where).
 * An unknown trait is drawn at 0 with uncertainty 1, which the scene marks with a pattern and without colour.
 */
export function avatarPose(tree: AirwayTree, twin: AvatarTwin): AvatarPose {
  const constriction = shareOf(twin.constriction);
  const inflammation = shareOf(twin.inflammation);
  const uncertainty = Math.max(traitUncertainty(twin.constriction), traitUncertainty(twin.inflammation));
  const calibre = airwayCalibre(tree, { constriction, inflammation });
  const row = STATE_CHANNELS * tree.count;
  const texels = new Float32Array(STATE_ROWS * row);
  for (let segment = 0; segment < tree.count; segment += 1) {
    const at = STATE_CHANNELS * segment;
    texels[at] = calibre.lumenRadiusMm[segment] ?? 0;
    texels[at + 1] = calibre.outerRadiusMm[segment] ?? 0;
    texels[at + 2] = inflammation;
    texels[at + 3] = constriction;
    texels[row + at] = uncertainty;
    texels[row + at + 1] = twin.zone.stale ? 1 : 0;
    texels[row + at + 2] = calibre.closed[segment] ?? 0;
  }
  return { segments: tree.count, texels };
}

function shareOf(trait: TraitBand | null): number {
  return trait === null ? 0 : Math.min(1, Math.max(0, trait.mid));
}

/** One channel of a pose, a number per segment. */
export function poseChannel(pose: AvatarPose, row: 0 | 1, channel: 0 | 1 | 2 | 3): Float32Array {
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
    lumenRadiusMm: meanOverGenerations(tree, poseChannel(pose, 0, 0), 3, 6),
    uncertainty: texels[STATE_CHANNELS * tree.count] ?? 0,
    stale: (texels[STATE_CHANNELS * tree.count + 1] ?? 0) > 0.5,
  };
}
