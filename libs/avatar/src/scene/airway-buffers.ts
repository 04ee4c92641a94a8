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

/**
 * The buffers of a tree and its lobes on the graphics card, empty at first. The lumens are the tree's own buffers with a draw range of their own.
 * `fill` puts a model of the tree into them, or another one of the same tree.
 */
export function airwayBuffers() {
  const tree = new BufferGeometry();
  const lumens = new BufferGeometry();
  const lobes = new BufferGeometry();
  const fill = ({ mesh, hull, around }: AirwayShapes): void => {
    // Only a disposed geometry lets go of the buffers that it had.
    for (const part of [tree, lumens, lobes]) part.dispose();
    const attributes = {
      position: new BufferAttribute(mesh.foot, 3),
      normal: new BufferAttribute(mesh.normal, 3),
      aOffset: new BufferAttribute(mesh.offset, 3),
      aTangent: new BufferAttribute(mesh.tangent, 3),
      aSegments: new BufferAttribute(mesh.segments, 4),
      aWeights: new BufferAttribute(mesh.weights, 4),
      aSlopes: new BufferAttribute(mesh.slopes, 3),
      aRound: new BufferAttribute(around, 4),
    };
    const index = new BufferAttribute(mesh.indices, 1);
    for (const part of [tree, lumens]) {
      for (const [name, attribute] of Object.entries(attributes)) part.setAttribute(name, attribute);
      part.setIndex(index);
    }
    lobes.setAttribute('position', new BufferAttribute(hull.position, 3));
    lobes.setAttribute('normal', new BufferAttribute(hull.normal, 3));
    lobes.setIndex(new BufferAttribute(hull.indices, 1));
  };
  return { tree, lumens, lobes, fill };
}
