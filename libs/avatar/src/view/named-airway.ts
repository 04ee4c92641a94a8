import type { AirwayName, AirwayTree } from '@airway-twin/domain/airways';

/** The name of an airway, or of the last named one on the way to it. Errors: RangeError when there is no such airway. */
export function namedAirway(tree: Pick<AirwayTree, 'count' | 'name' | 'parent'>, segment: number): AirwayName {
  for (let at = segment; at >= 0; at = tree.parent[at] ?? -1) {
    const name = tree.name[at];
    if (name) return name;
  }
  throw new RangeError(`segment: expected a whole number below ${tree.count}, got ${segment}`);
}
