import { useFrame, useThree } from '@react-three/fiber';
import type { AirwayTree } from '@airway-twin/domain/airways';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, type RefObject } from 'react';
import type { AirwayShapes } from '../geometry/index.js';
import { easeTexels, type AvatarPose } from '../pose/index.js';
import { airwayResources } from './airway-materials.js';
import type { AvatarTheme } from './airway-palette.js';
import { sceneBox } from './camera-framing.js';
import { lumenPixels } from './lumen-pixels.js';
import { frameWatch } from './frame-watch.js';
import { OrbitView, type ViewControl } from './orbit-view.js';

/** What a frame took: draw calls, triangles, script for the newest change of the state texture, and what lies on the graphics card. */
export interface DrawnCost {
  readonly calls: number;
  readonly triangles: number;
  readonly uploadMs: number;
  readonly geometries: number;
  readonly textures: number;
}

/** What can be measured on the drawn picture itself; for developers and picture tests. */
export interface AvatarProbe {
  /** Area of air where a plane cuts an airway of the tree in its middle, mm², counted in pixels of the drawn lumen. */
  readonly lumenMm2: (airway: number) => number;
}

export interface AirwayMeshesProps {
  readonly tree: AirwayTree;
  readonly shapes: AirwayShapes;
  readonly probe: RefObject<AvatarProbe | null> | undefined;
  readonly pose: AvatarPose;
  readonly theme: AvatarTheme;
  readonly reducedMotion: boolean;
  readonly control: RefObject<ViewControl | null>;
  /** After a frame was drawn that shows `texels` at rest. */
  readonly onSettled: (texels: Float32Array, cost: DrawnCost) => void;
  /** The eye has come so close that only a part of the tree is seen, or has gone back. */
  readonly onClose: (isClose: boolean) => void;
  /** Frames follow each other too slowly for this detail. */
  readonly onSlow: () => void;
}

/** Below this visibility of the lobes the eye is close to some branches. */
const CLOSE_BELOW = 0.5;

interface Change {
  readonly from: Float32Array;
  readonly to: Float32Array;
  startedAtMs: number | null;
}

/** The tree and its lobes. A new pose eases in through the state texture; React renders nothing for it. */
export function AirwayMeshes({
  tree,
  shapes,
  probe,
  pose,
  theme,
  reducedMotion,
  control,
  onSettled,
  onClose,
  onSlow,
}: AirwayMeshesProps) {
  const gl = useThree((three) => three.gl);
  const invalidate = useThree((three) => three.invalidate);
  const box = useMemo(() => sceneBox(shapes.mesh.foot, shapes.hull.position), [shapes]);
  const first = useRef({ pose, theme });
  const resources = useMemo(() => airwayResources(shapes, first.current.pose.texels, first.current.theme), [shapes]);
  const change = useRef<Change | null>(null);
  const resting = useRef(true);

  useEffect(() => () => resources.dispose(), [resources]);

  useLayoutEffect(() => {
    resources.setTheme(theme);
    invalidate();
  }, [resources, theme, invalidate]);

  useLayoutEffect(() => {
    // A new view of the twin that looks the same lets a change under way run on.
    if (change.current !== null && !reducedMotion && same(change.current.to, pose.texels)) return;
    const shown = stateOf(resources.state);
    resting.current = true;
    if (reducedMotion) {
      shown.set(pose.texels);
      resources.state.needsUpdate = true;
      change.current = null;
    } else if (!same(shown, pose.texels))
      change.current = { from: Float32Array.from(shown), to: pose.texels, startedAtMs: null };
    else change.current = null;
    invalidate();
  }, [resources, pose, reducedMotion, invalidate]);

  const uploadMs = useRef(0);
  const frames = useRef(frameWatch());
  useFrame((_, secondsSinceLast) => {
    if (frames.current(1000 * secondsSinceLast)) onSlow();
    const current = change.current;
    if (current === null) return;
    const nowMs = performance.now();
    current.startedAtMs ??= nowMs;
    const moving = easeTexels(stateOf(resources.state), current.from, current.to, nowMs - current.startedAtMs);
    resources.state.needsUpdate = true;
    uploadMs.current = performance.now() - nowMs;
    if (moving) invalidate();
    else change.current = null;
  });

  const afterFrame = useCallback(() => {
    if (change.current !== null || !resting.current) return;
    resting.current = false;
    onSettled(stateOf(resources.state), {
      calls: gl.info.render.calls,
      triangles: gl.info.render.triangles,
      uploadMs: uploadMs.current,
      geometries: gl.info.memory.geometries,
      textures: gl.info.memory.textures,
    });
  }, [gl, onSettled, resources]);

  useEffect(() => {
    const canvas = gl.domElement;
    const restored = () => {
      resting.current = true;
      resources.state.needsUpdate = true;
      invalidate();
    };
    canvas.addEventListener('webglcontextrestored', restored);
    return () => canvas.removeEventListener('webglcontextrestored', restored);
  }, [gl, invalidate, resources]);

  useEffect(() => {
    if (!probe) return undefined;
    probe.current = {
      lumenMm2: (airway) => {
        const { pixels, pixelMm } = lumenPixels(gl, resources, tree, airway);
        return pixels * pixelMm * pixelMm;
      },
    };
    return () => {
      probe.current = null;
    };
  }, [probe, gl, resources, tree]);

  const view = useCallback(
    (nearMm: number, farMm: number, lobes: number) => {
      resources.setView(nearMm, farMm, lobes);
      onClose(lobes < CLOSE_BELOW);
    },
    [resources, onClose],
  );

  return (
    <>
      <OrbitView box={box} control={control} onView={view} />
      <group rotation-x={-Math.PI / 2}>
        <mesh geometry={resources.lumens} material={resources.lumen} renderOrder={1} frustumCulled={false} />
        <mesh geometry={resources.tree} material={resources.wall} renderOrder={2} frustumCulled={false} />
        <mesh
          geometry={resources.lobes}
          material={resources.lobe}
          renderOrder={3}
          frustumCulled={false}
          onAfterRender={afterFrame}
        />
      </group>
    </>
  );
}

function stateOf(texture: { readonly image: { readonly data: unknown } }): Float32Array {
  const { data } = texture.image;
  if (!(data instanceof Float32Array)) throw new TypeError('state texture: expected a Float32Array');
  return data;
}

function same(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
