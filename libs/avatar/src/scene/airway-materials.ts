import {
  BackSide,
  DoubleSide,
  FrontSide,
  ShaderMaterial,
  Vector2,
  Vector4,
  type BufferGeometry,
  type DataTexture,
} from 'three';
import type { AirwayShapes } from '../geometry/index.js';
import { STATE_CHANNELS, STATE_ROWS } from '../pose/index.js';
import type { CutRegion, DrawnTarget } from '../view/index.js';
import { airwayBuffers, stateTexture } from './airway-buffers.js';
import { paletteOf, type AvatarTheme } from './airway-palette.js';
import { closeFragmentShader } from './close-shader.js';
import { airwayFragmentShader, airwayVertexShader, lobeFragmentShader, lobeVertexShader } from './airway-shader.js';
import { cutFaces, cutPlanes } from './cut-material.js';

export { stateTexture } from './airway-buffers.js';

/** Everything on the graphics card for one tree. `dispose` frees all of it. */
export interface AirwayResources {
  readonly tree: BufferGeometry;
  /** The same buffers; at organ zoom only the central airways, since a twig’s wall itself shows what shines through it. */
  readonly lumens: BufferGeometry;
  readonly lobes: BufferGeometry;
  /** The two faces of the cut that `setCut` laid. */
  readonly faces: BufferGeometry;
  readonly state: DataTexture;
  readonly lumen: ShaderMaterial;
  readonly wall: ShaderMaterial;
  readonly lobe: ShaderMaterial;
  readonly face: ShaderMaterial;
  /** Draws this model of the tree from now on, with the same materials. */
  readonly setShapes: (shapes: AirwayShapes) => void;
  /** What is drawn from now on reads this texture, made by `stateTexture`. */
  readonly showState: (state: DataTexture) => void;
  readonly setTheme: (theme: AvatarTheme) => void;
  /** Distances between which the tree fades into the background, and how strongly the lobes show, 0…1. */
  readonly setView: (nearMm: number, farMm: number, lobes: number) => void;
  /** Distances between which what stands before the looked-at airway dissolves; null: all is drawn. */
  readonly setClear: (range: { readonly goneMm: number; readonly wholeMm: number } | null) => void;
  /** Opens the airways along a cut; null: they are whole. */
  readonly setCut: (region: CutRegion | null) => void;
  /** True: the eye is in the air; only the lining around it is drawn. */
  readonly setInside: (isInside: boolean) => void;
  readonly setTarget: (target: DrawnTarget) => void;
  /** How much farther from the carina every point stands than at the end of a quiet breath out, as a share (0: no breath). Radii stay. */
  readonly setBreath: (growth: number) => void;
  readonly dispose: () => void;
}

/** The materials that draw a tree and the buffers of its shapes, empty until `setShapes`; `texels` is copied into the state texture. */
export function airwayResources(texels: Float32Array, theme: AvatarTheme): AirwayResources {
  const { tree, lumens, lobes, fill } = airwayBuffers();
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
    uTissue: { value: palette.outer },
    uMuscle: { value: palette.muscle },
    uEdge: { value: palette.edge },
    uPlug: { value: palette.plug },
    uLine: { value: palette.line },
    uHalo: { value: palette.halo },
    uDepth: { value: new Vector2(0, 1) },
    uClear: { value: new Vector2(-2, -1) },
    // The carina, around which the lungs grow, is the origin of patient space.
    uBreath: { value: new Vector4(0, 0, 0, 0) },
  };
  const planes = cutPlanes(texels.length / (STATE_ROWS * STATE_CHANNELS));
  const surface = (outer: 0 | 1) =>
    new ShaderMaterial({
      vertexShader: airwayVertexShader,
      fragmentShader: airwayFragmentShader,
      uniforms: { ...shared, ...planes, uOuter: { value: outer } },
    });
  const lumen = surface(0);
  const wall = surface(1);
  wall.transparent = true;
  const lobe = new ShaderMaterial({
    vertexShader: lobeVertexShader,
    fragmentShader: lobeFragmentShader,
    uniforms: {
      uBreath: shared.uBreath,
      uLobe: { value: palette.lobe },
      uStrength: { value: palette.lobeStrength },
      uShown: { value: 1 },
    },
    transparent: true,
    depthWrite: false,
    side: DoubleSide,
    forceSinglePass: true,
  });
  const faces = cutFaces(shared, planes);
  faces.material.visible = false;

  let smoothIndexCount = 0;
  let isCut = false;
  let isInside = false;
  let target: DrawnTarget = 'both';
  const dress = () => {
    const look = isInside ? 'INSIDE' : isCut ? 'CUT' : null;
    const defines = {
      ...(look && { CLOSE: '', [look]: '' }),
      ...(target !== 'both' && { [target === 'lining' ? 'LINING' : 'MUSCLE']: '' }),
    };
    for (const material of [lumen, wall, faces.material]) {
      material.defines = defines;
      material.needsUpdate = true;
    }
    for (const material of [lumen, wall]) {
      material.fragmentShader = look === null ? airwayFragmentShader : closeFragmentShader;
      material.side = look === null ? FrontSide : look === 'CUT' ? DoubleSide : BackSide;
    }
    wall.transparent = look === null;
    faces.material.visible = look === 'CUT';
    range();
  };
  // Close up every airway's inner surface may be seen.
  const range = () => lumens.setDrawRange(0, isInside || isCut ? Infinity : smoothIndexCount);
  range();

  return {
    tree,
    lumens,
    lobes,
    faces: faces.geometry,
    state,
    lumen,
    wall,
    lobe,
    face: faces.material,
    setShapes(shapes) {
      fill(shapes);
      smoothIndexCount = shapes.mesh.smoothIndexCount;
      range();
    },
    showState(next) {
      shared.uState.value = next;
    },
    setTheme(next) {
      const colours = paletteOf(next);
      shared.uAir.value.copy(colours.air);
      shared.uMucus.value.copy(colours.mucus);
      shared.uUnknown.value.copy(colours.unknown);
      shared.uTissue.value.copy(colours.outer);
      shared.uMuscle.value.copy(colours.muscle);
      shared.uEdge.value.copy(colours.edge);
      shared.uPlug.value.copy(colours.plug);
      shared.uLine.value.copy(colours.line);
      shared.uHalo.value.copy(colours.halo);
      shared.uBackground.value.copy(colours.background);
      shared.uDark.value = colours.dark;
      lobe.uniforms['uLobe'] = { value: colours.lobe };
      lobe.uniforms['uStrength'] = { value: colours.lobeStrength };
    },
    setView(nearMm, farMm, lobes) {
      shared.uDepth.value.set(nearMm, farMm);
      lobe.uniforms['uShown'] = { value: lobes };
      lobe.visible = lobes > 0;
    },
    setClear(range) {
      shared.uClear.value.set(range?.goneMm ?? -2, range?.wholeMm ?? -1);
    },
    setCut(region) {
      if (region) faces.set(region);
      if (isCut === (region !== null)) return;
      isCut = region !== null;
      dress();
    },
    setInside(next) {
      if (isInside === next) return;
      isInside = next;
      dress();
    },
    setTarget(next) {
      if (target === next) return;
      target = next;
      dress();
    },
    setBreath(growth) {
      shared.uBreath.value.w = growth;
    },
    dispose() {
      for (const part of [
        tree,
        lumens,
        lobes,
        faces.geometry,
        state,
        planes.uHidden.value,
        lumen,
        wall,
        lobe,
        faces.material,
      ])
        part.dispose();
    },
  };
}
