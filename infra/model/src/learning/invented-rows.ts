import { riskRowsHeaderFor, RISK_ROWS_COLUMNS, type RiskRows } from '@airway-twin/contracts/risk-rows';
import { RISK_FEATURES, type RiskFeatureName } from '@airway-twin/domain/risk';
import { drawsFrom, normalsFrom } from './draw.js';

const DAYS = 365;
const AFTER_ATTACK_DAYS = 14;
const WEEK = 7;

/**
 * A small invented cohort for the tests of the trainers, from a known law: a daily hazard that rises with a slow hidden trouble, seen
 * noisily in several features, and with a personal factor of shape `frailtyShape`. It is not the cohort that the served model learns from.
 */
export function inventedRows(seed: number, patients: number, frailtyShape = 2): RiskRows {
  const width = RISK_ROWS_COLUMNS.length;
  const values = new Float32Array(patients * DAYS * width).fill(NaN);
  const draw = drawsFrom(seed);
  const normal = normalsFrom(draw);
  const column = (name: string): number => RISK_ROWS_COLUMNS.indexOf(name);
  for (let patient = 0; patient < patients; patient++) {
    const factor = gamma(frailtyShape, draw, normal) / frailtyShape;
    const adherence = draw();
    const age = 6 + draw() * 40;
    const attackDays: number[] = [];
    let trouble = normal();
    for (let day = 0; day < DAYS; day++) {
      trouble = 0.93 * trouble + 0.37 * normal();
      const row = (patient * DAYS + day) * width;
      const set = (name: string, value: number): void => void (values[row + column(name)] = value);
      const feature = (name: RiskFeatureName, value: number, missing = 0.1): void =>
        set(name, draw() < missing ? NaN : value);
      const seen = (noise: number): number => trouble + noise * normal();
      const hazard = 0.0035 * factor * Math.exp(0.9 * trouble - 0.9 * (adherence - 0.5) - 0.4);
      const resting = day - (attackDays.at(-1) ?? -Infinity) <= AFTER_ATTACK_DAYS;
      const attack = !resting && draw() < 1 - Math.exp(-hazard);
      if (attack) attackDays.push(day);
      for (const { name } of RISK_FEATURES) feature(name, normal());
      set('patient', patient);
      set('day', day);
      set('ageYears', age);
      set('attackToday', attack ? 1 : 0);
      feature('constrictionEstimate', 0.2 + 0.05 * seen(0.8), 0);
      feature('lungFunctionPercentOfBest7d', 90 - 6 * seen(0.8), 0.3);
      feature('lungFunctionFall3d', 4 + 4 * seen(1), 0.4);
      feature('relieverRise4d', Math.max(-1, 0.5 * seen(1.2)));
      feature('nightWakingShare7d', Math.min(1, Math.max(0, 0.1 + 0.1 * seen(1))), 0.3);
      feature('controllerAdherence7d', Math.min(1, Math.max(0, adherence + 0.05 * normal())), 0.2);
      feature('controllerAdherenceChange7d', 0.05 * normal(), 0.2);
      feature('coldReported7d', draw() < 0.12 ? 1 : 0);
      feature('ageYears', age, 0);
      set('clinic.peakFlowBelow80TwoDays', 90 - 6 * seen(0.8) < 80 ? 1 : 0);
      set('clinic.relieverPuffs24h', Math.max(0, Math.round(1 + seen(1.2))));
      set('clinic.zone', trouble > 2.5 ? 2 : trouble > 1.2 ? 1 : 0);
    }
    for (let day = 0; day < DAYS; day++) {
      const at = (patient * DAYS + day) * width + column('attackWithin7d');
      const resting = attackDays.some((attack) => day >= attack && day - attack <= AFTER_ATTACK_DAYS);
      const next = attackDays.some((attack) => attack > day && attack - day <= WEEK);
      values[at] = resting || (day + WEEK >= DAYS && !next) ? NaN : next ? 1 : 0;
    }
  }
  const rows = patients * DAYS;
  return { header: riskRowsHeaderFor({ cohortVersion: 'invented-1', seed, patients, years: 1, rows }), values };
}

/** Marsaglia & Tsang 2000, for shapes from 1; below, by the power of a uniform. */
function gamma(shape: number, draw: () => number, normal: () => number): number {
  if (shape < 1) return gamma(shape + 1, draw, normal) * (1 - draw()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - draw()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
