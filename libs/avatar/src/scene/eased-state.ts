import { useFrame, useThree } from '@react-three/fiber';
import { useLayoutEffect, useMemo, useRef, type RefObject } from 'react';
import type { DataTexture } from 'three';
import { easeTexels, type AvatarPose } from '../pose/index.js';

interface Change {
  readonly from: Float32Array;
  readonly to: Float32Array;
  startedAtMs: number | null;
}

/** How a state texture stands: does it rest, and how much script its newest step took, ms. */
export interface EasedState {
  readonly isMoving: () => boolean;
  readonly uploadMs: RefObject<number>;
}

/**
 * Lets each new pose ease into a state texture, frame by frame; React renders nothing for it. `onNews` is called when a pose that looks
 * another way has come.
 */
export function useEasedState(
  texture: DataTexture,
  pose: AvatarPose,
  reducedMotion: boolean,
  onNews: () => void,
): EasedState {
  const invalidate = useThree((three) => three.invalidate);
  const change = useRef<Change | null>(null);
  const uploadMs = useRef(0);

  useLayoutEffect(() => {
    // A new view of the twin that looks the same lets a change under way run on.
    if (change.current !== null && !reducedMotion && same(change.current.to, pose.texels)) return;
    const shown = stateOf(texture);
    onNews();
    if (reducedMotion) {
      shown.set(pose.texels);
      texture.needsUpdate = true;
      change.current = null;
    } else if (!same(shown, pose.texels))
      change.current = { from: Float32Array.from(shown), to: pose.texels, startedAtMs: null };
    else change.current = null;
    invalidate();
  }, [texture, pose, reducedMotion, onNews, invalidate]);

  useFrame(() => {
    const current = change.current;
    if (current === null) return;
    const nowMs = performance.now();
    current.startedAtMs ??= nowMs;
    const moving = easeTexels(stateOf(texture), current.from, current.to, nowMs - current.startedAtMs);
    texture.needsUpdate = true;
    uploadMs.current = performance.now() - nowMs;
    if (moving) invalidate();
    else change.current = null;
  });

  return useMemo(() => ({ isMoving: () => change.current !== null, uploadMs }), []);
}

/** The texels that a state texture holds. */
export function stateOf(texture: { readonly image: { readonly data: unknown } }): Float32Array {
  const { data } = texture.image;
  if (!(data instanceof Float32Array)) throw new TypeError('state texture: expected a Float32Array');
  return data;
}

function same(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
