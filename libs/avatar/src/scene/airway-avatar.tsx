import { Canvas } from '@react-three/fiber';
import type { AirwayTree, QuietBreath } from '@airway-twin/domain/airways';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type { Detail } from '../geometry/index.js';
import {
  avatarPose,
  NO_PATTERN,
  poseSummary,
  type AirwayPattern,
  type AvatarPose,
  type AvatarTwin,
  type PoseOptions,
} from '../pose/index.js';
import { drawnTree, type DrawnBody } from '../shapes/index.js';
import { OUTSIDE_FOV_DEGREES, type AvatarViewStore, type AvatarWords } from '../view/index.js';
import type { AvatarProbe, DrawnCost } from './airway-meshes.js';
import { AirwayPicture } from './airway-picture.js';
import { ComparedLabels } from './compared-labels.js';
import type { ViewControl } from './camera-rig.js';
import { PictureWords } from './picture-words.js';
import { seenPicture, type SeenPicture } from './seen-picture.js';
import { useShapes } from './use-shapes.js';
import { UnavailableBoundary } from './unavailable-boundary.js';
import { STILL_VIEW, useViewed } from './view-state.js';
import { missingWebgl } from './webgl-support.js';

export interface AirwayAvatarProps {
  readonly profile: DrawnBody;
  readonly atMs: number;
  readonly twin: AvatarTwin;
  /** A second state of the same airways, drawn from the same side, and the words that tell the two apart on the picture. */
  readonly compared?: { readonly twin: AvatarTwin; readonly ownLabel: string; readonly label: string } | null;
  /** How one looks; left out: at the whole tree. */
  readonly view?: AvatarViewStore;
  /** The words on the picture; left out: none. */
  readonly words?: AvatarWords;
  /** How the lungs breathe while the view says so; left out or null, and where motion is not wanted: they hold still. */
  readonly breath?: QuietBreath | null;
  /** The words on the picture that say how much slower the air is drawn than it flows (`AIR_SLOWED`), while it is seen to move. */
  readonly airLabel?: string;
  readonly reducedMotion: boolean;
  /** What a screen reader says of the picture. */
  readonly label: string;
  readonly theme: 'light' | 'dark';
  /** Where things are, as an illustration; everywhere the same when left out. */
  readonly pattern?: AirwayPattern;
  /**
   * How much larger than life changes of radius are drawn as long as the whole tree is seen, 1…2, and the words that say so on the picture.
   * To scale when left out, and always close up and from every other standpoint.
   */
  readonly exaggeration?: { readonly factor: number; readonly label: string };
  /** How finely the tree is modelled; by default as the device can. */
  readonly detail?: Detail | 'auto';
  /** Filled while a picture is drawn: measures it. */
  readonly probe?: RefObject<AvatarProbe | null>;
  /** Called after frames that show a state at rest, the first of them being the first picture. */
  readonly onDrawn?: () => void;
  /** Called once when the picture cannot be drawn here, with the reason; show the cross-section instead. */
  readonly onUnavailable?: (reason: string) => void;
}

/** The rig alone says how wide the picture is: two of them may share the canvas. */
const CAMERA = { fov: OUTSIDE_FOV_DEGREES, aspect: 1, manual: true } as const;
const EXAGGERATION_STYLE = { position: 'absolute', insetInlineStart: 8, insetBlockEnd: 8, margin: 0 } as const;
const AIR_STYLE = { ...EXAGGERATION_STYLE, insetBlockEnd: 32 } as const;

/**
 * The patient's airways in 3D, filling its parent. Drawn on demand; turns by drag or arrows, zooms by wheel, pinch or + and − once focused,
 * 0 brings the first look back. With a view: a click looks at an airway, Enter opens it, Escape steps back; inside arrows walk.
 * `data-avatar-ready` is "true" while a frame of this tree is drawn, `data-avatar-state` holds what the drawn frame shows.
 */
export function AirwayAvatar(props: AirwayAvatarProps) {
  const {
    profile,
    atMs,
    twin,
    compared = null,
    view = STILL_VIEW,
    breath = null,
    airLabel,
    words,
    reducedMotion,
    label,
    theme,
    pattern = NO_PATTERN,
    exaggeration,
    detail = 'auto',
    onDrawn,
    onUnavailable,
  } = props;
  const { key: treeKey, tree } = drawnTree(profile, atMs);
  const [isSlow, setIsSlow] = useState(false);
  const slow = useCallback(() => setIsSlow(true), []);
  const drawnDetail = detail === 'auto' ? (isSlow ? 'light' : 'full') : detail;
  const report = useRef(onUnavailable);
  const tellDrawn = useRef(onDrawn);
  useEffect(() => {
    report.current = onUnavailable;
    tellDrawn.current = onDrawn;
  }, [onUnavailable, onDrawn]);
  const unavailable = useCallback((reason: string) => report.current?.(reason), []);
  const { shapes, sketchIsDrawn } = useShapes(treeKey, tree, drawnDetail, unavailable);
  const [isClose, setIsClose] = useState(false);
  const isWhole = useViewed(view, (looked) => looked.standpoint === 'whole');
  const factor = isWhole && !isClose ? (exaggeration?.factor ?? 1) : 1;
  const { seed, spread, mucusScore } = pattern;
  const target = useViewed(view, (looked) => looked.target);
  const options = useMemo(
    () => ({ pattern: { seed, spread, mucusScore }, exaggeration: factor, target }),
    [seed, spread, mucusScore, factor, target],
  );
  const { pose, tookMs } = usePose(tree, twin, options);
  const { pose: otherPose } = usePose(tree, compared?.twin ?? twin, options);
  const isAsked = useViewed(view, (looked) => looked.breathes);
  const breathes = isAsked && breath !== null && !reducedMotion;
  const frame = useRef<HTMLDivElement>(null);
  const control = useRef<ViewControl | null>(null);
  // Another tree has another picture: until it is drawn there is nothing that words could stand on.
  const seen = useSeenPicture(treeKey);
  const [missing] = useState(missingWebgl);
  useEffect(() => {
    if (missing !== null) unavailable(missing);
  }, [missing, unavailable]);
  useEffect(() => {
    if (shapes === null && frame.current) frame.current.dataset['avatarReady'] = 'false';
  }, [shapes]);

  const settled = useCallback(
    (texels: Float32Array, cost: DrawnCost) => {
      const element = frame.current;
      if (element === null) return;
      const drawn = poseSummary(tree, texels);
      element.dataset['avatarState'] = JSON.stringify({
        c: rounded(drawn.constriction),
        i: rounded(drawn.inflammation),
        lumenRadiusMm: rounded(drawn.lumenRadiusMm),
        uncertainty: rounded(drawn.uncertainty),
        stale: drawn.stale,
      });
      element.dataset['avatarCost'] = JSON.stringify({
        ...cost,
        frameMs: rounded(cost.frameMs),
        updateMs: rounded(tookMs + cost.uploadMs),
      });
      element.dataset['avatarDetail'] = shapes?.detail ?? '';
      element.dataset['avatarReady'] = 'true';
      if (shapes?.detail === 'sketch') sketchIsDrawn();
      tellDrawn.current?.();
    },
    [tree, shapes, sketchIsDrawn, tookMs],
  );

  if (missing !== null) return null;
  return (
    <div
      ref={frame}
      role="img"
      aria-label={label}
      tabIndex={0}
      onKeyDown={(event) => steer(event, control.current)}
      style={{ position: 'relative', width: '100%', height: '100%', minHeight: 0 }}
    >
      <UnavailableBoundary onUnavailable={unavailable}>
        <Canvas
          frameloop="demand"
          flat
          dpr={isSlow ? 1 : [1, 2]}
          camera={CAMERA}
          gl={{ antialias: true, alpha: true, powerPreference: 'default' }}
          onCreated={({ gl }) => {
            gl.domElement.addEventListener('webglcontextlost', (event) => {
              event.preventDefault();
              if (frame.current) frame.current.dataset['avatarReady'] = 'false';
            });
          }}
        >
          <AirwayPicture
            key={treeKey}
            tree={tree}
            shapes={shapes}
            probe={props.probe}
            pose={pose}
            comparedPose={compared && otherPose}
            breath={breath}
            view={view}
            theme={theme}
            reducedMotion={reducedMotion}
            control={control}
            seen={seen}
            onSettled={settled}
            onClose={setIsClose}
            onSlow={slow}
          />
        </Canvas>
      </UnavailableBoundary>
      {words && <PictureWords key={treeKey} tree={tree} view={view} words={words} seen={seen} theme={theme} />}
      {compared && <ComparedLabels view={view} own={compared.ownLabel} other={compared.label} />}
      {breathes && airLabel && (
        <p className="avatar-air-label" style={AIR_STYLE}>
          {airLabel}
        </p>
      )}
      {factor !== 1 && exaggeration && (
        <p className="avatar-exaggeration" style={EXAGGERATION_STYLE}>
          {exaggeration.label}
        </p>
      )}
    </div>
  );
}

/** The pose of a twin and how much script it took, ms. A twin that changed only in what is not drawn keeps its pose. */
function usePose(
  tree: AirwayTree,
  { constriction, inflammation, zone, lungFunction }: AvatarTwin,
  options: PoseOptions,
): { readonly pose: AvatarPose; readonly tookMs: number } {
  return useMemo(() => {
    const from = performance.now();
    const pose = avatarPose(tree, { constriction, inflammation, zone, lungFunction }, options);
    return { pose, tookMs: performance.now() - from };
  }, [tree, constriction, inflammation, zone, lungFunction, options]);
}

/** What is told of the drawn frames of one tree. */
function useSeenPicture(treeKey: string): SeenPicture {
  const [known, setKnown] = useState(() => ({ treeKey, seen: seenPicture() }));
  if (known.treeKey === treeKey) return known.seen;
  const next = { treeKey, seen: seenPicture() };
  setKnown(next);
  return next.seen;
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function steer(event: KeyboardEvent, view: ViewControl | null): void {
  if (view === null || event.ctrlKey || event.metaKey || event.altKey) return;
  if (view.press(event.key)) event.preventDefault();
}
