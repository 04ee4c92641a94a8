import type { AirwayName, AirwayTree } from '@airway-twin/domain/airways';
import {
  insideGoal,
  lumenAroundMm,
  nextForkMm,
  reachableMm,
  walkPath,
  type AvatarViewStore,
  type CameraGoal,
  type WalkPath,
} from '../view/index.js';

/** Walking pace in lumen radii per second: the walls pass equally fast in wide and in narrow airways. */
const PACE = 2.5;
/** One press of a key goes this many lumen radii. */
const STEP = 0.8;
/** The longest time that one frame moves on: after a rest the first frame would jump. */
const LONGEST_FRAME_SECONDS = 0.1;

export interface WalkingEye {
  /** Where the eye is on its way inside the airways. */
  readonly goal: () => CameraGoal;
  readonly lumenMm: () => number;
  /** Goes on while somebody walks; at the end of what is open the walk is over. Returns true when the eye has moved. */
  readonly walk: (seconds: number, reducedMotion: boolean) => boolean;
  /** Some steps on or back. */
  readonly step: (steps: number) => void;
}

/**
 * The eye inside the way to the airway that the view names. It holds nothing but the path: how far it has gone stands in the view. `texels` is the
 * state as drawn now.
 */
export function walkingEye(tree: AirwayTree, view: AvatarViewStore, texels: () => Float32Array): WalkingEye {
  let known: { readonly airway: AirwayName; readonly path: WalkPath } | null = null;
  const pathNow = () => {
    const airway = view.getState().airway ?? 'trachea';
    if (known?.airway !== airway) known = { airway, path: walkPath(tree, airway) };
    return known.path;
  };
  const lumenAt = (mm: number) => lumenAroundMm(pathNow(), tree, texels(), mm);
  const reachMm = () => reachableMm(pathNow(), tree, texels()).mm;
  // What narrowed meanwhile is not looked at from within.
  const hereMm = () => Math.min(reachMm(), Math.max(0, view.getState().walkedMm));
  return {
    goal: () => insideGoal(pathNow(), hereMm(), lumenAt(hereMm())),
    lumenMm: () => lumenAt(hereMm()),
    walk(seconds, reducedMotion) {
      const { isWalking, walkedMm } = view.getState();
      const mm = hereMm();
      if (!isWalking) {
        if (mm === walkedMm) return false;
        view.setState({ walkedMm: mm });
        return true;
      }
      const end = reachMm();
      const wanted = reducedMotion
        ? nextForkMm(pathNow(), mm)
        : mm + PACE * lumenAt(mm) * Math.min(seconds, LONGEST_FRAME_SECONDS);
      view.setState({ walkedMm: Math.min(end, wanted), isWalking: !reducedMotion && wanted < end });
      return true;
    },
    step(steps) {
      const wanted = hereMm() + steps * STEP * lumenAt(hereMm());
      view.setState({ walkedMm: Math.min(reachMm(), Math.max(0, wanted)), isWalking: false });
    },
  };
}
