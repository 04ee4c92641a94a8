import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  DoubleSide,
  FloatType,
  NearestFilter,
  RGBAFormat,
  ShaderMaterial,
  Vector2,
} from 'three';
import type { AirwayShapes } from '../geometry/index.js';
import { STATE_ROWS } from '../pose/index.js';
import { paletteOf, type AvatarTheme } from './airway-palette.js';
import { airwayFragmentShader, airwayVertexShader, lobeFragmentShader, lobeVertexShader } from './airway-shader.js';

/** Everything on the graphics card for one tree. `dispose` frees all of it. */
export interface AirwayResources {
  readonly tree: BufferGeometry;
  /** The same buffers; at organ zoom only the central airways, since a twig’s wall itself shows what shines through it. */
  readonly lumens: BufferGeometry;
  readonly lobes: BufferGeometry;
  readonly state: DataTexture;
  readonly lumen: ShaderMaterial;
  readonly wall: ShaderMaterial;
  readonly lobe: ShaderMaterial;
  readonly setTheme: (theme: AvatarTheme) => void;
  /** Which state texture the next frame shows: `state`, or another of the same tree. */
  readonly showState: (state: DataTexture) => void;
  /** Distances between which the tree fades into the background, and how strongly the lobes show, 0…1. */
  readonly setView: (nearMm: number, farMm: number, lobes: number) => void;
  readonly dispose: () => void;
}

/** A state texture that holds a copy of these texels (`AvatarPose`). */
export function stateTexture(texels: Float32Array): DataTexture {
  const segments = texels.length / (4 * STATE_ROWS);
  const state = new DataTexture(Float32Array.from(texels), segments, STATE_ROWS, RGBAFormat, FloatType);
  state.minFilter = NearestFilter;
  state.magFilter = NearestFilter;
  state.needsUpdate = true;
  return state;
}

/** Uploads a tree's buffers and the materials that draw it; `texels` is copied into the state texture. */
export function airwayResources(
  { mesh, hull }: AirwayShapes,
  texels: Float32Array,
  theme: AvatarTheme,
): AirwayResources {
  const tree = new BufferGeometry();
  tree.setAttribute('position', new BufferAttribute(mesh.foot, 3));
  tree.setAttribute('normal', new BufferAttribute(mesh.normal, 3));
  tree.setAttribute('aOffset', new BufferAttribute(mesh.offset, 3));
  tree.setAttribute('aTangent', new BufferAttribute(mesh.tangent, 3));
  tree.setAttribute('aSegments', new BufferAttribute(mesh.segments, 4));
  tree.setAttribute('aWeights', new BufferAttribute(mesh.weights, 4));
  tree.setAttribute('aSlopes', new BufferAttribute(mesh.slopes, 3));
  tree.setIndex(new BufferAttribute(mesh.indices, 1));
  const lumens = new BufferGeometry();
  for (const [name, attribute] of Object.entries(tree.attributes)) lumens.setAttribute(name, attribute);
  lumens.setIndex(tree.index);
  lumens.setDrawRange(0, mesh.smoothIndexCount);
  const lobes = new BufferGeometry();
  lobes.setAttribute('position', new BufferAttribute(hull.position, 3));
  lobes.setAttribute('normal', new BufferAttribute(hull.normal, 3));
  lobes.setIndex(new BufferAttribute(hull.indices, 1));

  const state = stateTexture(texels);

  const palette = paletteOf(theme);
  const shared = {
    uState: { value: state },
    uAir: { value: palette.air },
    uMucus: { value: palette.mucus },
    uUnknown: { value: palette.unknown },
    uBackground: { value: palette.background },
    uScale: { value: palette.scale },
    uDark: { value: palette.dark },
    uDepth: { value: new Vector2(0, 1) },
  };
  const surface = (outer: 0 | 1) =>
    new ShaderMaterial({
      vertexShader: airwayVertexShader,
      fragmentShader: airwayFragmentShader,
      uniforms: { ...shared, uOuter: { value: outer } },
    });
  const lumen = surface(0);
  const wall = surface(1);
  wall.transparent = true;
  const lobe = new ShaderMaterial({
    vertexShader: lobeVertexShader,
    fragmentShader: lobeFragmentShader,
    uniforms: { uLobe: { value: palette.lobe }, uStrength: { value: palette.lobeStrength }, uShown: { value: 1 } },
    transparent: true,
    depthWrite: false,
    side: DoubleSide,
    forceSinglePass: true,
  });

  return {
    tree,
    lumens,
    lobes,
    state,
    lumen,
    wall,
    lobe,
    showState(next) {
      shared.uState.value = next;
    },
    setTheme(next) {
      const colours = paletteOf(next);
      shared.uAir.value.copy(colours.air);
      shared.uMucus.value.copy(colours.mucus);
      shared.uUnknown.value.copy(colours.unknown);
      shared.uBackground.value.copy(colours.background);
      for (const material of [lumen, wall]) material.uniforms['uDark'] = { value: colours.dark };
      lobe.uniforms['uLobe'] = { value: colours.lobe };
      lobe.uniforms['uStrength'] = { value: colours.lobeStrength };
    },
    setView(nearMm, farMm, lobes) {
      shared.uDepth.value.set(nearMm, farMm);
      lobe.uniforms['uShown'] = { value: lobes };
    },
    dispose() {
      for (const part of [tree, lumens, lobes, state, lumen, wall, lobe]) part.dispose();
    },
  };
}
