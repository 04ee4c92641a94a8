/** The most that a change may be drawn larger than it is. */
export const LARGEST_EXAGGERATION = 2;

/**
 * A radius whose change from health is drawn `factor` times as large, mm: 1 is true to scale. Never below `leastMm`.
 * Errors: RangeError when the factor is not within 1…2.
 */
export function exaggerated(radiusMm: number, healthyMm: number, factor: number, leastMm: number): number {
  if (!(factor >= 1 && factor <= LARGEST_EXAGGERATION))
    throw new RangeError(`exaggeration: expected a number from 1 to ${LARGEST_EXAGGERATION}, got ${factor}`);
  return factor === 1 ? radiusMm : Math.max(Math.min(leastMm, radiusMm), healthyMm + factor * (radiusMm - healthyMm));
}
