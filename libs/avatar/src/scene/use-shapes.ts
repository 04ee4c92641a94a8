import type { AirwayTree } from '@airway-twin/domain/airways';
import { useEffect, useState } from 'react';
import type { AirwayShapes, Detail } from '../geometry/index.js';
import { bakedShapes } from './baked-shapes.js';

/** The shapes of a tree, null until they are modelled. `key` names the tree. */
export function useShapes(key: string, tree: AirwayTree, detail: Detail = 'full'): AirwayShapes | null {
  const [ready, setReady] = useState<{ readonly key: string; readonly shapes: AirwayShapes } | null>(null);
  useEffect(() => {
    let isWanted = true;
    void bakedShapes(key, tree, detail).then((shapes) => {
      if (isWanted) setReady({ key, shapes });
    });
    return () => {
      isWanted = false;
    };
  }, [key, tree, detail]);
  return ready?.key === key ? ready.shapes : null;
}
