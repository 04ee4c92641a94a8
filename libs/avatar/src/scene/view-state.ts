import { useCallback, useSyncExternalStore } from 'react';
import { WHOLE_TREE, type AvatarView, type AvatarViewStore } from '../view/index.js';

/** The view of a picture that nobody steers: the whole tree, for good. */
export const STILL_VIEW: AvatarViewStore = {
  getState: () => WHOLE_TREE,
  setState: () => undefined,
  subscribe: () => () => undefined,
};

/** One part of the view; renders only when that part changes. `pick` returns a plain value. */
export function useViewed<T extends string | number | boolean | null>(
  view: AvatarViewStore,
  pick: (view: AvatarView) => T,
): T {
  const subscribe = useCallback((changed: () => void) => view.subscribe(changed), [view]);
  return useSyncExternalStore(subscribe, () => pick(view.getState()));
}
