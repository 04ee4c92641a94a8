import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  DoubleSide,
  type IUniform,
  Line3,
  RedFormat,
  ShaderMaterial,
  UnsignedByteType,
  Vector3,
  Vector4,
} from 'three';
import { MOST_CUT_AIRWAYS, type CutRegion } from '../view/index.js';
import { cutFragmentShader, cutVertexShader } from './cut-shader.js';

/** The planes of a cut and the airways that it hides, as uniforms; the tree's own shaders share them. */
export function cutPlanes(segments: number) {
  const hidden = new DataTexture(new Uint8Array(segments), segments, 1, RedFormat, UnsignedByteType);
  // Rows of a texture of bytes need not fill whole words.
  hidden.unpackAlignment = 1;
  hidden.needsUpdate = true;
  return {
    uHidden: { value: hidden },
    uCutMiddle: { value: new Vector3() },
    uCutAlong: { value: new Vector3(1, 0, 0) },
    uCutSide: { value: new Vector3(0, 1, 0) },
  };
}

/** Each face is laid out of squares; those that no airway comes near are left out, so that no pixel is worked out in vain. */
const SQUARES = 12;

/** The two faces of a cut, drawn at once: their squares and the material that works out from the state which layer lies where. */
export function cutFaces(shared: Record<string, IUniform>, planes: ReturnType<typeof cutPlanes>) {
  const geometry = new BufferGeometry();
  const cornerCount = 2 * (2 * SQUARES + 1) * (SQUARES + 1);
  const corners = new BufferAttribute(new Float32Array(3 * cornerCount), 3);
  const facing = new BufferAttribute(new Float32Array(3 * cornerCount), 3);
  const index = new BufferAttribute(new Uint16Array(6 * 2 * 2 * SQUARES * SQUARES), 1);
  geometry.setAttribute('position', corners);
  geometry.setAttribute('normal', facing);
  geometry.setIndex(index);
  const ends = Array.from({ length: 2 * MOST_CUT_AIRWAYS }, () => new Vector3());
  // Segment, widest child (−1: none), farthest reach from the centreline and radius of the open lumen in mm.
  const airways = Array.from({ length: MOST_CUT_AIRWAYS }, () => new Vector4());
  const count = { value: 0 };
  const material = new ShaderMaterial({
    vertexShader: cutVertexShader,
    fragmentShader: cutFragmentShader,
    uniforms: { ...shared, ...planes, uEnds: { value: ends }, uAirways: { value: airways }, uCount: count },
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
      const squareMm = region.reachMm / SQUARES;
      let corner = 0;
      let used = 0;
      const lay = (away: Vector3, normal: Vector3) => {
        const point = new Vector3();
        const place = (aside: number, ahead: number) =>
          point
            .copy(middle)
            .addScaledVector(across, (aside - SQUARES) * squareMm)
            .addScaledVector(away, ahead * squareMm);
        for (let aside = 0; aside <= 2 * SQUARES; aside += 1)
          for (let ahead = 0; ahead <= SQUARES; ahead += 1) {
            if (aside < 2 * SQUARES && ahead < SQUARES && isNear(region, place(aside + 0.5, ahead + 0.5), squareMm)) {
              const next = corner + SQUARES + 1;
              for (const at of [corner, next, next + 1, corner, next + 1, corner + 1]) index.setX(used++, at);
            }
            corners.setXYZ(corner, ...place(aside, ahead).toArray());
            facing.setXYZ(corner, ...normal.toArray());
            corner += 1;
          }
      };
      lay(along, side);
      lay(side, along);
      geometry.setDrawRange(0, used);
      for (const attribute of [corners, facing, index]) attribute.needsUpdate = true;
      region.airways.forEach(({ segment, startMm, endMm, widestChild, mostRadiusMm, openRadiusMm }, at) => {
        ends[2 * at]?.set(...startMm);
        ends[2 * at + 1]?.set(...endMm);
        airways[at]?.set(segment, widestChild, mostRadiusMm, openRadiusMm);
      });
      count.value = region.airways.length;
      const hidden = planes.uHidden.value;
      const { data } = hidden.image;
      if (!(data instanceof Uint8Array)) throw new TypeError('hidden airways: expected a Uint8Array');
      data.fill(0);
      for (const segment of region.hidden) data[segment] = 255;
      hidden.needsUpdate = true;
    },
  };
}

const line = new Line3();
const foot = new Vector3();

/** Does an airway of the cut come into the square around this point? */
function isNear({ airways }: CutRegion, point: Vector3, squareMm: number): boolean {
  return airways.some(({ startMm, endMm, mostRadiusMm }) => {
    line.start.set(...startMm);
    line.end.set(...endMm);
    line.closestPointToPoint(point, true, foot);
    return foot.distanceTo(point) < 1.35 * mostRadiusMm + 0.75 * squareMm;
  });
}
