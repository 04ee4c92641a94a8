import { add, cross, dot, length, perpendicular, scale, subtract, tilted, unit, type Vector } from './vector.js';

/** Murray-like exponent of flow against diameter, Q ∝ d^n (Kitaoka, Takaki & Suki 1999). */
const FLOW_EXPONENT = 2.8;
/** How far a branch grows towards the middle of what it feeds (Tawhai 2000; branching fraction 0.4). */
const BRANCH_FRACTION = 0.4;
const LARGEST_ANGLE = (58 * Math.PI) / 180;
const SMALLEST_ANGLE = (18 * Math.PI) / 180;
const SHORTEST_LENGTH_PER_DIAMETER = 1.7;
const LONGEST_LENGTH_PER_DIAMETER = 4.2;

export interface Branch {
  readonly index: number;
  readonly end: Vector;
  readonly direction: Vector;
  readonly diameterMm: number;
  readonly generation: number;
}

/** When a branch has no more children: at that generation, or when it feeds fewer points, or when a child would be thinner. */
export interface GrowthLimit {
  readonly generation: number;
  readonly points: number;
  readonly diameterMm: number;
}

export type AddBranch = (parent: Branch, end: Vector, diameterMm: number, pointCount: number) => Branch;

/**
 * Grows a bifurcating tree from `parent` into the cloud of points that it feeds: the cloud is cut in two along its widest direction across
 * the parent, flow is shared as the points are, diameters follow the flow, each branch heads for the middle of its half. A mix of Kitaoka
 * 1999 (flow and diameter rules) and Tawhai 2000 (cloud splitting).
 */
export function growSegment(
  parent: Branch,
  points: readonly Vector[],
  limit: GrowthLimit,
  random: () => number,
  addBranch: AddBranch,
): void {
  if (parent.generation >= limit.generation || points.length < 2 * limit.points) return;
  const [first, second] = cutInTwo(parent, points, random);
  if (Math.min(first.length, second.length) < limit.points) return;
  const children = [first, second].map((half) => {
    const diameterMm = parent.diameterMm * (half.length / points.length) ** (1 / FLOW_EXPONENT);
    return { half, diameterMm };
  });
  if (children.some(({ diameterMm }) => diameterMm < limit.diameterMm)) return;
  for (const { half, diameterMm } of children) {
    const branch = addBranch(parent, branchEnd(parent, half, diameterMm), diameterMm, half.length);
    growSegment(branch, half, limit, random, addBranch);
  }
}

function middle(points: readonly Vector[]): Vector {
  let sum: Vector = [0, 0, 0];
  for (const point of points) sum = add(sum, point);
  return scale(sum, 1 / points.length);
}

function cutInTwo(parent: Branch, points: readonly Vector[], random: () => number): [Vector[], Vector[]] {
  const centre = middle(points);
  const across = perpendicular(parent.direction);
  const up = cross(parent.direction, across);
  let aa = 0;
  let uu = 0;
  let au = 0;
  for (const point of points) {
    const offset = subtract(point, centre);
    const a = dot(offset, across);
    const u = dot(offset, up);
    aa += a * a;
    uu += u * u;
    au += a * u;
  }
  const turn = 0.5 * Math.atan2(2 * au, aa - uu);
  const widest = add(scale(across, Math.cos(turn)), scale(up, Math.sin(turn)));
  const spread = Math.sqrt((aa + uu) / points.length);
  const shift = (random() - 0.5) * 0.5 * spread;
  const halves: [Vector[], Vector[]] = [[], []];
  for (const point of points) halves[dot(subtract(point, centre), widest) > shift ? 1 : 0].push(point);
  return halves;
}

function branchEnd(parent: Branch, half: readonly Vector[], diameterMm: number): Vector {
  const towards = subtract(middle(half), parent.end);
  const aim = unit(towards);
  const angle = Math.acos(Math.min(1, Math.max(-1, dot(aim, parent.direction))));
  const kept = Math.min(LARGEST_ANGLE, Math.max(SMALLEST_ANGLE, angle));
  const direction = kept === angle ? aim : tilted(parent.direction, aim, kept);
  const lengthMm = Math.min(
    LONGEST_LENGTH_PER_DIAMETER * diameterMm,
    Math.max(SHORTEST_LENGTH_PER_DIAMETER * diameterMm, BRANCH_FRACTION * length(towards)),
  );
  return add(parent.end, scale(direction, lengthMm));
}
