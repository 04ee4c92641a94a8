import type { AirwayTree } from '@airway-twin/domain/airways';
import { useEffect, useState } from 'react';
import type { AirwayShapes, Detail } from '../geometry/index.js';
import { bakedShapes } from '../shapes/index.js';

/**
 * The shapes of a tree, null until there is a sketch of them, then that, then the smooth ones. `key` names the tree. `onFailed` is told why they
 * cannot be modelled.
 */
export function useShapes(
  key: string,
  tree: AirwayTree,
  detail: Detail,
  onFailed: (reason: string) => void,
): AirwayShapes | null {
  const [ready, setReady] = useState<{ readonly key: string; readonly shapes: AirwayShapes } | null>(null);
  useEffect(() => {
    let isWanted = true;
    const { sketch, whole } = bakedShapes(key, tree, detail);
    // A finer picture that is already there is not drawn coarser again.
    Promise.race([whole, sketch]).then(
      (shapes) => {
        if (isWanted) setReady((now) => (now?.key === key ? now : { key, shapes }));
      },
      () => undefined,
    );
    whole.then(
      (shapes) => {
        if (isWanted) setReady({ key, shapes });
      },
      (error: unknown) => {
        if (isWanted) onFailed(error instanceof Error ? error.message : String(error));
      },
    );
    return () => {
      isWanted = false;
    };
  }, [key, tree, detail, onFailed]);
  return ready?.key === key ? ready.shapes : null;
}
