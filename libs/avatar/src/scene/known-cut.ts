import type { AirwayName, AirwayTree, Vector } from '@airway-twin/domain/airways';
import { cutRegion, isCutAway, type AvatarView } from '../view/index.js';

/** What a view's cut has taken away. */
export interface KnownCut {
  /** Is this point of an airway gone, or the whole airway? */
  readonly isGone: (segment: number, point: Vector) => boolean;
  readonly isHidden: (segment: number) => boolean;
}

/** What the cut of a view has taken away; null without a cut. Worked out once for each airway. */
export function knownCut(tree: AirwayTree): (view: Pick<AvatarView, 'airway' | 'standpoint'>) => KnownCut | null {
  let known: { readonly airway: AirwayName; readonly cut: KnownCut } | null = null;
  return ({ airway, standpoint }) => {
    if (standpoint !== 'cut' || airway === null) return null;
    if (known?.airway !== airway) {
      const region = cutRegion(tree, tree.name.indexOf(airway));
      const hidden = new Set(region.hidden);
      const isHidden = (segment: number) => hidden.has(segment);
      const isGone = (segment: number, point: Vector) => isHidden(segment) || isCutAway(region, point);
      known = { airway, cut: { isGone, isHidden } };
    }
    return known.cut;
  };
}
