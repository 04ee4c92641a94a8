import type { AirwayName, Lobe, Side } from '@airway-twin/domain/airways';

/** Where the eye stands: before the whole tree, before one airway, before that airway cut open, or inside the way that leads to it. */
export type Standpoint = 'whole' | 'airway' | 'cut' | 'inside';

/** What is drawn of the two things that treatment works on: both, the lining alone (preventer), the muscle alone (reliever). */
export type DrawnTarget = 'both' | 'lining' | 'muscle';

/** Two states drawn at once: each in its own half from the same side, or one picture with a divider that can be moved. */
export type ComparedLayout = 'beside' | 'curtain';

/** How the airways are looked at. Says nothing of their state. */
export interface AvatarView {
  /** The airway that is looked at; null: none in particular. */
  readonly airway: AirwayName | null;
  /** Never 'airway', 'cut' or 'inside' without an airway. */
  readonly standpoint: Standpoint;
  readonly target: DrawnTarget;
  /** The lungs breathe and the air in them is seen to move. */
  readonly breathes: boolean;
  readonly showsNames: boolean;
  /** Inside: how far from the upper end of the trachea, mm along the way. */
  readonly walkedMm: number;
  readonly isWalking: boolean;
  readonly layout: ComparedLayout;
  /** Where the divider of the curtain stands, 0 (left edge) … 1. */
  readonly curtain: number;
}

/**
 * Where the view is held, outside React, so that a walk or a drag renders nothing; a zustand store fits. The page writes what somebody chose;
 * the scene writes the way walked and what was picked in the picture.
 */
export interface AvatarViewStore {
  readonly getState: () => AvatarView;
  readonly setState: (change: Partial<AvatarView>) => void;
  /** Calls `listener` after each change; returns how to stop that. */
  readonly subscribe: (listener: (view: AvatarView, before: AvatarView) => void) => () => void;
}

/** The words that stand on the picture, in the reader's language. */
export interface AvatarWords {
  /** Empty for an airway that is not named on the picture. */
  readonly airway: (airway: AirwayName) => string;
  readonly lobe: (lobe: Lobe) => string;
  readonly side: (side: Side) => string;
  /** A length with its unit: "2 mm". */
  readonly millimetres: (lengthMm: number) => string;
}

export const WHOLE_TREE: AvatarView = {
  airway: null,
  standpoint: 'whole',
  target: 'both',
  breathes: false,
  showsNames: false,
  walkedMm: 0,
  isWalking: false,
  layout: 'beside',
  curtain: 0.5,
};

/** The view after somebody chose an airway (null: none): the eye stays as near as it was, and a walk begins anew. */
export function lookingAt(view: AvatarView, airway: AirwayName | null): AvatarView {
  const standpoint = airway === null ? 'whole' : view.standpoint === 'whole' ? 'airway' : view.standpoint;
  return { ...view, airway, standpoint, walkedMm: 0, isWalking: false };
}

/** The view from another standpoint; what needs an airway takes `usual` where none was chosen. The whole tree has no chosen airway. */
export function standingAt(view: AvatarView, standpoint: Standpoint, usual: AirwayName): AvatarView {
  const airway = standpoint === 'whole' ? null : (view.airway ?? usual);
  return { ...view, airway, standpoint, walkedMm: 0, isWalking: false };
}

/** The view after a step back: out of the airway or out of its cut before it, then back to the whole tree. */
export function steppedBack(view: AvatarView): AvatarView {
  const isNear = view.standpoint === 'cut' || view.standpoint === 'inside';
  return isNear ? { ...view, standpoint: 'airway', walkedMm: 0, isWalking: false } : lookingAt(view, null);
}
