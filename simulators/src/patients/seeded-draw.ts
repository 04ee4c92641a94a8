/** A reproducible stream of random numbers. The same keys always give the same stream, on every machine. */
export interface SeededDraw {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [least, most). */
  between(least: number, most: number): number;
  /** Normal with that mean and standard deviation (Box and Muller 1958). */
  normal(mean: number, standardDeviation: number): number;
  /** True with that probability, 0…1. */
  chance(probability: number): boolean;
  /** One of the choices. Throws for an empty list: that is a bug of the caller. */
  oneOf<T>(choices: readonly T[]): T;
}

/** FNV-1a (Fowler, Noll and Vo 1991) of the text, 32 bits. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/**
 * The stream that belongs to these keys. Every decision of a hidden life has its own keys (seed, patient, purpose, hour), so that one
 * more event never shifts the draws of another: this is what makes a life restartable in the middle.
 */
export function drawFor(...keys: readonly (string | number)[]): SeededDraw {
  let state = hash32(keys.join('|'));
  // mulberry32 (Ettinger 2017)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  next();
  const between = (least: number, most: number): number => least + (most - least) * next();
  return {
    next,
    between,
    normal(mean, standardDeviation) {
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      return mean + standardDeviation * radius * Math.cos(2 * Math.PI * next());
    },
    chance: (probability) => next() < probability,
    oneOf<T>(choices: readonly T[]): T {
      const chosen = choices[Math.floor(next() * choices.length)];
      if (chosen === undefined) throw new Error('nothing to choose from');
      return chosen;
    },
  };
}
