/** A named airway of an adult of 176 cm at total lung capacity. `order` places it among Weibel's generations for tube law and muscle. */
export interface NamedBronchus {
  readonly name: string;
  readonly parent: string | null;
  readonly order: number;
  readonly diameterMm: number;
  readonly lengthMm: number;
}

/** Name, parent, order, diameter and length (mm): CT of adults near total lung capacity (PMC9929973, table 1). Parents come first. */
const NAMED: readonly (readonly [string, string | null, number, number, number])[] = [
  ['trachea', null, 0, 19.3, 104.5],
  ['RMB', 'trachea', 1, 17.3, 24.8],
  ['RUL', 'RMB', 2, 12, 14.7],
  ['RB1', 'RUL', 4, 6.9, 13],
  ['RB2', 'RUL', 4, 8.4, 9.2],
  ['RB3', 'RUL', 4, 7.9, 11.6],
  ['BI', 'RMB', 2, 13.7, 19.3],
  ['RML', 'BI', 3, 9.6, 17.5],
  ['RB4', 'RML', 4, 6.9, 11.2],
  ['RB5', 'RML', 4, 7, 11.3],
  ['RLL', 'BI', 2, 12.6, 7.6],
  ['RB6', 'RLL', 4, 8, 10],
  ['R-basal', 'RLL', 3, 10.8, 10.7],
  ['RB7', 'R-basal', 4, 6.4, 11.9],
  ['RB8', 'R-basal', 4, 6.8, 13.7],
  ['RB9', 'R-basal', 4, 5.8, 10.1],
  ['RB10', 'R-basal', 4, 6.7, 12.3],
  ['LMB', 'trachea', 1, 14, 50.8],
  ['LUL', 'LMB', 2, 12, 14],
  ['L-upper', 'LUL', 3, 10.2, 11.7],
  ['LB1+2', 'L-upper', 4, 7.6, 8.9],
  ['LB3', 'L-upper', 4, 7.1, 9.6],
  ['lingula', 'LUL', 3, 8, 13.5],
  ['LB4', 'lingula', 4, 6.3, 9.3],
  ['LB5', 'lingula', 4, 6.3, 14.8],
  ['LLL', 'LMB', 2, 11.7, 11],
  ['LB6', 'LLL', 4, 8.3, 10.7],
  ['L-basal', 'LLL', 3, 10.6, 15.7],
  ['LB8', 'L-basal', 4, 6.5, 11.9],
  ['LB9', 'L-basal', 4, 6.5, 11],
  ['LB10', 'L-basal', 4, 6.5, 11],
];

export const NAMED_BRONCHI: readonly NamedBronchus[] = NAMED.map(([name, parent, order, diameterMm, lengthMm]) => ({
  name,
  parent,
  order,
  diameterMm,
  lengthMm,
}));

/** Order of a segmental bronchus; from the next on its airways are lumped by generation. */
export const SEGMENTAL_ORDER = 4;
export const LAST_GENERATION = 16;

/** Share of lung volume of each lobe (CT volumetry, about: right lung 54 %, lower lobes largest) by the name of its bronchus. */
export const LOBE_SHARE: Readonly<Record<string, number>> = { RUL: 0.19, RML: 0.08, RLL: 0.27, LUL: 0.23, LLL: 0.23 };

/**
 * Largest area of all 2^z airways of generation z together, cm², generations 0–16 (Lambert et al. 1982), and length of one, mm (Weibel
 * model A as tabulated by Lambert 2004).
 */
export const LARGEST_AREA_CM2 = [
  2.37, 2.37, 2.8, 3.5, 4.5, 5.3, 6.5, 8, 10.2, 12.7, 15.9, 20.7, 28.8, 44.5, 69.4, 113, 180,
] as const;
export const LENGTH_MM = [120, 47.6, 19, 7.6, 12.7, 10.7, 9, 7.6, 6.4, 5.4, 4.6, 3.9, 3.3, 2.7, 2.3, 2, 1.65] as const;

/** CT shows airways this much wider than Lambert's casts (19.3 against 17.3 mm in the trachea at total lung capacity). */
export const CT_OVER_CAST = 19.3 / 17.3;
/** Transmural pressure at total lung capacity, cmH2O. */
export const PRESSURE_AT_CAPACITY_CMH2O = 26;
