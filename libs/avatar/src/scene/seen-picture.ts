import type { AirwayName } from '@airway-twin/domain/airways';
import type { PerspectiveCamera } from 'three';

/** What the words on the picture need to know of the frame that was drawn last. */
export interface SeenFrame {
  readonly camera: PerspectiveCamera;
  /** From the eye to what it looks at, mm: there the scale is true. */
  readonly targetMm: number;
  /** What stands nearer to the eye than this hides nothing that has a name, mm. */
  readonly clearMm: number;
  /** How much farther from the carina every point stands than at the end of a quiet breath out, as a share. */
  readonly growth: number;
  /** Size of one picture in CSS pixels; two may stand side by side. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Outer radius of an airway as drawn, mm. */
  readonly outerMm: (segment: number) => number;
}

/** Hands the drawn frames and what the pointer is over from the scene to the words beside it; React renders nothing for it. */
export interface SeenPicture {
  readonly frame: () => SeenFrame | null;
  readonly hovered: () => AirwayName | null;
  readonly drawn: (frame: SeenFrame) => void;
  readonly hover: (airway: AirwayName | null) => void;
  /** Calls `listener` after each of both; returns how to stop that. */
  readonly listen: (listener: () => void) => () => void;
}

/** A picture of which no frame has been drawn yet. */
export function seenPicture(): SeenPicture {
  let frame: SeenFrame | null = null;
  let hovered: AirwayName | null = null;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    frame: () => frame,
    hovered: () => hovered,
    drawn(next) {
      frame = next;
      tell();
    },
    hover(airway) {
      if (airway === hovered) return;
      hovered = airway;
      tell();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
