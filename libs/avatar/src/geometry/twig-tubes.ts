import { add, cross, length, scale, subtract, unit, type AirwayTree, type Vector } from '@airway-twin/domain/airways';
import { PART, trueArea, type Vertex, type VertexDraft } from './bound-vertices.js';
import { pointOf, SMOOTH_GENERATIONS } from './capsule-field.js';
import { handOverMm, tubePath, type TubeRing } from './tube-path.js';

/**
 * How finely a tree is modelled: `full` for ordinary screens, `light` for devices that cannot keep up, `sketch` for the moment until one of
 * these is there: plain tubes, whose forks show their seams.
 */
export type Detail = 'full' | 'light' | 'sketch';

/** Sides of a twig: first the generation next to the smooth surface; the last number stands for all beyond. */
const SIDES: { readonly [D in Detail]: readonly number[] } = { full: [7, 6, 5], light: [4, 3], sketch: [5, 4, 3] };
/** Sides of a central airway that is sketched as a tube. */
const CENTRAL_SIDES = 14;
const BEND_RINGS = 2;
const STRAIGHT_RINGS = 1;

function sidesOf(detail: Detail, generation: number): number {
  const sides = SIDES[detail];
  return sides[Math.min(sides.length - 1, generation - SMOOTH_GENERATIONS - 1)] ?? 3;
}

/** How many triangles the twigs of a tree take. */
export function twigTriangles(tree: AirwayTree, detail: Detail): number {
  const isParent = new Uint8Array(tree.count);
  for (const parent of tree.parent) if (parent >= 0) isParent[parent] = 1;
  return tree.generation.reduce((sum, generation, airway) => {
    if (generation <= SMOOTH_GENERATIONS) return sum;
    const bands = 2 * (BEND_RINGS + STRAIGHT_RINGS) + (isParent[airway] === 1 ? 0 : 3);
    return sum + sidesOf(detail, generation) * bands;
  }, 0);
}

/** Adds a tube for every airway beyond the smooth surface, each carrying on from its parent's. */
export function addTwigs(tree: AirwayTree, radiusMm: Float32Array, detail: Detail, draft: VertexDraft): void {
  addTubes(tree, radiusMm, draft, {
    isWanted: (generation) => generation > SMOOTH_GENERATIONS,
    sidesOf: (generation) => sidesOf(detail, generation),
    // A first twig comes out of the smooth surface with its own width, later ones carry their parent's on.
    firstBlend: (generation) => (detail !== 'sketch' && generation === SMOOTH_GENERATIONS + 1 ? 1 : 0),
    part: PART.twig,
  });
}

/** Adds a tube for every central airway: the stand-in for the smooth surface while that is modelled. */
export function addCentralTubes(tree: AirwayTree, radiusMm: Float32Array, draft: VertexDraft): void {
  addTubes(tree, radiusMm, draft, {
    isWanted: (generation) => generation <= SMOOTH_GENERATIONS,
    sidesOf: () => CENTRAL_SIDES,
    firstBlend: () => 0,
    part: PART.smooth,
  });
}

interface WantedTubes {
  readonly isWanted: (generation: number) => boolean;
  readonly sidesOf: (generation: number) => number;
  readonly firstBlend: (generation: number) => number;
  readonly part: Vertex['part'];
}

function addTubes(tree: AirwayTree, radiusMm: Float32Array, draft: VertexDraft, wanted: WantedTubes): void {
  const isParent = new Uint8Array(tree.count);
  for (const parent of tree.parent) if (parent >= 0) isParent[parent] = 1;
  const joints: { point: Vector; direction: Vector; across: Vector }[] = [];
  for (let segment = 0; segment < tree.count; segment += 1) {
    const parent = tree.parent[segment] ?? -1;
    const generation = tree.generation[segment] ?? 0;
    const start = pointOf(tree.startMm, segment);
    const end = pointOf(tree.endMm, segment);
    const ownRadiusMm = radiusMm[segment] ?? 0;
    const parentRadiusMm = parent >= 0 ? (radiusMm[parent] ?? 0) : ownRadiusMm;
    const rings = tubePath({
      joint: joints[parent] ?? null,
      start,
      end,
      handOverMm: isParent[segment] === 1 ? handOverMm(length(subtract(end, start)), ownRadiusMm) : 0,
      parentRadiusMm,
      ownRadiusMm,
      firstBlend: wanted.firstBlend(generation),
      bendRings: BEND_RINGS,
      straightRings: STRAIGHT_RINGS,
    });
    const last = rings.at(-1);
    if (last) joints[segment] = { point: last.foot, direction: last.tangent, across: last.across };
    if (wanted.isWanted(generation))
      addTube(
        draft,
        rings,
        wanted.sidesOf(generation),
        { segment, parent: Math.max(0, parent), restChangeMm: ownRadiusMm - parentRadiusMm, part: wanted.part },
        isParent[segment] !== 1,
      );
  }
}

function addTube(
  draft: VertexDraft,
  rings: readonly TubeRing[],
  sides: number,
  bound: { segment: number; parent: number; restChangeMm: number; part: Vertex['part'] },
  isLast: boolean,
): void {
  const { segment, parent, restChangeMm, part } = bound;
  const vertex = (ring: TubeRing, offset: Vector, normal: Vector) => {
    // The normals of a tube are those of a plain cylinder: the shader adds the whole slope of the radius, none is modelled.
    const slope = ring.blendSlope * ring.shrink;
    return draft.vertex({
      foot: ring.foot,
      offset,
      normal: unit(subtract(normal, scale(ring.tangent, slope * restChangeMm))),
      tangent: ring.tangent,
      segments: [segment, parent, segment],
      weights: [ring.blend, 1 - ring.blend, 0],
      restSlope: slope * restChangeMm,
      slopes: [slope, -slope, 0],
      part,
    });
  };
  let below: number[] | null = null;
  for (const ring of rings) {
    const other = unit(cross(ring.tangent, ring.across));
    const now = Array.from({ length: sides }, (_, side) => {
      const angle = (2 * Math.PI * side) / sides;
      const out = add(scale(ring.across, Math.cos(angle)), scale(other, Math.sin(angle)));
      return vertex(ring, scale(out, ring.shrink * trueArea(sides)), out);
    });
    if (below !== null) joinRings(draft, below, now);
    below = now;
  }
  const last = rings.at(-1);
  if (!isLast || !last || below === null) return;
  // A round end: one ring half way up the dome, then its top.
  const other = unit(cross(last.tangent, last.across));
  const dome = below.map((_, side) => {
    const angle = (2 * Math.PI * side) / sides;
    const out = add(scale(last.across, Math.cos(angle)), scale(other, Math.sin(angle)));
    const facing = add(scale(out, Math.SQRT1_2), scale(last.tangent, Math.SQRT1_2));
    return vertex(last, scale(facing, trueArea(sides)), facing);
  });
  joinRings(draft, below, dome);
  const tip = vertex(last, last.tangent, last.tangent);
  dome.forEach((at, side) => draft.triangle(at, dome[(side + 1) % sides] ?? at, tip));
}

function joinRings(draft: VertexDraft, lower: readonly number[], upper: readonly number[]): void {
  lower.forEach((at, side) => {
    const next = (side + 1) % lower.length;
    draft.triangle(at, lower[next] ?? at, upper[side] ?? at);
    draft.triangle(lower[next] ?? at, upper[next] ?? at, upper[side] ?? at);
  });
}
