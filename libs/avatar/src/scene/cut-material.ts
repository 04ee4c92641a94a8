import { BufferAttribute, BufferGeometry, DoubleSide, ShaderMaterial, Vector3, Vector4, type IUniform } from 'three';
import { MOST_CUT_AIRWAYS, type CutRegion } from '../view/index.js';
import { cutFragmentShader, cutVertexShader } from './cut-shader.js';

/** The planes of a cut as uniforms; the tree's own shaders share them. */
export function cutPlanes() {
  return {
    uCutMiddle: { value: new Vector3() },
    uCutAlong: { value: new Vector3(1, 0, 0) },
    uCutSide: { value: new Vector3(0, 1, 0) },
  };
}

/** The two faces of a cut, drawn at once: their corners and the material that works out from the state which layer lies where. */
export function cutFaces(shared: Record<string, IUniform>, planes: ReturnType<typeof cutPlanes>) {
  const geometry = new BufferGeometry();
  const corners = new BufferAttribute(new Float32Array(3 * 8), 3);
  const facing = new BufferAttribute(new Float32Array(3 * 8), 3);
  geometry.setAttribute('position', corners);
  geometry.setAttribute('normal', facing);
  geometry.setIndex([0, 1, 2, 0, 2, 3, 4, 5, 6, 4, 6, 7]);
  const ends = Array.from({ length: 2 * MOST_CUT_AIRWAYS }, () => new Vector3());
  // Segment, widest child (−1: none), farthest reach from the centreline and radius of the open lumen in mm.
  const airways = Array.from({ length: MOST_CUT_AIRWAYS }, () => new Vector4());
  const material = new ShaderMaterial({
    vertexShader: cutVertexShader,
    fragmentShader: cutFragmentShader,
    uniforms: {
      ...shared,
      ...planes,
      uEnds: { value: ends },
      uAirways: { value: airways },
      uCount: { value: 0 },
    },
    side: DoubleSide,
    // For soft edges; what lies behind is drawn before.
    transparent: true,
    forceSinglePass: true,
  });
  return {
    geometry,
    material,
    /** Lays the faces where a region wants them. */
    set(region: CutRegion): void {
      const middle = planes.uCutMiddle.value.set(...region.middleMm);
      const along = planes.uCutAlong.value.set(...region.along);
      const side = planes.uCutSide.value.set(...region.towardsEye);
      const across = new Vector3().crossVectors(along, side);
      const reach = region.reachMm;
      const lay = (first: number, away: Vector3, normal: Vector3) =>
        [-1, 1, 1, -1].forEach((aside, at) => {
          const corner = middle.clone().addScaledVector(across, aside * reach);
          corners.setXYZ(first + at, ...corner.addScaledVector(away, at < 2 ? 0 : reach).toArray());
          facing.setXYZ(first + at, ...normal.toArray());
        });
      lay(0, along, side);
      lay(4, side, along);
      corners.needsUpdate = true;
      facing.needsUpdate = true;
      region.airways.forEach(({ segment, startMm, endMm, widestChild, mostRadiusMm, openRadiusMm }, at) => {
        ends[2 * at]?.set(...startMm);
        ends[2 * at + 1]?.set(...endMm);
        airways[at]?.set(segment, widestChild, mostRadiusMm, openRadiusMm);
      });
      material.uniforms['uCount'] = { value: region.airways.length };
    },
  };
}
