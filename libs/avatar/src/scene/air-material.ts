import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DataTexture,
  FloatType,
  NearestFilter,
  RGBAFormat,
  ShaderMaterial,
  type IUniform,
} from 'three';
import type { AirwayTree } from '@airway-twin/domain/airways';
import { airParticleSeats, airWays, WAY_CHANNELS, waysSize } from '../air/index.js';
import { STATE_CHANNELS } from '../pose/index.js';
import type { AirwayResources } from './airway-materials.js';
import { airFragmentShader, airVertexShader } from './air-shader.js';

/** Dots of air in one picture. */
const AIR_PARTICLES = 6000;

/**
 * Calm air to hasty air: blue to amber, which every colour vision tells apart, by way of a light tone, so that a middle one is not lost on the
 * lining. With the light rim all of them stand out from pale lumens and dark walls alike, whatever the page.
 */
const HASTE = ['#0a4b8f', '#8fd0ff', '#ffb000'] as const;
const RIM = '#ffffff';

/** The air of one state as a texture that the particles read, and whether that state is known and of today. */
export interface AirTexture {
  readonly texture: DataTexture;
  readonly isDoubtful: () => boolean;
  /** Particles for each mm³ of air. */
  readonly perMm3: () => number;
  /** Lays the ways of the air anew for a state; the same state costs nothing. */
  readonly lay: (tree: AirwayTree, texels: Float32Array) => void;
  readonly dispose: () => void;
}

/** A texture for the ways of the air, empty until a state is laid. */
export function airTexture(): AirTexture {
  const { rows, width } = waysSize();
  const texture = new DataTexture(new Float32Array(WAY_CHANNELS * width * rows), width, rows, RGBAFormat, FloatType);
  texture.minFilter = NearestFilter;
  texture.magFilter = NearestFilter;
  let laid: Float32Array | null = null;
  let perMm3 = 0;
  let doubt = false;
  return {
    texture,
    isDoubtful: () => doubt,
    perMm3: () => perMm3,
    lay(tree, texels) {
      if (texels === laid) return;
      laid = texels;
      const ways = airWays(tree, texels);
      perMm3 = AIR_PARTICLES / (1000 * ways.airMl);
      doubt = isDoubtful(tree, texels);
      texture.image.data?.set(ways.texels);
      texture.needsUpdate = true;
    },
    dispose: () => texture.dispose(),
  };
}

/** The whole picture is in doubt where nothing is known of a trait, or the data are out of date. */
function isDoubtful(tree: AirwayTree, texels: Float32Array): boolean {
  const second = STATE_CHANNELS * tree.count;
  return (texels[second] ?? 0) >= 1 || (texels[second + 1] ?? 0) > 0.5;
}

/** The dots and how they are drawn. */
export interface AirDots {
  readonly geometry: BufferGeometry;
  readonly material: ShaderMaterial;
  readonly dispose: () => void;
}

/** Dots that follow the breath and the depth of the tree’s own materials. */
export function airDots(resources: AirwayResources, ways: AirTexture): AirDots {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(airParticleSeats(AIR_PARTICLES).seat, 3));
  const shared = resources.lumen.uniforms;
  const own = (name: string): IUniform => shared[name] ?? { value: null };
  const material = new ShaderMaterial({
    vertexShader: airVertexShader,
    fragmentShader: airFragmentShader,
    uniforms: {
      uBreath: own('uBreath'),
      uDepth: own('uDepth'),
      uBackground: own('uBackground'),
      uUnknown: own('uUnknown'),
      uCutMiddle: own('uCutMiddle'),
      uCutAlong: own('uCutAlong'),
      uCutSide: own('uCutSide'),
      uCut: { value: 0 },
      uWays: { value: ways.texture },
      uWayCount: { value: ways.texture.image.height },
      uDoubt: { value: 0 },
      uPerMm3: { value: 0 },
      uMovedMl: { value: 0 },
      uPictureHeight: { value: 1 },
      uDotPixels: { value: 1 },
      uThrough: { value: 1 },
      uNearMm: { value: 0 },
      uHaste: { value: HASTE.map((colour) => new Color(colour)) },
      uRim: { value: new Color(RIM) },
    },
    transparent: true,
    depthWrite: false,
  });
  return {
    geometry,
    material,
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}
