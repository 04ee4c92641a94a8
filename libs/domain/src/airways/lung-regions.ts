import { LOBES, type Lobe } from './skeleton.js';
import type { Vector } from './vector.js';

/**
 * The two lungs of an adult of 176 cm as simple solids around the skeleton, mm from the carina: a filled-out ellipsoid less the dome of the
 * diaphragm and less the heart, cut into lobes by the fissures. Extents follow an adult chest (each lung about 25 cm high, 12 cm wide,
 * 17 cm deep); the shape is a drawing aid, not a scan.
 */
interface LungSolid {
  readonly centre: Vector;
  readonly halfAxes: Vector;
  readonly domeCentre: readonly [x: number, y: number];
  readonly domeTop: number;
}

const RIGHT: LungSolid = { centre: [-70, -2, -48], halfAxes: [60, 82, 134], domeCentre: [-66, -8], domeTop: -104 };
const LEFT: LungSolid = { centre: [70, -1, -51], halfAxes: [57, 80, 132], domeCentre: [66, -6], domeTop: -114 };
const HEART = { centre: [22, -52, -84] as Vector, radius: 54 };

/** Where the diaphragm stands under (x, y). */
function diaphragmHeight(lung: LungSolid, x: number, y: number): number {
  const dx = (x - lung.domeCentre[0]) / 62;
  const dy = (y - lung.domeCentre[1]) / 130;
  return lung.domeTop - 52 * (dx * dx + dy * dy);
}

function insideLung(lung: LungSolid, [x, y, z]: Vector): boolean {
  const [cx, cy, cz] = lung.centre;
  const [ax, ay, az] = lung.halfAxes;
  // Lungs widen towards the base.
  const widening = 1 - 0.2 * Math.min(1, Math.max(-1, (z - cz) / az));
  const across = Math.abs((x - cx) / (ax * widening));
  const deep = Math.abs((y - cy) / (ay * widening));
  const high = Math.abs((z - cz) / az);
  // Exponents above 2 fill the ellipsoid out towards the ribs; the apex stays round.
  if (across ** 2.2 + deep ** 2.2 + high ** 2.1 > 1 || Math.abs(x) < 9) return false;
  if (z < diaphragmHeight(lung, x, y)) return false;
  return Math.hypot(x - HEART.centre[0], y - HEART.centre[1], (z - HEART.centre[2]) * 0.9) > HEART.radius;
}

/** Positive behind and below the oblique fissure, mm: it falls from high at the back to low at the front. */
function behindObliqueFissure(y: number, z: number, shift: number): number {
  return ((y - 60) * 155 - (z - 25) * 130) / Math.hypot(155, 130) - shift;
}

/** Height of the horizontal fissure of the right lung, mm from the carina. */
const HORIZONTAL_FISSURE = -39;

function lobeOfAdultPoint(point: Vector): Lobe | null {
  const [x, y, z] = point;
  if (x < 0) {
    if (!insideLung(RIGHT, point)) return null;
    if (behindObliqueFissure(y, z, 0) > 0) return 'right-lower';
    return z > HORIZONTAL_FISSURE ? 'right-upper' : 'right-middle';
  }
  if (!insideLung(LEFT, point)) return null;
  return behindObliqueFissure(y, z, 9) > 0 ? 'left-lower' : 'left-upper';
}

/** The lobe in which a point lies, null outside the lungs. `bodyScale` is height / 176 cm: the same lungs, larger or smaller. */
export function lobeAt(pointMm: Vector, bodyScale: number): Lobe | null {
  return lobeOfAdultPoint([pointMm[0] / bodyScale, pointMm[1] / bodyScale, pointMm[2] / bodyScale]);
}

/** A jittered grid of points through both lungs of an adult, about one every `spacingMm`, by lobe. */
export function fillLobes(spacingMm: number, random: () => number): ReadonlyMap<Lobe, Vector[]> {
  const cloud = new Map<Lobe, Vector[]>(LOBES.map((lobe) => [lobe, []]));
  for (let x = -140; x <= 140; x += spacingMm)
    for (let y = -100; y <= 100; y += spacingMm)
      for (let z = -200; z <= 100; z += spacingMm) {
        const point: Vector = [x + spacingMm * random(), y + spacingMm * random(), z + spacingMm * random()];
        const lobe = lobeOfAdultPoint(point);
        if (lobe !== null) cloud.get(lobe)?.push(point);
      }
  return cloud;
}
