import { beforeAll, describe, expect, it } from '@jest/globals';
import type { RiskEvaluation, RiskFigure } from '@airway-twin/contracts/risk-model';
import { SERVED, evaluated } from '../evaluation/compare.js';
import { inventedRows } from './invented-rows.js';
import { patientDays } from './patient-days.js';
import { trainOn } from './train.js';

type Figures = Record<string, RiskFigure>;

/** Learnt from some people and judged on others, both invented by a known law with personal factors. */
describe('what is learnt holds for people who were not learnt from', () => {
  let evaluation: RiskEvaluation;
  const figures = (name: string): Figures => evaluation.models.find((each) => each.name === name)!.figures;

  beforeAll(() => {
    const trained = trainOn(patientDays(inventedRows(21, 120)), 21, false);
    evaluation = evaluated(patientDays(inventedRows(22, 120)), trained);
  }, 300_000);

  it('the calibration slope lies between 0.9 and 1.1, as far as so few people can tell', () => {
    const { low, high } = figures(SERVED)['calibrationSlope']!;
    expect(low!).toBeLessThan(1.1);
    expect(high!).toBeGreaterThan(0.9);
    expect(figures(SERVED)['calibrationSlope']!.value).toBeGreaterThan(0.8);
    expect(figures(SERVED)['calibrationSlope']!.value).toBeLessThan(1.2);
  });
});
