import { useEffect, useState } from 'react';
import type { StoreApi } from 'zustand/vanilla';

/** One frame of a screen: changes that come faster are shown together. */
const FRAME_MS = 16;

/**
 * What a feed holds, for a component. `open` is called when it changes (give it `useCallback`), and what it opened is stopped when the
 * component goes. Until then `initial` is shown.
 */
export function useFeed<T>(open: () => { readonly store: StoreApi<T>; stop(): void }, initial: T): T {
  const [state, setState] = useState<T>(initial);
  useEffect(() => {
    const feed = open();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const show = (): void => {
      timer = null;
      setState(() => feed.store.getState());
    };
    show();
    const forget = feed.store.subscribe(() => {
      timer ??= setTimeout(show, FRAME_MS);
    });
    return () => {
      forget();
      if (timer !== null) clearTimeout(timer);
      feed.stop();
    };
  }, [open]);
  return state;
}
