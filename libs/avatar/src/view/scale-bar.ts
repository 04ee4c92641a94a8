/** A bar that stands for a length in the picture. */
export interface ScaleBar {
  readonly lengthMm: number;
  readonly widthPx: number;
}

/**
 * The longest bar of a round length (1, 2 or 5 times a power of ten, mm) that is at most `mostPx` wide where a pixel is `pixelMm` mm.
 * Errors: RangeError unless both are positive.
 */
export function scaleBar(pixelMm: number, mostPx: number): ScaleBar {
  if (!(pixelMm > 0 && mostPx > 0)) throw new RangeError(`scale: expected positive numbers, got ${pixelMm}, ${mostPx}`);
  const mostMm = pixelMm * mostPx;
  const power = 10 ** Math.floor(Math.log10(mostMm));
  const lengthMm = ([5, 2].find((step) => step * power <= mostMm) ?? 1) * power;
  return { lengthMm, widthPx: lengthMm / pixelMm };
}

/** How many mm a CSS pixel is at a distance from the eye, in a picture of this height seen under this angle from edge to edge. */
export function pixelMm(distanceMm: number, fovDegrees: number, heightPx: number): number {
  return (2 * distanceMm * Math.tan((fovDegrees * Math.PI) / 360)) / heightPx;
}
