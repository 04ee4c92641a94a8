/** Largest shortening of smooth muscle in life, share of its relaxed length (textbook value, to verify); C = 1 stands for it. */
export const LARGEST_MUSCLE_SHORTENING = 0.4;
/** No airway is drawn below this share of its largest lumen area: closure is shown as a hair's width, never as nothing. */
export const SMALLEST_LUMEN_SHARE = 0.01;

/** Cartilage holds the large airways open: how much of the shortening reaches generation 0, 1, 2, 3 (design choice). */
const CARTILAGE_PROFILE = [0, 0.3, 0.6, 0.9];

/** Muscle shortening of a generation at constriction C, 0…0.4. */
export function muscleShortening(generation: number, constriction: number): number {
  return LARGEST_MUSCLE_SHORTENING * constriction * (CARTILAGE_PROFILE[generation] ?? 1);
}

/** Inner wall area of a healthy airway as a share of its largest lumen area: f/(1−f), f 0.15 (trachea) → 0.30 (generation 16) (design choice). */
export function innerWallShare(generation: number): number {
  const f = 0.15 + (0.15 * Math.min(16, generation)) / 16;
  return f / (1 - f);
}

/**
 * Healthy total wall as a share of the whole cross-section at functional residual capacity: 0.20 (trachea), 0.55 (generations 3–5; Aysola
 * 2008 measured 54.6 % there), 0.60 from generation 8 (design choice between them).
 */
export function healthyWallAreaShare(generation: number): number {
  if (generation < 3) return 0.2 + (0.35 * generation) / 3;
  if (generation <= 5) return 0.55;
  return 0.55 + (0.05 * (Math.min(8, generation) - 5)) / 3;
}

/**
 * Lumen area inside a shortened muscle ring (Moreno 1986, James 1989): the tissue between lumen and muscle cannot be compressed.
 * Areas in the same unit as `relaxedLumenArea`; `thickening` m = 1 + I. May be negative: the airway is closed.
 */
export function lumenArea(
  relaxedLumenArea: number,
  innerWallArea: number,
  shortening: number,
  thickening: number,
): number {
  return (relaxedLumenArea + innerWallArea) * (1 - shortening) ** 2 - thickening * innerWallArea;
}

/** The shortening at which the lumen closes (same units and meaning as `lumenArea`). */
export function closingShortening(relaxedLumenArea: number, innerWallArea: number, thickening: number): number {
  return 1 - Math.sqrt((thickening * innerWallArea) / (relaxedLumenArea + innerWallArea));
}

/** Share of the radius that is wall when `wallAreaShare` of the area is: t/Do = (1 − √(1−WA))/2, both 0…1. */
export function wallThicknessShare(wallAreaShare: number): number {
  return (1 - Math.sqrt(1 - wallAreaShare)) / 2;
}
