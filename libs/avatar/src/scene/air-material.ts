import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DataTexture,
  FloatType,
  NearestFilter,
  RGBAFormat,
  ShaderMaterial,
} from 'three';
import type { AirwayTree } from '@airway-twin/domain/airways';
import { airParticleSeats, airWays } from '../air/index.js';
import { STATE_CHANNELS } from '../pose/index.js';
import type { AirwayResources } from './airway-materials.js';
import type { AvatarTheme } from './airway-palette.js';
import { airFragmentShader, airVertexShader } from './air-shader.js';

/** Dots of air in one picture. */
export const AIR_PARTICLES = 6000;

/** Blue and amber are told apart with every colour vision, and differ in lightness too (Okabe & Ito 2008). */
const COLOURS = {
  light: { calm: '#0a4b8f', hasty: '#b35a00', rim: '#ffffff' },
  dark: { calm: '#e3f5ff', hasty: '#ffbf3f', rim: '#10243a' },
} as const;

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

/** An empty texture for the ways of the air; `first` gives its size. */
export function airTexture(tree: AirwayTree, first: Float32Array): AirTexture {
  let laid = first;
  const ways = airWays(tree, first);
  let { airMl } = ways;
  const texture = new DataTexture(ways.texels, ways.width, ways.rows, RGBAFormat, FloatType);
  texture.minFilter = NearestFilter;
  texture.magFilter = NearestFilter;
  texture.needsUpdate = true;
  return {
    texture,
    isDoubtful: () => isDoubtful(tree, laid),
    perMm3: () => AIR_PARTICLES / (1000 * airMl),
    lay(of, texels) {
      if (texels === laid) return;
      laid = texels;
      const next = airWays(of, texels);
      ({ airMl } = next);
      texture.image.data?.set(next.texels);
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
  readonly setTheme: (theme: AvatarTheme) => void;
  readonly dispose: () => void;
}

/** Dots that follow the breath and the depth of the tree’s own materials. */
export function airDots(resources: AirwayResources, ways: AirTexture): AirDots {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(airParticleSeats(AIR_PARTICLES).seat, 3));
  const { uBreath, uDepth, uBackground, uUnknown } = resources.lumen.uniforms;
  const material = new ShaderMaterial({
    vertexShader: airVertexShader,
    fragmentShader: airFragmentShader,
    uniforms: {
      uBreath: uBreath ?? { value: [0, 0, 0, 0] },
      uDepth: uDepth ?? { value: [0, 1] },
      uBackground: uBackground ?? { value: new Color() },
      uUnknown: uUnknown ?? { value: new Color() },
      uWays: { value: ways.texture },
      uWayCount: { value: ways.texture.image.height },
      uDoubt: { value: 0 },
      uPerMm3: { value: 0 },
      uMovedMl: { value: 0 },
      uPictureHeight: { value: 1 },
      uDotPixels: { value: 1 },
      uThrough: { value: 1 },
      uNearMm: { value: 0 },
      uCalm: { value: new Color() },
      uHasty: { value: new Color() },
      uRim: { value: new Color() },
    },
    transparent: true,
    depthWrite: false,
  });
  return {
    geometry,
    material,
    setTheme(theme) {
      const { calm, hasty, rim } = COLOURS[theme];
      for (const [name, colour] of [
        ['uCalm', calm],
        ['uHasty', hasty],
        ['uRim', rim],
      ] as const)
        material.uniforms[name] = { value: new Color(colour) };
    },
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}
