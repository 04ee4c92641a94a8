import { diameterScale, innerWallShare, REFERENCE_HEIGHT_CM, TUBE_LAW_GENERATIONS } from '../airways/index.js';

/**
 * Length of one airway of generations 0–16 in an adult of 176 cm, cm: Weibel's symmetric model A (1963) at 3/4 of total lung capacity, as
 * tabulated after Lambert 2004.
 */
const LENGTH_CM = [
  12, 4.76, 1.9, 0.76, 1.27, 1.07, 0.9, 0.76, 0.64, 0.54, 0.46, 0.39, 0.33, 0.27, 0.23, 0.2, 0.165,
] as const;

/** Largest lumen area Am of all 2^z airways of generations 0–16 together in that adult, cm² (Lambert 1982; the row is to verify). */
const LARGEST_AREA_CM2 = [
  2.37, 2.37, 2.8, 3.5, 4.5, 5.3, 6.5, 8, 10.2, 12.7, 15.9, 20.7, 28.8, 44.5, 69.4, 113, 180,
] as const;

/** The conducting airways as 17 generations of equal tubes: what the mechanics compute with. One entry per generation. */
export interface LumpedAirways {
  /** Airways side by side: 2^z. */
  readonly parallel: Float64Array;
  /** Largest lumen area of one generation's airways together, cm². */
  readonly largestAreaCm2: Float64Array;
  /** Length of one airway, cm. */
  readonly lengthCm: Float64Array;
  /** Area of the healthy inner wall of one generation's airways together, cm². */
  readonly innerWallCm2: Float64Array;
}

/** The lumped airways of a body: adult numbers times (H/176)^e for diameters (`diameterScale`), H/176 for lengths, `airwayScale` on all diameters. */
export function lumpedAirways(heightCm: number, airwayScale: number): LumpedAirways {
  const areas = LARGEST_AREA_CM2.map((area, z) => area * (diameterScale(z, heightCm) * airwayScale) ** 2);
  return {
    parallel: Float64Array.from(areas, (_, z) => 2 ** z),
    largestAreaCm2: Float64Array.from(areas),
    lengthCm: Float64Array.from(LENGTH_CM, (length) => (length * heightCm) / REFERENCE_HEIGHT_CM),
    innerWallCm2: Float64Array.from(areas, (area, z) => innerWallShare(z) * area),
  };
}

/** Every airway of a symmetric tree by itself: 2^(N+1) − 1 segments, parents before children. */
export interface SymmetricAirways {
  readonly count: number;
  /** Index of the parent, −1 for the trachea. */
  readonly parent: Int32Array;
  readonly generation: Uint8Array;
  /** Lumen radius when fully open, mm. */
  readonly largestRadiusMm: Float32Array;
  readonly lengthMm: Float32Array;
}

/**
 * The lumped airways spelled out one by one, generations 0 to `deepestGeneration`.
 * Errors: RangeError when `deepestGeneration` is not a whole number from 0 to 16.
 */
export function symmetricAirways(airways: LumpedAirways, deepestGeneration: number): SymmetricAirways {
  if (!Number.isInteger(deepestGeneration) || deepestGeneration < 0 || deepestGeneration >= TUBE_LAW_GENERATIONS)
    throw new RangeError(`deepestGeneration: expected a whole number from 0 to 16, got ${deepestGeneration}`);
  const count = 2 ** (deepestGeneration + 1) - 1;
  const parent = new Int32Array(count);
  const generation = new Uint8Array(count);
  const largestRadiusMm = new Float32Array(count);
  const lengthMm = new Float32Array(count);
  for (let segment = 0; segment < count; segment += 1) {
    const z = Math.floor(Math.log2(segment + 1));
    parent[segment] = segment === 0 ? -1 : (segment - 1) >> 1;
    generation[segment] = z;
    const area = (airways.largestAreaCm2[z] ?? 0) / (airways.parallel[z] ?? 1);
    largestRadiusMm[segment] = 10 * Math.sqrt(area / Math.PI);
    lengthMm[segment] = 10 * (airways.lengthCm[z] ?? 0);
  }
  return { count, parent, generation, largestRadiusMm, lengthMm };
}
