import { useFrame, useThree } from '@react-three/fiber';
import type { AirwayTree } from '@airway-twin/domain/airways';
import { useEffect, useRef, type RefObject } from 'react';
import { type Box3, PerspectiveCamera } from 'three';
import { STATE_CHANNELS } from '../pose/index.js';
import type { AvatarViewStore } from '../view/index.js';
import { eyeRig, type EyeRig, type SeenDepth } from './eye-rig.js';
import { pickByPointer } from './pick-by-pointer.js';
import type { SeenPicture } from './seen-picture.js';

/** What the keyboard can do with the view. Returns false for a key that does nothing here. */
export interface ViewControl {
  readonly press: (key: string) => boolean;
}

export interface CameraRigProps {
  readonly tree: AirwayTree;
  readonly box: Box3;
  /** Into how many pictures side by side the canvas is parted. */
  readonly parts: 1 | 2;
  readonly view: AvatarViewStore;
  readonly seen: SeenPicture;
  /** The state as drawn now, and how far the breath has moved it, as a share. */
  readonly texels: () => Float32Array;
  readonly growth: () => number;
  readonly reducedMotion: boolean;
  readonly control: RefObject<ViewControl | null>;
  readonly onView: (seen: SeenDepth) => void;
}

/** After what else a frame changes, before it is drawn; and after it was drawn. */
const BEFORE_DRAWING = 0.5;
const AFTER_DRAWING = 2;

/** Leads the camera where the view says, by pointer, keyboard and flight. Draws only when something moves; React renders nothing for it. */
export function CameraRig(props: CameraRigProps): null {
  const { tree, box, parts, view, seen, texels, growth, reducedMotion, control, onView } = props;
  const camera = useThree((three) => three.camera);
  const element = useThree((three) => three.gl.domElement);
  const invalidate = useThree((three) => three.invalidate);
  const widthPx = useThree((three) => three.size.width / parts);
  const heightPx = useThree((three) => three.size.height);
  const aspect = widthPx / Math.max(1, heightPx);
  const rig = useRef<EyeRig | null>(null);
  const isStill = useRef(reducedMotion);
  useEffect(() => {
    isStill.current = reducedMotion;
  }, [reducedMotion]);

  useEffect(() => {
    if (!(camera instanceof PerspectiveCamera)) return undefined;
    const reduced = () => isStill.current;
    const led = eyeRig({
      camera,
      element,
      tree,
      box,
      aspect,
      parts,
      view,
      texels,
      growth,
      reduced,
      onView,
      invalidate,
    });
    rig.current = led;
    control.current = led;
    const stopPicking = pickByPointer({ camera, element, tree, parts, view, seen, texels, growth });
    return () => {
      stopPicking();
      led.dispose();
      control.current = null;
      rig.current = null;
    };
  }, [camera, element, tree, box, aspect, parts, view, seen, texels, growth, control, invalidate, onView]);

  useFrame((_, seconds) => rig.current?.move(seconds), BEFORE_DRAWING);
  useFrame(() => {
    if (!(camera instanceof PerspectiveCamera) || !rig.current) return;
    const outerMm = (segment: number) => texels()[STATE_CHANNELS * segment + 1] ?? 0;
    seen.drawn({
      camera,
      targetMm: rig.current.targetMm(),
      clearMm: rig.current.clearMm(),
      growth: growth(),
      widthPx,
      heightPx,
      outerMm,
    });
  }, AFTER_DRAWING);
  return null;
}
