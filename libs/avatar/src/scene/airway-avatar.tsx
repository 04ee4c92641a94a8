import { Canvas } from '@react-three/fiber';
import { airwayTree } from '@airway-twin/domain/airways';
import { ageYears, type PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { avatarPose, poseSummary } from '../pose/index.js';
import { AirwayMeshes } from './airway-meshes.js';
import type { ViewControl } from './orbit-view.js';
import { UnavailableBoundary } from './unavailable-boundary.js';
import { missingWebgl } from './webgl-support.js';

/** Radii are drawn to scale. A screen that ever shows another factor must name it. */
export const RADIUS_EXAGGERATION = 1;

export interface AirwayAvatarProps {
  readonly profile: Pick<PatientProfile, 'sex' | 'age' | 'heightCm' | 'airwaySeed'>;
  readonly atMs: number;
  readonly twin: Pick<TwinView, 'constriction' | 'inflammation' | 'zone' | 'lungFunction'>;
  readonly reducedMotion: boolean;
  /** What a screen reader says of the picture. */
  readonly label: string;
  readonly theme: 'light' | 'dark';
  /** Called once when the picture cannot be drawn here, with the reason; show the cross-section instead. */
  readonly onUnavailable?: (reason: string) => void;
}

const TURN = 0.14;
const ZOOM = 0.88;

/**
 * The patient's airways in 3D, filling its parent. Drawn on demand; turns by drag or arrows, zooms by wheel, pinch or + and − once focused,
 * 0 brings the first view back. `data-avatar-ready` is "true" once a frame is drawn, `data-avatar-state` holds what the drawn frame shows.
 */
export function AirwayAvatar(props: AirwayAvatarProps) {
  const { profile, atMs, twin, reducedMotion, label, theme, onUnavailable } = props;
  const { sex, heightCm, airwaySeed } = profile;
  const age = ageYears(profile.age, atMs);
  // A tree is built anew every quarter of a year of age, not with every revision.
  const treeAge = age === null ? null : Math.floor(age * 4) / 4;
  const tree = useMemo(
    () => airwayTree({ ageYears: treeAge, heightCm, sex, seed: airwaySeed }),
    [treeAge, heightCm, sex, airwaySeed],
  );
  const { constriction, inflammation, zone, lungFunction } = twin;
  const pose = useMemo(
    () => avatarPose(tree, { constriction, inflammation, zone, lungFunction }),
    [tree, constriction, inflammation, zone, lungFunction],
  );
  const frame = useRef<HTMLDivElement>(null);
  const control = useRef<ViewControl | null>(null);
  const [missing] = useState(missingWebgl);
  const report = useRef(onUnavailable);
  useEffect(() => {
    report.current = onUnavailable;
  }, [onUnavailable]);
  const unavailable = useCallback((reason: string) => report.current?.(reason), []);
  useEffect(() => {
    if (missing !== null) unavailable(missing);
  }, [missing, unavailable]);

  const settled = useCallback(
    (texels: Float32Array, cost: { calls: number; triangles: number }) => {
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
      element.dataset['avatarCost'] = JSON.stringify(cost);
      element.dataset['avatarReady'] = 'true';
    },
    [tree],
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
          dpr={[1, 2]}
          camera={{ fov: 24 }}
          gl={{ antialias: true, alpha: true, powerPreference: 'default' }}
          onCreated={({ gl }) => {
            gl.domElement.addEventListener('webglcontextlost', (event) => {
              event.preventDefault();
              if (frame.current) frame.current.dataset['avatarReady'] = 'false';
            });
          }}
        >
          <AirwayMeshes
            key={`${treeAge}:${heightCm}:${sex}:${airwaySeed}`}
            tree={tree}
            pose={pose}
            theme={theme}
            reducedMotion={reducedMotion}
            control={control}
            onSettled={settled}
          />
        </Canvas>
      </UnavailableBoundary>
    </div>
  );
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function steer(event: KeyboardEvent, view: ViewControl | null): void {
  if (view === null || event.ctrlKey || event.metaKey || event.altKey) return;
  switch (event.key) {
    case 'ArrowLeft':
      view.turn(-TURN, 0);
      break;
    case 'ArrowRight':
      view.turn(TURN, 0);
      break;
    case 'ArrowUp':
      view.turn(0, -TURN);
      break;
    case 'ArrowDown':
      view.turn(0, TURN);
      break;
    case '+':
    case '=':
      view.zoom(ZOOM);
      break;
    case '-':
      view.zoom(1 / ZOOM);
      break;
    case '0':
      view.reset();
      break;
    default:
      return;
  }
  event.preventDefault();
}
