import { add, dot, length, perpendicular, scale, subtract, tilted, unit, type Vector } from './vector.js';

/** Murray-like exponent of flow against diameter, Q ∝ d^n (Kitaoka, Takaki & Suki 1999: 2.8; Banko 2018: less than 3 in the first 7 generations). */
const FLOW_EXPONENT = 2.6;
/**
 * How far a branch grows towards the middle of what it feeds. Tawhai 2000 has 0.4 for trees to the last bronchiole; a drawing that stops at
 * generation 10 reaches as far with 0.5 (design choice).
 */
const BRANCH_FRACTION = 0.5;
const LARGEST_ANGLE = (62 * Math.PI) / 180;
const SMALLEST_ANGLE = (18 * Math.PI) / 180;
const SHORTEST_LENGTH_PER_DIAMETER = 1.7;
const LONGEST_LENGTH_PER_DIAMETER = 5;

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

/** Depth along the parent counts less than width across it, so that most forks spread and some branches run on. */
const DEPTH_WEIGHT = 0.65;

function cutInTwo(parent: Branch, points: readonly Vector[], random: () => number): [Vector[], Vector[]] {
  const centre = middle(points);
  const offsets = points.map((point) => {
    const offset = subtract(point, centre);
    return add(offset, scale(parent.direction, (DEPTH_WEIGHT - 1) * dot(offset, parent.direction)));
  });
  const widest = longestAxis(offsets, perpendicular(parent.direction));
  const along = offsets.map((offset) => dot(offset, widest));
  const spread = Math.sqrt(along.reduce((sum, value) => sum + value * value, 0) / along.length);
  const shift = (random() - 0.5) * 0.7 * spread;
  const halves: [Vector[], Vector[]] = [[], []];
  points.forEach((point, at) => halves[(along[at] ?? 0) > shift ? 1 : 0].push(point));
  return halves;
}

/** The direction in which centred points spread most, by power iteration from `guess`. */
function longestAxis(offsets: readonly Vector[], guess: Vector): Vector {
  let axis = add(guess, [0.013, 0.017, 0.011]);
  for (let round = 0; round < 12; round += 1) {
    let next: Vector = [0, 0, 0];
    for (const offset of offsets) next = add(next, scale(offset, dot(offset, axis)));
    axis = unit(next);
  }
  return axis;
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
