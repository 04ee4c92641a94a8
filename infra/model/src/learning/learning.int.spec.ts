import { beforeAll, describe, expect, it } from '@jest/globals';
import type { RiskEvaluation, RiskFigure } from '@airway-twin/contracts/risk-model';
import { NET, POPULATION, SERVED, TREES, evaluated } from '../evaluation/compare.js';
import { inventedRows } from './invented-rows.js';
import { patientDays } from './patient-days.js';
import { trainOn } from './train.js';

type Figures = Record<string, RiskFigure>;

/** Learnt from some people and judged on others, both invented by a known law with personal factors. */
describe('what is learnt holds for people who were not learnt from', () => {
  let evaluation: RiskEvaluation;
  const figures = (name: string): Figures => evaluation.models.find((each) => each.name === name)!.figures;

  beforeAll(() => {
    const trained = trainOn(patientDays(inventedRows(21, 240)), 21);
    evaluation = evaluated(patientDays(inventedRows(22, 200)), trained);
  }, 900_000);

  it('the calibration slope lies between 0.9 and 1.1, as far as so few people can tell', () => {
    const { low, high } = figures(SERVED)['calibrationSlope']!;
    expect(low!).toBeLessThan(1.1);
    expect(high!).toBeGreaterThan(0.9);
    expect(figures(SERVED)['calibrationSlope']!.value).toBeGreaterThan(0.8);
    expect(figures(SERVED)['calibrationSlope']!.value).toBeLessThan(1.2);
  });

  it('the personal model beats the population model in discrimination and in Brier skill', () => {
    const gain = evaluation['personalGain'] as Figures;
    expect(gain['auc']!.low!).toBeGreaterThan(0);
    expect(gain['brierSkill']!.low!).toBeGreaterThan(0);
  });

  it('trees and net, which may bend as they like, are hardly better than the sum of features that made the risk', () => {
    for (const name of [TREES, NET]) {
      const rival = (evaluation['differences'] as { name: string; figures: Figures }[]).find(
        (each) => each.name === name,
      )!;
      expect(rival.figures['auc']!.low!).toBeLessThan(0.01);
      expect(figures(name)['auc']!.value!).toBeGreaterThan(0.55);
    }
    expect(figures(POPULATION)['auc']!.value!).toBeGreaterThan(0.6);
  });
});
