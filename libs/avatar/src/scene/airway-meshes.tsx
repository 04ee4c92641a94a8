import { useFrame, useThree } from '@react-three/fiber';
import type { AirwayTree, QuietBreath } from '@airway-twin/domain/airways';
import type { Vector4 } from 'three';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { AirwayShapes } from '../geometry/index.js';
import type { AvatarPose } from '../pose/index.js';
import type { AvatarViewStore } from '../view/index.js';
import { AirParticles } from './air-particles.js';
import { stateTexture, type AirwayResources } from './airway-materials.js';
import type { AvatarTheme } from './airway-palette.js';
import { sceneBox } from './camera-framing.js';
import { CutFaces } from './cut-faces.js';
import { DrawnFrames } from './drawn-frames.js';
import { stateOf, useEasedState } from './eased-state.js';
import { lumenPixels } from './lumen-pixels.js';
import { frameWatch } from './frame-watch.js';
import { CameraRig, type ViewControl } from './camera-rig.js';
import type { SeenDepth } from './eye-rig.js';
import type { SeenPicture } from './seen-picture.js';
import { useViewed } from './view-state.js';

/**
 * What a frame took: draw calls and triangles, script for handing it to the graphics card and for the newest change of the state texture, and
 * what lies on the card.
 */
export interface DrawnCost {
  readonly calls: number;
  readonly triangles: number;
  readonly frameMs: number;
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
  /** Of this tree alone; whoever made them disposes of them. */
  readonly resources: AirwayResources;
  readonly probe: RefObject<AvatarProbe | null> | undefined;
  readonly pose: AvatarPose;
  /** A second state of the same tree; null: only the own one is drawn. */
  readonly comparedPose: AvatarPose | null;
  /** How the lungs breathe while the view says so; null: they hold still. */
  readonly breath: QuietBreath | null;
  readonly view: AvatarViewStore;
  readonly theme: AvatarTheme;
  readonly reducedMotion: boolean;
  readonly control: RefObject<ViewControl | null>;
  /** Is told each drawn frame. */
  readonly seen: SeenPicture;
  /** After a frame was drawn that shows `texels` at rest. */
  readonly onSettled: (texels: Float32Array, cost: DrawnCost) => void;
  /** The eye has come so close that only a part of the tree is seen, or has gone back. */
  readonly onClose: (isClose: boolean) => void;
  /** Frames follow each other too slowly for this detail. */
  readonly onSlow: () => void;
}

/** Below this visibility of the lobes the eye is close to some branches. */
const CLOSE_BELOW = 0.5;

/** The tree and its lobes, and what belongs to the way they are looked at. New poses ease in through the state texture. */
export function AirwayMeshes(props: AirwayMeshesProps) {
  const { tree, shapes, resources, probe, pose, comparedPose, breath, view, theme, reducedMotion, control, seen } =
    props;
  const { onSettled, onClose, onSlow } = props;
  const gl = useThree((three) => three.gl);
  const invalidate = useThree((three) => three.invalidate);
  // A finer model of the same tree does not move the eye.
  const [box] = useState(() => sceneBox(shapes.mesh.foot, shapes.hull.position));
  const [comparedState] = useState(() => stateTexture(pose.texels));
  const isNews = useRef(true);
  const news = useCallback(() => {
    isNews.current = true;
  }, []);

  useEffect(() => () => comparedState.dispose(), [comparedState]);

  useLayoutEffect(() => {
    resources.setShapes(shapes);
    news();
    invalidate();
  }, [resources, shapes, news, invalidate]);

  useLayoutEffect(() => {
    resources.setTheme(theme);
    invalidate();
  }, [resources, theme, invalidate]);

  const own = useEasedState(resources.state, pose, reducedMotion, news);
  const other = useEasedState(comparedState, comparedPose ?? pose, reducedMotion, news);

  const frames = useRef(frameWatch());
  useFrame((_, secondsSinceLast) => {
    if (frames.current(1000 * secondsSinceLast)) onSlow();
  });

  const drawn = useCallback(
    (frameMs: number) => {
      if (own.isMoving() || other.isMoving() || !isNews.current || gl.getContext().isContextLost()) return;
      isNews.current = false;
      onSettled(stateOf(resources.state), {
        calls: gl.info.render.calls,
        triangles: gl.info.render.triangles,
        frameMs,
        uploadMs: own.uploadMs.current,
        geometries: gl.info.memory.geometries,
        textures: gl.info.memory.textures,
      });
    },
    [gl, onSettled, resources, own, other],
  );

  const layout = useViewed(view, (looked) => looked.layout);
  const isCompared = comparedPose !== null;
  useEffect(() => {
    // What a frame costs is told anew when it is made of other things; not for every step of a walk.
    isNews.current = true;
    invalidate();
    return view.subscribe((now, before) => {
      if (now.standpoint !== before.standpoint || now.breathes !== before.breathes) isNews.current = true;
      invalidate();
    });
  }, [view, invalidate, isCompared]);

  useEffect(() => {
    const canvas = gl.domElement;
    const restored = () => {
      isNews.current = true;
      resources.state.needsUpdate = true;
      comparedState.needsUpdate = true;
      invalidate();
    };
    canvas.addEventListener('webglcontextrestored', restored);
    return () => canvas.removeEventListener('webglcontextrestored', restored);
  }, [gl, invalidate, resources, comparedState]);

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

  const texels = useCallback(() => stateOf(resources.state), [resources]);
  const growth = useCallback(() => (resources.lumen.uniforms['uBreath']?.value as Vector4).w, [resources]);
  const onView = useCallback(
    ({ fadeFromMm, fadeToMm, lobes, clear, isInside }: SeenDepth) => {
      resources.setView(fadeFromMm, fadeToMm, lobes);
      resources.setClear(clear);
      resources.setInside(isInside);
      onClose(lobes < CLOSE_BELOW);
    },
    [resources, onClose],
  );

  return (
    <>
      <CameraRig
        tree={tree}
        box={box}
        parts={isCompared && layout === 'beside' ? 2 : 1}
        view={view}
        seen={seen}
        texels={texels}
        growth={growth}
        reducedMotion={reducedMotion}
        control={control}
        onView={onView}
      />
      <group rotation-x={-Math.PI / 2}>
        <mesh geometry={resources.lumens} material={resources.lumen} renderOrder={1} frustumCulled={false} />
        <mesh geometry={resources.tree} material={resources.wall} renderOrder={2} frustumCulled={false} />
        <mesh geometry={resources.lobes} material={resources.lobe} renderOrder={3} frustumCulled={false} />
        <CutFaces resources={resources} tree={tree} view={view} />
        {breath && !reducedMotion && (
          <AirParticles
            tree={tree}
            poseTexels={pose.texels}
            comparedTexels={comparedPose && comparedPose.texels}
            breath={breath}
            view={view}
            resources={resources}
          />
        )}
      </group>
      <DrawnFrames resources={resources} view={view} compared={isCompared ? comparedState : null} onDrawn={drawn} />
    </>
  );
}
