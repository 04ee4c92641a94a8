/** How an airway's lumen follows the pressure across its wall. Pressures in cmH2O, areas as a share of the largest area Am. */
export interface TubeLaw {
  readonly alpha0: number;
  /** dα/dP at P = 0, per cmH2O. */
  readonly slope0: number;
  readonly n1: number;
  readonly n2: number;
}

/** Lambert 1982, generations 0–16, as coded in Chaste (LambertAirwayWallFactory). */
const ALPHA0 = [
  0.882, 0.882, 0.686, 0.546, 0.45, 0.37, 0.31, 0.255, 0.213, 0.184, 0.153, 0.125, 0.1, 0.075, 0.057, 0.045, 0.039,
];
const SLOPE0 = [
  0.011, 0.011, 0.051, 0.08, 0.1, 0.125, 0.142, 0.159, 0.174, 0.184, 0.194, 0.206, 0.218, 0.226, 0.233, 0.239, 0.243,
];
const N1 = [0.5, 0.5, 0.6, 0.6, 0.7, 0.8, 0.9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
const N2 = [10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 9, 8, 8, 8, 7, 7];

export const TUBE_LAW_GENERATIONS = ALPHA0.length;

/** Transmural pressure at the end of a quiet breath out (functional residual capacity) and at total lung capacity, cmH2O. */
export const PRESSURE_AT_FRC = 3.5;
export const PRESSURE_AT_TLC = 26;

/** The tube law of a generation; beyond 16 that of 16. */
export function tubeLaw(generation: number): TubeLaw {
  const z = Math.min(TUBE_LAW_GENERATIONS - 1, Math.max(0, Math.round(generation)));
  return { alpha0: ALPHA0[z] ?? 0, slope0: SLOPE0[z] ?? 0, n1: N1[z] ?? 1, n2: N2[z] ?? 1 };
}

/** Lumen area as a share of the largest, 0…1, at a transmural pressure in cmH2O. */
export function relativeArea(law: TubeLaw, pressure: number): number {
  if (pressure <= 0) {
    const p1 = (law.alpha0 * law.n1) / law.slope0;
    return law.alpha0 * (1 - pressure / p1) ** -law.n1;
  }
  const p2 = (law.n2 * (law.alpha0 - 1)) / law.slope0;
  return 1 - (1 - law.alpha0) * (1 - pressure / p2) ** -law.n2;
}
