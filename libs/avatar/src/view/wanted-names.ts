import {
  add,
  scale,
  SEGMENTAL_BRONCHI,
  subtract,
  unit,
  type AirwayName,
  type AirwayTree,
  type Lobe,
  type Side,
  type Vector,
} from '@airway-twin/domain/airways';
import { airwayPlaces, lobePlaces, pointOf } from '../geometry/index.js';
import type { AvatarView } from './avatar-view.js';

/** What a word on the picture names. */
export type NamedThing =
  | { readonly kind: 'airway'; readonly name: AirwayName }
  | { readonly kind: 'lobe'; readonly name: Lobe }
  | { readonly kind: 'side'; readonly name: Side };

/** Where a thing that has a name lies, patient mm. A name stands beside an airway, upon other things. */
export interface NamedPlace {
  readonly thing: NamedThing;
  readonly place: Vector;
  /** The airway that is named: its number and its direction, of length 1. */
  readonly airway: { readonly segment: number; readonly along: Vector } | null;
}

/** Where on its way an airway is named: its beginning lies inside the fork. */
const NAMED_AT = 0.65;
const SIDES: readonly Side[] = ['right', 'left'];

/** Every named thing of a tree with its place: airways, lobes, and the two sides above the lungs. */
export function namedPlaces(tree: AirwayTree): NamedPlace[] {
  const airways = airwayPlaces(tree).map(({ name, segment }): NamedPlace => {
    const start = pointOf(tree.startMm, segment);
    const way = subtract(pointOf(tree.endMm, segment), start);
    const place = add(start, scale(way, NAMED_AT));
    return { thing: { kind: 'airway', name }, place, airway: { segment, along: unit(way) } };
  });
  const lobes = lobePlaces(tree);
  const sides = SIDES.map((name): NamedPlace => {
    const own = lobes.filter(({ side }) => side === name);
    const mean = (axis: 0 | 1) => own.reduce((sum, { middle }) => sum + middle[axis], 0) / own.length;
    const tops = tree.side.flatMap((side, segment) => (side === name ? [tree.endMm[3 * segment + 2] ?? 0] : []));
    return { thing: { kind: 'side', name }, place: [mean(0), mean(1), Math.max(...tops)], airway: null };
  });
  return [
    ...airways,
    ...lobes.map(({ lobe, middle }): NamedPlace => ({
      thing: { kind: 'lobe', name: lobe },
      place: middle,
      airway: null,
    })),
    ...sides,
  ];
}

/**
 * What shall be named, the most wanted first: always the airway looked at and the one under the pointer; over the whole tree, when names are
 * asked for, the sides, the lobes and the segmental bronchi; close to an airway the segmental bronchi around it, when asked for all. Nothing inside.
 */
export function wantedNames(
  { airway, standpoint, showsNames }: Pick<AvatarView, 'airway' | 'standpoint' | 'showsNames'>,
  hovered: AirwayName | null,
  places: readonly NamedPlace[],
): NamedPlace[] {
  if (standpoint === 'inside') return [];
  const isClose = standpoint !== 'whole';
  const rank = ({ thing }: NamedPlace): number | null => {
    if (thing.kind === 'airway') {
      if (thing.name === airway) return 0;
      if (thing.name === hovered) return 1;
      if (SEGMENTAL_BRONCHI.includes(thing.name)) return isClose || showsNames ? 4 : null;
      return isClose && showsNames ? 5 : null;
    }
    if (isClose || !showsNames) return null;
    return thing.kind === 'side' ? 2 : 3;
  };
  return places
    .map((named) => ({ named, rank: rank(named) }))
    .filter((one): one is { named: NamedPlace; rank: number } => one.rank !== null)
    .sort((a, b) => a.rank - b.rank)
    .map(({ named }) => named);
}
