import { add, cross, length, scale, subtract, type AirwayTree, type Vector } from '@airway-twin/domain/airways';
import { bendShare, handOverMm, modelledRadii, pointOf, tubePath } from '../geometry/index.js';

/** Stations of one airway on the way of the air: two in the fork before it, then its own, the last where its children take over. */
export const STATIONS = 5;
/** Up to this station the air is still in the parent, at it in the fork. */
export const FORK_STATION = 1;

/** What of the air's way does not depend on the state of the airways; `STATIONS` entries of three numbers for each airway, mm. */
export interface AirStations {
  /** On the straight centrelines. */
  readonly straightMm: Float32Array;
  /** From there to the rounded way through the fork, as the tubes are drawn. */
  readonly bendMm: Float32Array;
  /** Length of that step, one number for each station, mm. */
  readonly bendLengthMm: Float32Array;
  /** Two directions at right angles to the way, carried along without a twist. */
  readonly across: Float32Array;
  readonly aside: Float32Array;
  /** Upper end of the trachea and its two directions. */
  readonly entry: { readonly point: Vector; readonly across: Vector; readonly aside: Vector };
}

const known = new WeakMap<AirwayTree, AirStations>();

/** The stations of a tree; worked out once for each tree. */
export function airStations(tree: AirwayTree): AirStations {
  const before = known.get(tree);
  if (before) return before;
  const stations = layStations(tree);
  known.set(tree, stations);
  return stations;
}

function layStations(tree: AirwayTree): AirStations {
  const radiusMm = modelledRadii(tree);
  const isParent = new Uint8Array(tree.count);
  for (const parent of tree.parent) if (parent >= 0) isParent[parent] = 1;
  const row = () => new Float32Array(3 * STATIONS * tree.count);
  const [straightMm, bendMm, across, aside] = [row(), row(), row(), row()];
  const bendLengthMm = new Float32Array(STATIONS * tree.count);
  const joints: { point: Vector; direction: Vector; across: Vector }[] = [];
  let entry: AirStations['entry'] = { point: [0, 0, 0], across: [1, 0, 0], aside: [0, 1, 0] };
  for (let airway = 0; airway < tree.count; airway += 1) {
    const parent = tree.parent[airway] ?? -1;
    const joint = joints[parent] ?? null;
    const start = pointOf(tree.startMm, airway);
    const end = pointOf(tree.endMm, airway);
    const wholeMm = length(subtract(end, start));
    const ownRadiusMm = radiusMm[airway] ?? 0;
    const generation = tree.generation[airway] ?? 0;
    const rings = tubePath({
      joint,
      start,
      end,
      handOverMm: isParent[airway] === 1 ? bendShare(generation + 1) * handOverMm(wholeMm, ownRadiusMm) : 0,
      parentRadiusMm: bendShare(generation) * (radiusMm[parent] ?? ownRadiusMm),
      ownRadiusMm,
      firstBlend: 1,
      bendRings: STATIONS - 1,
      straightRings: joint === null ? STATIONS : 1,
    });
    const first = rings[0];
    const last = rings.at(-1);
    if (!first || !last) continue;
    if (joint === null) entry = { point: first.foot, across: first.across, aside: cross(first.tangent, first.across) };
    joints[airway] = { point: last.foot, direction: last.tangent, across: last.across };
    const bendEnd = rings[STATIONS - 1]?.foot ?? last.foot;
    for (let station = 0; station < STATIONS; station += 1) {
      const ring = rings[station + 1] ?? last;
      const straight = joint === null ? ring.foot : onStraights(joint.point, start, bendEnd, last.foot, station);
      const at = 3 * (STATIONS * airway + station);
      straightMm.set(straight, at);
      const bend = subtract(ring.foot, straight);
      bendMm.set(bend, at);
      bendLengthMm[STATIONS * airway + station] = length(bend);
      across.set(ring.across, at);
      aside.set(cross(ring.tangent, ring.across), at);
    }
  }
  return { straightMm, bendMm, bendLengthMm, across, aside, entry };
}

/** The point of the broken line joint – fork – end of the bend that goes with a quarter, half, three quarters and all of the bend. */
function onStraights(joint: Vector, fork: Vector, bendEnd: Vector, last: Vector, station: number): Vector {
  const middle = (a: Vector, b: Vector) => scale(add(a, b), 0.5);
  return [middle(joint, fork), fork, middle(fork, bendEnd), bendEnd, last][station] ?? last;
}
