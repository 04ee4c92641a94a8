import type { Sex } from '../patient/profile.js';
import { bodySize, diameterScale, mainBronchusAngles, REFERENCE_HEIGHT_CM, type BodySize } from './body-size.js';
import { growSegment, type Branch } from './grow-segment.js';
import { fillLobes } from './lung-regions.js';
import { seededRandom } from './seeded-random.js';
import { AIRWAY_NAMES, LOBES, SEGMENTAL_BRONCHI, SKELETON, type AirwayName, type Lobe, type Side } from './skeleton.js';
import { add, scale, subtract, unit, type Vector } from './vector.js';

/** A patient's airways as plain arrays, one entry per segment, parents before children. Built from size and a seed, not from a scan. */
export interface AirwayTree {
  readonly count: number;
  /** x, y, z of where each segment starts and ends, mm: +x patient's left, +y posterior, +z up, origin at the carina. */
  readonly startMm: Float32Array;
  readonly endMm: Float32Array;
  /** Index of the parent, −1 for the trachea. */
  readonly parent: Int16Array;
  /** 0 for the trachea. */
  readonly generation: Uint8Array;
  /** Relaxed lumen radius at total lung capacity, mm. */
  readonly radiusTlcMm: Float32Array;
  /** Share of the lungs' volume that the segment feeds, 0…1. */
  readonly volumeFraction: Float32Array;
  readonly side: readonly (Side | null)[];
  readonly lobe: readonly (Lobe | null)[];
  readonly name: readonly (AirwayName | null)[];
  readonly body: BodySize;
  /** Height / 176 cm: every length of the tree and of the lungs around it carries this factor. */
  readonly bodyScale: number;
}

export interface AirwayTreeInput {
  readonly ageYears: number | null;
  readonly heightCm: number | null;
  readonly sex: Sex | null;
  /** Whole number: the same seed gives the same branching. */
  readonly seed: number;
}

interface Draft extends Branch {
  readonly start: Vector;
  readonly parent: number;
  readonly side: Side | null;
  readonly lobe: Lobe | null;
  readonly name: AirwayName | null;
  pointCount: number;
}

const POINT_SPACING_MM = 8;
const LIMIT = { generation: 10, points: 15, diameterMm: 1.2 };

/**
 * The airways of one patient: trachea, main, lobar and segmental bronchi by name (published sizes), then a seeded space-filling tree in each
 * lobe to generation 8–10. Deterministic. Errors: RangeError for an impossible age or height.
 */
export function airwayTree(input: AirwayTreeInput): AirwayTree {
  const body = bodySize(input);
  const random = seededRandom(input.seed);
  const drafts = adultSkeleton(body.ageYears);
  const byName = new Map(drafts.map((draft) => [draft.name, draft]));
  const cloud = fillLobes(POINT_SPACING_MM, random);
  for (const lobe of LOBES) growLobe(lobe, cloud.get(lobe) ?? [], drafts, byName, random);
  return toArrays(drafts, body);
}

function adultSkeleton(ageYears: number): Draft[] {
  const drafts: Draft[] = [];
  for (const name of AIRWAY_NAMES) {
    const { parent, side, lobe, diameterMm, lengthMm } = SKELETON[name];
    const direction = directionOf(name, ageYears);
    const mother = drafts.find((draft) => draft.name === parent);
    const start = mother ? mother.end : scale(direction, -lengthMm);
    drafts.push({
      index: drafts.length,
      parent: mother ? mother.index : -1,
      generation: mother ? mother.generation + 1 : 0,
      start,
      end: mother ? add(start, scale(direction, lengthMm)) : [0, 0, 0],
      direction,
      diameterMm,
      side,
      lobe,
      name,
      pointCount: 0,
    });
  }
  return drafts;
}

/** The published direction; the main bronchi are turned in the frontal plane to the angle of that age. */
function directionOf(name: AirwayName, ageYears: number): Vector {
  const published = unit(SKELETON[name].direction);
  if (name !== 'right-main' && name !== 'left-main') return published;
  const angles = mainBronchusAngles(ageYears);
  const angle = ((name === 'right-main' ? -angles.right : angles.left) * Math.PI) / 180;
  const inPlane = Math.hypot(published[0], published[2]);
  return [inPlane * Math.sin(angle), published[1], -inPlane * Math.cos(angle)];
}

function growLobe(
  lobe: Lobe,
  points: readonly Vector[],
  drafts: Draft[],
  byName: ReadonlyMap<AirwayName | null, Draft>,
  random: () => number,
): void {
  const roots = SEGMENTAL_BRONCHI.flatMap((name) => {
    const draft = byName.get(name);
    return draft && draft.lobe === lobe ? [{ draft, reach: add(draft.end, scale(draft.direction, 34)) }] : [];
  });
  const fed = roots.map((): Vector[] => []);
  for (const point of points) {
    const distances = roots.map(({ reach }) => Math.hypot(...subtract(point, reach)));
    fed[distances.indexOf(Math.min(...distances))]?.push(point);
  }
  roots.forEach(({ draft }, at) => {
    const mine = fed[at] ?? [];
    for (let upstream: Draft | undefined = draft; upstream; upstream = drafts[upstream.parent])
      upstream.pointCount += mine.length;
    growSegment(draft, mine, LIMIT, random, (parent, end, diameterMm, pointCount) => {
      const branch: Draft = {
        index: drafts.length,
        parent: parent.index,
        generation: parent.generation + 1,
        start: parent.end,
        end,
        direction: unit(subtract(end, parent.end)),
        diameterMm,
        side: draft.side,
        lobe,
        name: null,
        pointCount,
      };
      drafts.push(branch);
      return branch;
    });
  });
}

function toArrays(drafts: readonly Draft[], body: BodySize): AirwayTree {
  const count = drafts.length;
  const bodyScale = body.heightCm / REFERENCE_HEIGHT_CM;
  const startMm = new Float32Array(3 * count);
  const endMm = new Float32Array(3 * count);
  drafts.forEach((draft, index) => {
    startMm.set(scale(draft.start, bodyScale), 3 * index);
    endMm.set(scale(draft.end, bodyScale), 3 * index);
  });
  const fedByAll = drafts[0]?.pointCount ?? 1;
  return {
    count,
    startMm,
    endMm,
    parent: Int16Array.from(drafts, (draft) => draft.parent),
    generation: Uint8Array.from(drafts, (draft) => draft.generation),
    radiusTlcMm: Float32Array.from(
      drafts,
      (draft) => (draft.diameterMm / 2) * diameterScale(draft.generation, body.heightCm),
    ),
    volumeFraction: Float32Array.from(drafts, (draft) => draft.pointCount / fedByAll),
    side: drafts.map((draft) => draft.side),
    lobe: drafts.map((draft) => draft.lobe),
    name: drafts.map((draft) => draft.name),
    body,
    bodyScale,
  };
}
