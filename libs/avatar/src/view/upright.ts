import { dot, length, perpendicular, scale, subtract, unit, type Vector } from '@airway-twin/domain/airways';

/** The part of `wanted` at a right angle to the unit vector `axis`, of length 1; any such direction where there is none. */
export function upright(wanted: Vector, axis: Vector): Vector {
  const aside = subtract(wanted, scale(axis, dot(wanted, axis)));
  return length(aside) > 1e-6 ? unit(aside) : perpendicular(axis);
}
