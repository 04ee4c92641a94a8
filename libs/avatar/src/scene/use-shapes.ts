import type { AirwayTree } from '@airway-twin/domain/airways';
import { useEffect, useState } from 'react';
import type { AirwayShapes, Detail } from '../geometry/index.js';
import { bakedShapes } from '../shapes/index.js';

/** The shapes of a tree, null until there is a sketch of them, then that, then the smooth ones. `key` names the tree. */
export function useShapes(key: string, tree: AirwayTree, detail: Detail = 'full'): AirwayShapes | null {
  const [ready, setReady] = useState<{ readonly key: string; readonly shapes: AirwayShapes } | null>(null);
  useEffect(() => {
    let isWanted = true;
    const { sketch, whole } = bakedShapes(key, tree, detail);
    // A finer picture that is already there is not drawn coarser again.
    void Promise.race([whole, sketch]).then((shapes) => {
      if (isWanted) setReady((now) => (now?.key === key ? now : { key, shapes }));
    });
    void whole.then((shapes) => {
      if (isWanted) setReady({ key, shapes });
    });
    return () => {
      isWanted = false;
    };
  }, [key, tree, detail]);
  return ready?.key === key ? ready.shapes : null;
}
