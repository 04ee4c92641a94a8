import { useFrame, useThree } from '@react-three/fiber';
import { breathAt, lungGrowth, type AirwayTree, type QuietBreath } from '@airway-twin/domain/airways';
import { useEffect, useRef, useState } from 'react';
import { Points, Vector2 } from 'three';
import { AIR_SLOWED } from '../air/index.js';
import type { AvatarViewStore, Standpoint } from '../view/index.js';
import { airDots, airTexture } from './air-material.js';
import type { AirwayResources } from './airway-materials.js';

export interface AirParticlesProps {
  readonly tree: AirwayTree;
  /** The state that is drawn, and the second one beside it; null: none. */
  readonly poseTexels: Float32Array;
  readonly comparedTexels: Float32Array | null;
  readonly breath: QuietBreath;
  readonly view: AvatarViewStore;
  readonly resources: AirwayResources;
}

/** Frames farther apart are a pause, s: the breath then goes on where it was. */
const PAUSE_S = 1.5;
/** How fast the lungs start and stop to move, s. */
const SETTLING_S = 0.25;
const STILL = 1e-3;
/** Dots as near to the eye as this fade, mm, where the eye is among them. */
const NEAR_MM: { readonly [S in Standpoint]?: number } = { inside: 1.2 };

const size = new Vector2();

/**
 * Lungs that breathe and dots of air that move with the breath, while `view.breathes`; frames follow each other only then. The breath runs in
 * true time, the air `AIR_SLOWED` times slower. Where the eye is inside an airway the lungs hold still and only the air moves. Mount it
 * only where motion is wanted.
 */
export function AirParticles(props: AirParticlesProps) {
  const { tree, poseTexels, comparedTexels, breath, view, resources } = props;
  const gl = useThree((three) => three.gl);
  const invalidate = useThree((three) => three.invalidate);
  const [own] = useState(airTexture);
  const [other] = useState(airTexture);
  const [dots] = useState(() => airDots(resources, own));
  const [points] = useState(() => {
    const made = new Points(dots.geometry, dots.material);
    made.frustumCulled = false;
    made.renderOrder = 2.5;
    made.visible = false;
    made.onBeforeRender = () => {
      const shown = resources.lumen.uniforms['uState']?.value === resources.state ? own : other;
      const { uniforms } = dots.material;
      if (uniforms['uWays']) uniforms['uWays'].value = shown.texture;
      if (uniforms['uPerMm3']) uniforms['uPerMm3'].value = shown.perMm3();
      if (uniforms['uDoubt']) uniforms['uDoubt'].value = shown.isDoubtful() ? 1 : 0;
      dots.material.uniformsNeedUpdate = true;
    };
    return made;
  });
  useEffect(
    () => () => {
      resources.setBreath(0);
      for (const part of [own, other, dots]) part.dispose();
    },
    [resources, own, other, dots],
  );
  useEffect(() => {
    invalidate();
    return view.subscribe((now, before) => {
      if (now.breathes !== before.breathes) invalidate();
    });
  }, [view, invalidate]);

  const breaths = useRef(0);
  const sway = useRef(0);
  useFrame((_, secondsSinceLast) => {
    const { breathes, standpoint } = view.getState();
    points.visible = breathes;
    const wanted = breathes && standpoint !== 'inside' ? 1 : 0;
    if (!breathes && sway.current === 0) {
      breaths.current = 0;
      return;
    }
    const seconds = secondsSinceLast > PAUSE_S ? 0 : secondsSinceLast;
    breaths.current += (seconds * breath.ratePerMinute) / 60;
    const { inhaledLitres } = breathAt(breath, (60_000 * breaths.current) / breath.ratePerMinute);
    sway.current += (wanted - sway.current) * (1 - Math.exp(-seconds / SETTLING_S));
    if (wanted === 0 && sway.current < STILL) sway.current = 0;
    resources.setBreath(sway.current * lungGrowth(breath, inhaledLitres));
    invalidate();
    if (!breathes) return;
    own.lay(tree, poseTexels);
    if (comparedTexels !== null) other.lay(tree, comparedTexels);
    const set = (name: string, value: number) => {
      const uniform = dots.material.uniforms[name];
      if (uniform) uniform.value = value;
    };
    set('uMovedMl', (1000 * inhaledLitres) / AIR_SLOWED);
    set('uPictureHeight', gl.getDrawingBufferSize(size).y);
    set('uDotPixels', gl.getPixelRatio());
    // Whole airways are seen through; where they are open, air is seen where it is.
    set('uThrough', standpoint === 'whole' || standpoint === 'airway' ? 1 : 0);
    set('uCut', standpoint === 'cut' ? 1 : 0);
    set('uNearMm', NEAR_MM[standpoint] ?? 0);
  });

  return <primitive object={points} />;
}
