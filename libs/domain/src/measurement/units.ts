/** The one place where units are converted. */

/** L/s → L/min. */
export function litresPerMinute(litresPerSecond: number): number {
  return litresPerSecond * 60;
}

/** L/min → L/s. */
export function litresPerSecond(litresPerMinute: number): number {
  return litresPerMinute / 60;
}
