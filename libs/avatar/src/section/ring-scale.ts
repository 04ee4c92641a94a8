/** Lengths that a scale bar may have, mm. */
const NICE_LENGTHS_MM = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20];

/** The longest nice length that fits into `roomMm`, mm. */
export function scaleBarLengthMm(roomMm: number): number {
  return NICE_LENGTHS_MM.filter((lengthMm) => lengthMm <= roomMm).at(-1) ?? 0.1;
}

/** A ring of folded lining between two radii as an SVG path; the inner edge waves more the more the muscle has drawn the ring together. */
export function foldedCircle(radius: number, folds: number, depth: number): string {
  const steps = folds * 12;
  const points = Array.from({ length: steps }, (_, step) => {
    const angle = (2 * Math.PI * step) / steps;
    const at = radius * (1 + depth * Math.cos(folds * angle));
    return `${(at * Math.cos(angle)).toFixed(3)} ${(at * Math.sin(angle)).toFixed(3)}`;
  });
  return `M${points.join('L')}Z`;
}

/** The share of the radius by which the edge of a lumen waves so that its area stays that of the plain circle: r²(1 + d²/2) = r0². */
export function radiusForFolds(plainRadius: number, depth: number): number {
  return plainRadius / Math.sqrt(1 + (depth * depth) / 2);
}
