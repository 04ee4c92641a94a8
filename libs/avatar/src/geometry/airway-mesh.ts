import { add, airwayCalibre, length, scale, subtract, type AirwayTree, type Vector } from '@airway-twin/domain/airways';
import { filletBetween, type FilletTube } from './fillet.js';
import { meshDraft, type MeshDraft } from './mesh-draft.js';
import { tubePath, type TubeRing } from './tube-path.js';

/**
 * One mesh of all airways, without radii: a vertex stands at `foot + r · radial`, where r mixes the radius of the parent and of its own
 * segment by `blend`. The lumen and the outer wall are the same buffers with other radii.
 */
export interface AirwayMesh {
  readonly vertexCount: number;
  readonly triangleCount: number;
  /** Point on the centreline, mm; x, y, z per vertex, as are `radial`, `normal` and `tangent`. */
  readonly foot: Float32Array;
  /** Offset from the foot for a radius of 1. Its length is 1 except in sharp bends and on flat ends. */
  readonly radial: Float32Array;
  readonly normal: Float32Array;
  readonly tangent: Float32Array;
  /** Index of the segment and of its parent (the segment itself for the trachea), blend 0…1, d(blend)/ds per mm; four per vertex. */
  readonly binding: Float32Array;
  readonly indices: Uint32Array;
  /** Indices before this one belong to airways of generation `CENTRAL_GENERATIONS` or less. */
  readonly centralIndexCount: number;
}

export const CENTRAL_GENERATIONS = 8;

/** Sides of the tube, rings in the bend and rings in the straight part, by generation: fine where the eye rests, coarse in twigs. */
const DETAIL: readonly (readonly [sides: number, bend: number, straight: number])[] = [
  [32, 0, 4],
  [28, 7, 2],
  [22, 6, 2],
  [16, 5, 2],
  [12, 4, 1],
  [9, 3, 1],
  [7, 3, 1],
  [6, 2, 1],
];
const TWIG_DETAIL = [5, 2, 1] as const;
/** Beyond this generation a fork is so small that its children alone close it. */
const LAST_FILLED_FORK = 4;
/** Up to this generation the creases between sisters are rounded. */
const LAST_ROUNDED_GENERATION = 6;

/** From this share of the wider sister's radius on, sisters leave their parent as equals; the main bronchi always do. */
const EQUAL_SISTERS = 0.97;
const EQUAL_AT_CARINA = 0.7;

interface Joint {
  readonly point: Vector;
  readonly direction: Vector;
  readonly across: Vector;
}

/** Builds the mesh of a tree. Same tree, same mesh. */
export function airwayMesh(tree: AirwayTree): AirwayMesh {
  const largest = airwayCalibre(tree, { constriction: 0, inflammation: 0 }).outerRadiusMm;
  const isParent = new Uint8Array(tree.count);
  for (const parent of tree.parent) if (parent >= 0) isParent[parent] = 1;
  const draft = meshDraft();
  const joints: (Joint | undefined)[] = [];
  const widestChild = widestChildren(tree, largest);
  let centralIndexCount = 0;
  const order = byGeneration(tree);
  const tubes: FilletTube[] = [];
  for (const segment of order) {
    const parent = tree.parent[segment] ?? -1;
    const start = pointAt(tree.startMm, segment);
    const end = pointAt(tree.endMm, segment);
    const ownRadiusMm = largest[segment] ?? 0;
    const parentRadiusMm = parent >= 0 ? (largest[parent] ?? 0) : ownRadiusMm;
    const [, bendRings, straightRings] = detailOf(tree, segment);
    const rings = tubePath({
      joint: joints[parent] ?? null,
      start,
      end,
      handOverMm: isParent[segment] === 1 ? handOver(start, end, ownRadiusMm) : 0,
      parentRadiusMm,
      ownRadiusMm,
      firstBlend:
        parent >= 0
          ? firstBlend(
              parentRadiusMm,
              ownRadiusMm,
              widestChild[parent] ?? ownRadiusMm,
              parent === 0 ? EQUAL_AT_CARINA : EQUAL_SISTERS,
            )
          : 1,
      bendRings,
      straightRings,
    });
    const last = rings[rings.length - 1];
    if (last) joints[segment] = { point: last.foot, direction: last.tangent, across: last.across };
    tubes[segment] = { rings, parentRadiusMm, ownRadiusMm };
  }
  for (const segment of order) {
    const generation = tree.generation[segment] ?? 0;
    const parent = tree.parent[segment] ?? -1;
    const tube = tubes[segment];
    const first = tube?.rings[0];
    const last = tube?.rings[tube.rings.length - 1];
    if (!tube || !first || !last) continue;
    const [sides] = detailOf(tree, segment);
    const bound = { segment, parent: parent >= 0 ? parent : segment };
    const sisters =
      generation <= LAST_ROUNDED_GENERATION ? sistersOf(tree, segment).flatMap((at) => tubes[at] ?? []) : [];
    draft.tube(tube.rings, sides, bound, filletBetween(tube, sisters));
    if (parent < 0) draft.flatEnd(first, sides, bound);
    if (isParent[segment] !== 1) draft.roundEnd(last, sides, bound, generation < DETAIL.length ? 2 : 1);
    else if (generation <= LAST_FILLED_FORK) {
      const start = pointAt(tree.startMm, segment);
      fillFork(draft, last, handOver(start, pointAt(tree.endMm, segment), tube.ownRadiusMm), sides, bound);
    }
    if (generation <= CENTRAL_GENERATIONS) centralIndexCount = draft.indexCount();
  }
  return { ...draft.finish(), centralIndexCount };
}

function detailOf(tree: AirwayTree, segment: number) {
  return DETAIL[tree.generation[segment] ?? 0] ?? TWIG_DETAIL;
}

/** How far before its end a parent hands over to its children, mm. */
function handOver(start: Vector, end: Vector, radiusMm: number): number {
  return Math.min(0.4 * length(subtract(end, start)), radiusMm);
}

function sistersOf(tree: AirwayTree, segment: number): number[] {
  const sisters: number[] = [];
  tree.parent.forEach((parent, other) => {
    if (other !== segment && parent >= 0 && parent === tree.parent[segment]) sisters.push(other);
  });
  return sisters;
}

/** Radius of the widest child of each segment, mm; 0 without children. */
function widestChildren(tree: AirwayTree, radiusMm: Float32Array): Float32Array {
  const widest = new Float32Array(tree.count);
  tree.parent.forEach((parent, segment) => {
    if (parent >= 0) widest[parent] = Math.max(widest[parent] ?? 0, radiusMm[segment] ?? 0);
  });
  return widest;
}

/** A side branch leaves its parent no wider than its wider sister, else its elbow would stand out of her. */
function firstBlend(parentMm: number, ownMm: number, widestSisterMm: number, equalFrom: number): number {
  if (ownMm > equalFrom * widestSisterMm || parentMm - ownMm < 1e-3) return 0;
  return Math.min(1, Math.max(0, (parentMm - 0.93 * widestSisterMm) / (parentMm - ownMm)));
}

/** A blunt core that carries the parent's tube on to the fork, so that no gap opens between children that leave at wide angles. */
function fillFork(
  draft: MeshDraft,
  ring: TubeRing,
  handOverMm: number,
  sides: number,
  bound: { segment: number; parent: number },
): void {
  const steps = [0, 0.6, 0.95].map((share) => {
    const narrowing = Math.sqrt(Math.max(0.02, 1 - share * share));
    return {
      ...ring,
      foot: add(ring.foot, scale(ring.tangent, handOverMm * share)),
      shrink: ring.shrink * narrowing * 0.97,
      blendSlope: 0,
    };
  });
  draft.tube(steps, sides, bound);
}

function byGeneration(tree: AirwayTree): number[] {
  return Array.from({ length: tree.count }, (_, segment) => segment).sort(
    (a, b) => (tree.generation[a] ?? 0) - (tree.generation[b] ?? 0) || a - b,
  );
}

function pointAt(points: Float32Array, at: number): Vector {
  return [points[3 * at] ?? 0, points[3 * at + 1] ?? 0, points[3 * at + 2] ?? 0];
}

/** Where the vertices of a mesh stand for these radii per segment, mm: what the vertex shader does, for tests and measurements. */
export function placedVertices(mesh: AirwayMesh, radiusMm: Float32Array): Float32Array {
  const placed = new Float32Array(3 * mesh.vertexCount);
  for (let vertex = 0; vertex < mesh.vertexCount; vertex += 1) {
    const own = radiusMm[mesh.binding[4 * vertex] ?? 0] ?? 0;
    const parent = radiusMm[mesh.binding[4 * vertex + 1] ?? 0] ?? 0;
    const blend = mesh.binding[4 * vertex + 2] ?? 0;
    const radius = parent + (own - parent) * blend;
    for (let axis = 0; axis < 3; axis += 1)
      placed[3 * vertex + axis] = (mesh.foot[3 * vertex + axis] ?? 0) + radius * (mesh.radial[3 * vertex + axis] ?? 0);
  }
  return placed;
}
