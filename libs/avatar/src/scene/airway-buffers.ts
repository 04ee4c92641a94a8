import { BufferAttribute, BufferGeometry, DataTexture, FloatType, NearestFilter, RGBAFormat } from 'three';
import type { AirwayShapes } from '../geometry/index.js';
import { STATE_ROWS } from '../pose/index.js';

/** A state texture of its own for one picture of a tree; `texels` is copied into it. */
export function stateTexture(texels: Float32Array): DataTexture {
  const segments = texels.length / (4 * STATE_ROWS);
  const state = new DataTexture(Float32Array.from(texels), segments, STATE_ROWS, RGBAFormat, FloatType);
  state.minFilter = NearestFilter;
  state.magFilter = NearestFilter;
  state.needsUpdate = true;
  return state;
}

/** The buffers of a tree and its lobes on the graphics card. The lumens are the tree's own buffers with a draw range of their own. */
export function airwayBuffers({ mesh, hull }: AirwayShapes) {
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
  return { tree, lumens, lobes };
}
