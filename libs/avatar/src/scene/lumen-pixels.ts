import type { AirwayTree } from '@airway-twin/domain/airways';
import {
  DoubleSide,
  Mesh,
  OrthographicCamera,
  Scene,
  ShaderMaterial,
  Vector3,
  Vector4,
  WebGLRenderTarget,
  type WebGLRenderer,
} from 'three';
import { pointOf } from '../geometry/index.js';
import type { AirwayResources } from './airway-materials.js';
import { airwayVertexShader } from './airway-shader.js';

const SIDE_PIXELS = 512;
/** How far behind the cut the lumen’s wall is looked for, in lengths of the airway. */
const FAR_LENGTHS = 4;

/**
 * How much air the drawn airway shows where a plane cuts it in the middle: pixels of the deformed lumen, seen straight along the airway, and how
 * wide a pixel is in mm, at the end of a quiet breath out. Measured on the graphics card with the very buffers, texture and vertex shader of the picture.
 */
export function lumenPixels(
  gl: WebGLRenderer,
  resources: AirwayResources,
  tree: AirwayTree,
  airway: number,
): { readonly pixels: number; readonly pixelMm: number } {
  const start = new Vector3(...pointOf(tree.startMm, airway));
  const end = new Vector3(...pointOf(tree.endMm, airway));
  const halfMm = 1.2 * (tree.radiusTlcMm[airway] ?? 1);
  const camera = new OrthographicCamera(-halfMm, halfMm, halfMm, -halfMm, 0, FAR_LENGTHS * start.distanceTo(end));
  camera.position.copy(start).add(end).multiplyScalar(0.5);
  camera.up.set(0.3, 0.9, 0.2).normalize();
  camera.lookAt(end);
  // Where the plane lies in the lumen, the first surface behind it is seen from inside.
  const material = new ShaderMaterial({
    vertexShader: airwayVertexShader,
    fragmentShader: 'void main() { gl_FragColor = vec4(vec3(gl_FrontFacing ? 0.0 : 1.0), 1.0); }',
    uniforms: { ...resources.lumen.uniforms, uBreath: { value: new Vector4(0, 0, 0, 0) } },
    side: DoubleSide,
  });
  const scene = new Scene();
  const mesh = new Mesh(resources.lumens, material);
  mesh.frustumCulled = false;
  scene.add(mesh);
  const target = new WebGLRenderTarget(SIDE_PIXELS, SIDE_PIXELS);
  const data = new Uint8Array(4 * SIDE_PIXELS * SIDE_PIXELS);
  const before = gl.getRenderTarget();
  gl.setRenderTarget(target);
  gl.clear();
  gl.render(scene, camera);
  gl.readRenderTargetPixels(target, 0, 0, SIDE_PIXELS, SIDE_PIXELS, data);
  gl.setRenderTarget(before);
  target.dispose();
  material.dispose();
  let pixels = 0;
  for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 0) > 127) pixels += 1;
  return { pixels, pixelMm: (2 * halfMm) / SIDE_PIXELS };
}
