import { describe, expect, it } from '@jest/globals';
import type { RiskEvaluation } from '@airway-twin/contracts/risk-model';
import { differingFigures } from './same-figures.js';

const figure = (value: number | null) => ({ value, low: 0.7, high: 0.9 });
const written: RiskEvaluation = {
  people: 700,
  events: 231,
  models: [
    { name: 'personal', figures: { auc: figure(0.807), leadDays: figure(null) } },
    { name: 'trees', figures: { auc: figure(0.795) } },
  ],
  personalGain: { auc: figure(0.007) },
  atOperatingPoint: { sensitivity: figure(0.23) },
};

describe('a model judged again on the people that its card names', () => {
  it('gives the figures of the card; what was only compared in training is not asked about', () => {
    expect(differingFigures(written, written)).toEqual([]);
    expect(differingFigures({ ...written, models: written.models.slice(0, 1) }, written)).toEqual([]);
  });

  it('is told apart by any figure, by the last digit of an interval, and by who was judged', () => {
    const other: RiskEvaluation = {
      ...written,
      events: 230,
      models: [{ name: 'personal', figures: { auc: { ...figure(0.807), low: 0.70001 }, leadDays: figure(2) } }],
      atOperatingPoint: { sensitivity: figure(0.24) },
    };
    expect(differingFigures(other, written)).toEqual([
      'events',
      'personal: auc',
      'personal: leadDays',
      'as served: sensitivity',
    ]);
  });
});
