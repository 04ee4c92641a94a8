import { useEffect, type RefObject } from 'react';

/** Calls `onOff` when the element is not on the screen, or no longer. Give it a stable function. */
export function useOffScreen(element: RefObject<HTMLElement | null>, onOff: () => void): void {
  useEffect(() => {
    if (!element.current || typeof IntersectionObserver === 'undefined') return undefined;
    const watcher = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => !isIntersecting)) onOff();
    });
    watcher.observe(element.current);
    return () => watcher.disconnect();
  }, [element, onOff]);
}
