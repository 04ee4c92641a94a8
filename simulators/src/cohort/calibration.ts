/**
 * The few numbers of the generator that were adjusted until the cohort showed the published effects (how: decision record 15). All else
 * is the hidden body as it is (`patients/body.ts`, `patients/hidden-traits.ts`).
 */
export const COHORT_VERSION = 'cohort-3';

export const CALIBRATION = {
  'school-child': {
    severity: { least: 0.12, most: 0.57, bend: 1.6 },
    coldsPerYear: { least: 3, most: 8 },
    /** Factor on the effect of fine particles. */
    pollution: 0.75,
    habitualUsers: 0.12,
    /** Felt narrowing (logarithm of the FEV1 that is lost beyond what one is used to) from which care is sought. */
    severeFrom: 0.51,
  },
  adult: {
    severity: { least: 0.17, most: 0.42, bend: 1.2 },
    coldsPerYear: { least: 1.5, most: 5 },
    pollution: 0.75,
    habitualUsers: 0.15,
    severeFrom: 0.44,
  },
  /** Spread (logarithm) of that threshold between people, and for how many hours it is borne. */
  severeSpread: 0.1,
  severeHours: { least: 6, most: 12 },
  /** Felt narrowing at which the person goes to an emergency department instead of a doctor. */
  emergencyFrom: 0.62,
  /** People get used to the narrowing of their last weeks and do not feel that share of it, nor the least of any. */
  usedTo: { least: 0.02, ofUsual: 0.4, days: 25 },
  /** Strength of a cold: median and spread (logarithm), and the most. */
  cold: { median: 0.38, spread: 0.75, most: 2.5 },
  /** Spells of smoke and fumes around a person: how many a year, their particles (µg/m³: median and spread of the logarithm), mean days. */
  irritants: { spellsPerYear: 15, median: 110, spread: 0.8, days: 1.5 },
  oralSteroidDays: 6,
  /** After an attack doses are taken more regularly for some weeks (added to the usual share, at first). */
  takenMoreAfterAttack: 0.2,
} as const;
