import type { AirwayName, AirwayTree } from '@airway-twin/domain/airways';

/** One named airway in the tree of names, with its place among its siblings. */
export interface Branch {
  readonly name: AirwayName;
  readonly parent: AirwayName | null;
  readonly children: readonly AirwayName[];
  /** 1 for the trachea. */
  readonly level: number;
  readonly place: number;
  readonly siblings: number;
}

/** The named airways of a tree, parents before children, as branches by name. */
export function namedBranches(tree: AirwayTree): ReadonlyMap<AirwayName, Branch> {
  const names = tree.name.flatMap((name, segment) => (name === null ? [] : [{ name, segment }]));
  const parentOf = (segment: number): AirwayName | null => tree.name[tree.parent[segment] ?? -1] ?? null;
  const branches = new Map<AirwayName, Branch>();
  for (const { name, segment } of names) {
    const parent = parentOf(segment);
    const siblings = names.filter((other) => parentOf(other.segment) === parent).map((other) => other.name);
    branches.set(name, {
      name,
      parent,
      children: names.filter((other) => parentOf(other.segment) === name).map((other) => other.name),
      level: parent === null ? 1 : (branches.get(parent)?.level ?? 0) + 1,
      place: siblings.indexOf(name) + 1,
      siblings: siblings.length,
    });
  }
  return branches;
}

/** The branches that are on screen, from top to bottom: those whose parents are all open. */
export function visibleBranches(
  branches: ReadonlyMap<AirwayName, Branch>,
  opened: ReadonlySet<AirwayName>,
): readonly Branch[] {
  const shown: Branch[] = [];
  const walk = (name: AirwayName): void => {
    const branch = branches.get(name);
    if (!branch) return;
    shown.push(branch);
    if (opened.has(name)) branch.children.forEach(walk);
  };
  for (const { name, parent } of branches.values()) if (parent === null) walk(name);
  return shown;
}
