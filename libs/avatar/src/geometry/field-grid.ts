import { nearCapsule, type Capsules, type Nearness } from './capsule-field.js';

/** Samples of the smooth union on a regular grid, and which capsules are near each block of it. */
export interface FieldGrid {
  readonly originMm: readonly [number, number, number];
  readonly stepMm: number;
  readonly size: readonly [number, number, number];
  /** Signed distance at every corner, x fastest; `FAR` where no surface is near. */
  readonly distanceMm: Float32Array;
  /** The capsules that matter near a point, in order. */
  readonly nearby: (x: number, y: number, z: number) => readonly number[];
}

export const FAR = 1e3;
const BLOCK_MM = 8;
/** Steps beyond the surface that are still sampled. */
const BAND = 2;

/** Samples the smooth union of the capsules, only where a surface can be. */
export function fieldGrid(capsules: Capsules, stepMm: number): FieldGrid {
  const reach = (at: number) =>
    Math.max(capsules.startRadiusMm[at] ?? 0, capsules.endRadiusMm[at] ?? 0) +
    (capsules.roundingMm[at] ?? 0) +
    BAND * stepMm;
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  const boxes = Array.from({ length: capsules.count }, (_, at) =>
    [0, 1, 2].map((axis) => {
      const a = capsules.ends[6 * at + axis] ?? 0;
      const b = capsules.ends[6 * at + 3 + axis] ?? 0;
      const box = [Math.min(a, b) - reach(at), Math.max(a, b) + reach(at)] as const;
      low[axis] = Math.min(low[axis] ?? 0, box[0]);
      high[axis] = Math.max(high[axis] ?? 0, box[1]);
      return box;
    }),
  );
  const originMm = low.map((value) => value - stepMm) as [number, number, number];
  const size = high.map((value, axis) => Math.ceil((value - (originMm[axis] ?? 0)) / stepMm) + 2) as [
    number,
    number,
    number,
  ];
  const [width, depth] = size;
  const distanceMm = new Float32Array(width * depth * size[2]).fill(FAR);
  const near: Nearness = { distanceMm: 0, x: 0, y: 0, z: 0 };
  const blocks = blockLists(capsules.count, boxes);
  boxes.forEach((box, at) => {
    const limit = (capsules.roundingMm[at] ?? 0) + BAND * stepMm;
    const rounding = capsules.roundingMm[at] ?? 0;
    const [fromX, fromY, fromZ] = box.map((range, axis) => Math.floor((range[0] - (originMm[axis] ?? 0)) / stepMm));
    const [toX, toY, toZ] = box.map((range, axis) => Math.ceil((range[1] - (originMm[axis] ?? 0)) / stepMm));
    for (let k = fromZ ?? 0; k <= (toZ ?? 0); k += 1)
      for (let j = fromY ?? 0; j <= (toY ?? 0); j += 1)
        for (let i = fromX ?? 0; i <= (toX ?? 0); i += 1) {
          nearCapsule(capsules, at, originMm[0] + i * stepMm, originMm[1] + j * stepMm, originMm[2] + k * stepMm, near);
          if (near.distanceMm > limit) continue;
          const cell = i + width * (j + depth * k);
          distanceMm[cell] = smoothMinimum(distanceMm[cell] ?? FAR, near.distanceMm, rounding);
        }
  });
  return { originMm, stepMm, size, distanceMm, nearby: blocks };
}

function smoothMinimum(before: number, next: number, width: number): number {
  const gap = before - next;
  if (gap <= -width) return before;
  if (gap >= width) return next;
  const share = 0.5 + (0.5 * gap) / width;
  return before * (1 - share) + next * share - width * share * (1 - share);
}

/** Looks up the capsules whose boxes touch the block that a point lies in. */
function blockLists(
  count: number,
  boxes: readonly (readonly (readonly [number, number])[])[],
): (x: number, y: number, z: number) => readonly number[] {
  const lists = new Map<number, number[]>();
  const block = (value: number) => Math.floor(value / BLOCK_MM) + 512;
  const key = (i: number, j: number, k: number) => i + 1024 * (j + 1024 * k);
  for (let at = 0; at < count; at += 1) {
    const [x, y, z] = boxes[at] ?? [];
    if (!x || !y || !z) continue;
    for (let k = block(z[0]); k <= block(z[1]); k += 1)
      for (let j = block(y[0]); j <= block(y[1]); j += 1)
        for (let i = block(x[0]); i <= block(x[1]); i += 1) {
          const list = lists.get(key(i, j, k));
          if (list) list.push(at);
          else lists.set(key(i, j, k), [at]);
        }
  }
  return (x, y, z) => lists.get(key(block(x), block(y), block(z))) ?? [];
}
