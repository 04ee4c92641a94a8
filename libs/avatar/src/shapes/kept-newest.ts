/** Values that cost something to make, by name; only those asked for last are kept. */
export interface KeptNewest<T> {
  /** The value of that name, made when it is not there. */
  readonly of: (name: string, make: () => T) => T;
  readonly forget: (name: string) => void;
}

/** Keeps the `most` values that were asked for last. */
export function keptNewest<T extends object>(most: number): KeptNewest<T> {
  const kept = new Map<string, T>();
  return {
    of(name, make) {
      const value = kept.get(name) ?? make();
      // The newest stands last: the first of a map is the one to forget.
      kept.delete(name);
      kept.set(name, value);
      for (const oldest of kept.keys()) {
        if (kept.size <= most) break;
        kept.delete(oldest);
      }
      return value;
    },
    forget(name) {
      kept.delete(name);
    },
  };
}
