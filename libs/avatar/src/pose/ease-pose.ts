/** How long a change of state takes on screen, ms. */
export const EASE_MS = 300;

/** Slow in, slow out: 0 at 0, 1 at 1, flat at both ends; values outside 0…1 are held. */
export function easeInOut(progress: number): number {
  const t = Math.min(1, Math.max(0, progress));
  return t * t * (3 - 2 * t);
}

/**
 * Writes into `into` the texels between `from` and `to` at `elapsedMs` after the change. Returns true while more is to come.
 * Errors: RangeError when the arrays differ in length.
 */
export function easeTexels(into: Float32Array, from: Float32Array, to: Float32Array, elapsedMs: number): boolean {
  if (from.length !== into.length || to.length !== into.length)
    throw new RangeError(`texels: expected ${into.length} numbers, got ${from.length} and ${to.length}`);
  const share = easeInOut(elapsedMs / EASE_MS);
  if (share >= 1) {
    into.set(to);
    return false;
  }
  for (let at = 0; at < into.length; at += 1) {
    const start = from[at] ?? 0;
    into[at] = start + ((to[at] ?? 0) - start) * share;
  }
  return true;
}
