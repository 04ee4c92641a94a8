import { TUBE_LAW_GENERATIONS, relativeArea, tubeLaw } from '@airway-twin/domain/airways';

/** Transmural pressures that the tables span, cmH2O; beyond them the ends hold. */
const LEAST_PRESSURE = -120;
const MOST_PRESSURE = 40;
const STEPS_PER_CMH2O = 4;
const ENTRIES = (MOST_PRESSURE - LEAST_PRESSURE) * STEPS_PER_CMH2O + 1;

/** Lumen area (share of the largest) and its slope per cmH2O over pressure, for one generation. Tens of millions of look-ups a second. */
export interface TabulatedTubeLaw {
  readonly area: Float64Array;
  readonly slope: Float64Array;
}

const TABLES: readonly TabulatedTubeLaw[] = Array.from({ length: TUBE_LAW_GENERATIONS }, (_, generation) => {
  const law = tubeLaw(generation);
  const area = Float64Array.from({ length: ENTRIES }, (_entry, index) => relativeArea(law, pressureAt(index)));
  const near = 0.01;
  const slope = Float64Array.from({ length: ENTRIES }, (_entry, index) => {
    const pressure = pressureAt(index);
    return (relativeArea(law, pressure + near) - relativeArea(law, pressure - near)) / (2 * near);
  });
  return { area, slope };
});

/** The tube law of Lambert 1982 of that generation as a table; beyond generation 16 that of 16. */
export function tabulatedTubeLaw(generation: number): TabulatedTubeLaw {
  return TABLES[Math.min(TABLES.length - 1, Math.max(0, Math.round(generation)))]!;
}

/** Where in a table a pressure lies, in entries; its whole part is the entry below. */
export function tablePosition(pressureCmH2O: number): number {
  if (pressureCmH2O <= LEAST_PRESSURE) return 0;
  if (pressureCmH2O >= MOST_PRESSURE) return ENTRIES - 1.001;
  return (pressureCmH2O - LEAST_PRESSURE) * STEPS_PER_CMH2O;
}

/** Relative area at a pressure, 0…1. */
export function areaShareAt(law: TabulatedTubeLaw, pressureCmH2O: number): number {
  const at = tablePosition(pressureCmH2O);
  const below = Math.floor(at);
  return law.area[below]! + (law.area[below + 1]! - law.area[below]!) * (at - below);
}

function pressureAt(index: number): number {
  return LEAST_PRESSURE + index / STEPS_PER_CMH2O;
}
