import type { Sex } from '@airway-twin/domain/patient';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import { drawnPerson } from '../patients/drawn-people.js';
import type { BreathTable } from '../patients/lungs/breath-table.js';
import { personLungs } from '../patients/lungs/person-lungs.js';
import { hash32 } from '../patients/seeded-draw.js';

/** Shares of the healthy value, natural logarithms, at the nodes of constriction and swelling: `[row of swelling][column of constriction]`. */
export interface NarrowingTable {
  readonly fev1: Float64Array;
  readonly fvc: Float64Array;
  readonly pef: Float64Array;
}

const STEPS = 20;
const WIDTH = STEPS + 1;

/** Hidden lungs that people of a cohort share by age: two that are branched differently for each. */
export const HIDDEN_LUNGS: readonly { readonly sex: Sex; readonly ageYears: number; readonly heightCm: number }[] = [
  { sex: 'female', ageYears: 8.5, heightCm: 130 },
  { sex: 'male', ageYears: 8.5, heightCm: 130 },
  { sex: 'female', ageYears: 13.5, heightCm: 158 },
  { sex: 'male', ageYears: 13.5, heightCm: 160 },
  { sex: 'female', ageYears: 40, heightCm: 164 },
  { sex: 'male', ageYears: 40, heightCm: 177 },
];
const OLDER_CHILD_FROM_YEARS = 11.5;
const ADULT_FROM_YEARS = 18;

/** Place in `HIDDEN_LUNGS` of the lungs of a person. */
export function hiddenLungsIndexOf(ageYears: number, number: number): number {
  const size = ageYears < OLDER_CHILD_FROM_YEARS ? 0 : ageYears < ADULT_FROM_YEARS ? 1 : 2;
  return 2 * size + (number % 2);
}

/** Breathes the hidden lungs of that place at all nodes, so that a day of a cohort costs no forced breath: about half a second. */
export function hiddenNarrowing(index: number): NarrowingTable {
  const { sex, ageYears, heightCm } = HIDDEN_LUNGS[index]!;
  const birthDate = new Date(SIZED_AT_MS - ageYears * 365.25 * MS_PER_DAY).toISOString().slice(0, 10);
  const airwaySeed = hash32(`cohort lungs ${index}`);
  const template = { ...drawnPerson(1, 1, SIZED_AT_MS), sex, birthDate, heightCm, airwaySeed, lungScale: 1 };
  return narrowingTable(personLungs(template).table);
}

/** `personLungs` sizes its trees at this instant. */
const SIZED_AT_MS = Date.parse('2026-07-01T00:00:00Z');

function narrowingTable(breath: BreathTable): NarrowingTable {
  const table = {
    fev1: new Float64Array(WIDTH * WIDTH),
    fvc: new Float64Array(WIDTH * WIDTH),
    pef: new Float64Array(WIDTH * WIDTH),
  };
  for (let row = 0; row <= STEPS; row++) {
    for (let column = 0; column <= STEPS; column++) {
      const shares = breath.at(column / STEPS, row / STEPS);
      const at = row * WIDTH + column;
      table.fev1[at] = Math.log(shares.fev1);
      table.fvc[at] = Math.log(shares.fvc);
      table.pef[at] = Math.log(shares.pef);
    }
  }
  return table;
}

/** Logarithm of the share that is left at that constriction and swelling (each held to 0…1), linear between the nodes. */
export function lnShareAt(values: Float64Array, constriction: number, inflammation: number): number {
  const c = Math.min(1, Math.max(0, constriction)) * STEPS;
  const i = Math.min(1, Math.max(0, inflammation)) * STEPS;
  const column = Math.min(STEPS - 1, Math.floor(c));
  const row = Math.min(STEPS - 1, Math.floor(i));
  const x = c - column;
  const y = i - row;
  const at = row * WIDTH + column;
  const near = values[at]! * (1 - x) + values[at + 1]! * x;
  const far = values[at + WIDTH]! * (1 - x) + values[at + WIDTH + 1]! * x;
  return near * (1 - y) + far * y;
}
