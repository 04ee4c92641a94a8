import { beforeAll, describe, expect, it } from '@jest/globals';
import type { RiskEvaluation, RiskFigure } from '@airway-twin/contracts/risk-model';
import { SERVED, evaluated } from '../evaluation/compare.js';
import { inventedRows } from './invented-rows.js';
import { patientDays } from './patient-days.js';
import { trainOn } from './train.js';

/** Learnt from some people and judged on others, both invented by a known law with personal factors. */
describe('what is learnt holds for people who were not learnt from', () => {
  let evaluation: RiskEvaluation;

  beforeAll(() => {
    const trained = trainOn(patientDays(inventedRows(21, 240)), 21, false);
    evaluation = evaluated(patientDays(inventedRows(22, 600)), trained);
  }, 600_000);

  it('the calibration slope lies between 0.9 and 1.1, and an interval of people drawn again leaves no room for 0.8 or 1.2', () => {
    const { value, low, high } = evaluation.models.find((each) => each.name === SERVED)!.figures['calibrationSlope']!;
    expect(value).toBeGreaterThan(0.9);
    expect(value).toBeLessThan(1.1);
    expect(low).toBeGreaterThan(0.8);
    expect(high).toBeLessThan(1.2);
  });

  it('what a person’s own weeks teach makes the risks better than those of the population model, beyond the chance of who was judged', () => {
    const { auc, brierSkill } = evaluation['personalGain'] as Record<string, RiskFigure>;
    expect(auc!.low).toBeGreaterThan(0);
    expect(brierSkill!.low).toBeGreaterThan(0);
  });
});
