import {
  LOBES,
  sideOfLobe,
  type AirwayName,
  type AirwayTree,
  type Lobe,
  type Side,
  type Vector,
} from '@airway-twin/domain/airways';

/** Where a label of a named airway belongs. */
export interface AirwayPlace {
  readonly name: AirwayName;
  readonly segment: number;
  readonly side: Side | null;
  readonly lobe: Lobe | null;
  /** The middle of its centreline, mm. */
  readonly middle: Vector;
}

/** Where a label of a lobe belongs. */
export interface LobePlace {
  readonly lobe: Lobe;
  readonly side: Side;
  /** The middle of what its airways feed, mm. */
  readonly middle: Vector;
}

/** Every named airway of a tree with its place, parents before children. +x is the patient's left: on the viewer's right. */
export function airwayPlaces(tree: AirwayTree): AirwayPlace[] {
  return tree.name.flatMap((name, segment) => {
    if (name === null) return [];
    const half = (axis: number) =>
      ((tree.startMm[3 * segment + axis] ?? 0) + (tree.endMm[3 * segment + axis] ?? 0)) / 2;
    const middle: Vector = [half(0), half(1), half(2)];
    return [{ name, segment, side: tree.side[segment] ?? null, lobe: tree.lobe[segment] ?? null, middle }];
  });
}

/** The five lobes with their places: the mean of the ends of their small airways. */
export function lobePlaces(tree: AirwayTree): LobePlace[] {
  return LOBES.map((lobe) => {
    let sum: Vector = [0, 0, 0];
    let count = 0;
    tree.lobe.forEach((other, segment) => {
      if (other !== lobe || tree.name[segment] !== null) return;
      const [x = 0, y = 0, z = 0] = tree.endMm.subarray(3 * segment, 3 * segment + 3);
      sum = [sum[0] + x, sum[1] + y, sum[2] + z];
      count += 1;
    });
    return { lobe, side: sideOfLobe(lobe), middle: [sum[0] / count, sum[1] / count, sum[2] / count] };
  });
}
