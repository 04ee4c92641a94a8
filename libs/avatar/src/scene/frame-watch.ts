/** Frames that must follow each other without a pause before they are judged, and what counts as a pause, ms. */
const JUDGED_FRAMES = 24;
const PAUSE_MS = 400;
/** Slower than 25 frames a second is too slow. */
const SLOW_MS = 40;

/**
 * Watches how frames follow each other while something moves. Call it with the time since the last frame; it returns true once, when a whole
 * run of frames was too slow for this device. A picture that is drawn on demand rests between changes: a pause starts a new run.
 */
export function frameWatch(): (sinceLastMs: number) => boolean {
  let frames = 0;
  let sumMs = 0;
  let told = false;
  return (sinceLastMs) => {
    if (told) return false;
    if (sinceLastMs > PAUSE_MS) {
      frames = 0;
      sumMs = 0;
      return false;
    }
    frames += 1;
    sumMs += sinceLastMs;
    if (frames < JUDGED_FRAMES) return false;
    told = sumMs / frames > SLOW_MS;
    frames = 0;
    sumMs = 0;
    return told;
  };
}
