import type { AirwayTree } from '@airway-twin/domain/airways';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AirwayShapes, Detail } from '../geometry/index.js';
import { bakedShapes } from '../shapes/index.js';

/**
 * The shapes of a tree, null until there is a sketch of them, then that, then the smooth ones. `key` names the tree. `onFailed` is told why they
 * cannot be modelled. Say `sketchIsDrawn` when a frame of the sketch stands.
 */
export function useShapes(
  key: string,
  tree: AirwayTree,
  detail: Detail,
  onFailed: (reason: string) => void,
): { readonly shapes: AirwayShapes | null; readonly sketchIsDrawn: () => void } {
  const [ready, setReady] = useState<{ readonly key: string; readonly shapes: AirwayShapes } | null>(null);
  const tell = useRef((): void => undefined);
  useEffect(() => {
    let isWanted = true;
    const { sketch, whole, sketchIsDrawn } = bakedShapes(key, tree, detail);
    tell.current = sketchIsDrawn;
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
  const sketchIsDrawn = useCallback(() => tell.current(), []);
  return { shapes: ready?.key === key ? ready.shapes : null, sketchIsDrawn };
}
