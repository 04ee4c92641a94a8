/** A point or direction in patient space: +x patient's left, +y posterior, +z up; the carina is the origin; mm. */
export type Vector = readonly [x: number, y: number, z: number];

export const add = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scale = (a: Vector, factor: number): Vector => [a[0] * factor, a[1] * factor, a[2] * factor];
export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const length = (a: Vector): number => Math.hypot(a[0], a[1], a[2]);

/** The direction of `a` with length 1; the zero vector stays zero. */
export function unit(a: Vector): Vector {
  const size = length(a);
  return size > 0 ? scale(a, 1 / size) : a;
}

/** Some unit vector at a right angle to the unit vector `a`; the same one for the same `a`. */
export function perpendicular(a: Vector): Vector {
  const aside: Vector = Math.abs(a[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
  return unit(cross(a, aside));
}

/** The unit vector `angle` radians away from the unit vector `axis`, on the side of `towards`. */
export function tilted(axis: Vector, towards: Vector, angle: number): Vector {
  const across = subtract(towards, scale(axis, dot(towards, axis)));
  const side = length(across) > 1e-9 ? unit(across) : perpendicular(axis);
  return add(scale(axis, Math.cos(angle)), scale(side, Math.sin(angle)));
}
