import type { AirwayName, AirwayTree } from '@airway-twin/domain/airways';
import { Vector2, Vector3, type PerspectiveCamera } from 'three';
import { lookingAt, namedAirway, type AvatarViewStore } from '../view/index.js';
import { patientOf } from './camera-placing.js';
import { knownCut } from './known-cut.js';
import { pickedSegment } from './pick-airway.js';
import type { SeenPicture } from './seen-picture.js';

export interface PickOptions {
  readonly camera: PerspectiveCamera;
  readonly element: HTMLElement;
  readonly tree: AirwayTree;
  readonly parts: 1 | 2;
  readonly view: AvatarViewStore;
  readonly seen: SeenPicture;
  readonly texels: () => Float32Array;
  readonly growth: () => number;
}

/** A pointer that moves farther than this between down and up drags, CSS pixels. */
const DRAGGED_PX = 5;
/** How far beside a thin airway a look still means it, CSS pixels. */
const MISSED_PX = { mouse: 2, touch: 8 };

/** A click on an airway looks at it, a mouse over one names it; a click on nothing changes nothing. Returns how to stop that. */
export function pickByPointer({ camera, element, tree, parts, view, seen, texels, growth }: PickOptions): () => void {
  let down: { readonly id: number; readonly x: number; readonly y: number } | null = null;
  const cutOf = knownCut(tree);
  const under = (event: PointerEvent): AirwayName | null => {
    const looked = view.getState();
    if (looked.standpoint === 'inside') return null;
    const frame = element.getBoundingClientRect();
    const width = frame.width / parts;
    const x = (event.clientX - frame.left) % width;
    const pointer = new Vector2((2 * x) / width - 1, 1 - (2 * (event.clientY - frame.top)) / frame.height);
    const direction = new Vector3(pointer.x, pointer.y, 0.5).unproject(camera).sub(camera.position).normalize();
    const pixel = (2 * Math.tan((camera.fov * Math.PI) / 360)) / frame.height;
    const cut = cutOf(looked);
    const segment = pickedSegment(
      tree,
      { eye: patientOf(camera.position), direction: patientOf(direction) },
      {
        texels: texels(),
        growth: growth(),
        slack: pixel * (event.pointerType === 'mouse' ? MISSED_PX.mouse : MISSED_PX.touch),
        ...(cut && { isGone: cut.isGone }),
      },
    );
    return segment === null ? null : namedAirway(tree, segment);
  };
  const press = (event: PointerEvent) => {
    down = event.isPrimary && event.button === 0 ? { id: event.pointerId, x: event.clientX, y: event.clientY } : null;
  };
  const release = (event: PointerEvent) => {
    const from = down;
    down = null;
    if (from?.id !== event.pointerId) return;
    if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > DRAGGED_PX) return;
    const airway = under(event);
    const now = view.getState();
    if (airway !== null && airway !== now.airway) view.setState(lookingAt(now, airway));
  };
  const point = (event: PointerEvent) => {
    if (event.pointerType !== 'mouse' || event.buttons !== 0) return;
    const airway = under(event);
    element.style.cursor = airway === null ? '' : 'pointer';
    seen.hover(airway);
  };
  const leave = () => {
    down = null;
    seen.hover(null);
  };
  const listeners = {
    pointerdown: press,
    pointerup: release,
    pointermove: point,
    pointerleave: leave,
    pointercancel: leave,
  };
  for (const [name, listener] of Object.entries(listeners))
    element.addEventListener(name, listener as (event: Event) => void);
  return () => {
    for (const [name, listener] of Object.entries(listeners))
      element.removeEventListener(name, listener as (event: Event) => void);
    element.style.cursor = '';
    seen.hover(null);
  };
}
