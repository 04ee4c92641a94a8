import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import {
  lookingAt,
  standingAt,
  steppedBack,
  WHOLE_TREE,
  type AvatarView,
  type AvatarViewStore,
  type Standpoint,
} from '@airway-twin/avatar/view';
import type { AirwayName } from '@airway-twin/domain/airways';
import { TYPICAL_AIRWAY } from './typical-airway.js';

const view = createStore<AvatarView>(() => WHOLE_TREE);

/** How the airways of the shown patient are looked at: one view for the 3D picture, the tree of names and the cross-section alike. */
export const avatarView: AvatarViewStore = view;

/** What `pick` takes of the view; renders anew only when that changes. */
export function useAvatarView<T>(pick: (view: AvatarView) => T): T {
  return useStore(view, pick);
}

/** The airway that is looked at; null: none in particular. */
export function useSelectedAirway(): AirwayName | null {
  return useAvatarView(({ airway }) => airway);
}

/** Looks at an airway, from as near as before; null: at the whole tree. */
export function lookAt(airway: AirwayName | null): void {
  view.setState(lookingAt(view.getState(), airway));
}

/** Looks from there: at the chosen airway, or at a typical one where none was chosen. */
export function standAt(standpoint: Standpoint): void {
  view.setState(standingAt(view.getState(), standpoint, TYPICAL_AIRWAY));
}

/** Looks from a step farther back: out of an airway before it, then at the whole tree. */
export function stepBack(): void {
  view.setState(steppedBack(view.getState()));
}

/** The first view again, as another patient's page begins with. */
export function resetView(): void {
  view.setState(WHOLE_TREE);
}
