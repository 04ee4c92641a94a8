import { dot, length, scale, subtract, unit, type Vector } from '@airway-twin/domain/airways';
import { STATE_CHANNELS, type AvatarPose } from '../pose/index.js';
import type { CutRegion } from './cut-region.js';

/** How far a point of a cut lies outside each layer of the airways, mm; negative: within it. From the middle outwards. */
export interface CutLayers {
  /** The air that mucus leaves. */
  readonly airMm: number;
  readonly lumenMm: number;
  readonly liningMm: number;
  readonly muscleMm: number;
  readonly outerMm: number;
}

/** Width of the smooth union where airways meet, as a share of the radius of the layer; as the smooth surface of the tree has it. */
const ROUNDING = 0.3;

/**
 * The layers at a point of a cut, mm: for each layer the smooth union of the airways that the cut shows, as solids with round ends. What the faces
 * of the cut draw, in the same steps.
 */
export function cutLayers({ airways }: Pick<CutRegion, 'airways'>, pose: AvatarPose, point: Vector): CutLayers {
  const joined = [Infinity, Infinity, Infinity, Infinity, Infinity];
  for (const { segment, startMm, endMm, widestChild } of airways) {
    const radii = radiiOf(pose, segment);
    const childRadii = widestChild < 0 ? radii : radiiOf(pose, widestChild);
    const wholeMm = length(subtract(endMm, startMm));
    const along = unit(subtract(endMm, startMm));
    const from = subtract(point, startMm);
    const atMm = dot(from, along);
    const asideMm = length(subtract(from, scale(along, atMm)));
    radii.forEach((radius, layer) => {
      // A wide airway ends where its round end reaches as far as its widest branch does. Air ends where the lumen does.
      const of = Math.max(1, layer);
      const shorterMm = Math.min(0.5 * wholeMm, Math.max(0, (radii[of] ?? 0) - (childRadii[of] ?? 0)));
      const overMm = atMm - Math.min(wholeMm - shorterMm, Math.max(0, atMm));
      joined[layer] = smoothUnion(joined[layer] ?? Infinity, Math.hypot(asideMm, overMm) - radius, ROUNDING * radius);
    });
  }
  const [airMm = Infinity, lumenMm = Infinity, liningMm = Infinity, muscleMm = Infinity, outerMm = Infinity] = joined;
  return { airMm, lumenMm, liningMm, muscleMm, outerMm };
}

/** Air, lumen, lining, muscle, outer wall. */
function radiiOf({ segments, texels }: AvatarPose, segment: number): number[] {
  const number = (row: number, channel: number) => texels[STATE_CHANNELS * (row * segments + segment) + channel] ?? 0;
  const lumenMm = number(0, 0);
  return [lumenMm * Math.sqrt(1 - number(1, 3)), lumenMm, number(2, 2), number(2, 3), number(0, 1)];
}

function smoothUnion(before: number, one: number, width: number): number {
  const gap = before - one;
  if (gap >= width) return one;
  if (gap <= -width) return before;
  const share = 0.5 + (0.5 * gap) / width;
  return before * (1 - share) + one * share - width * share * (1 - share);
}
