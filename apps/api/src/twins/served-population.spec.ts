import { describe, expect, it } from '@jest/globals';
import {
  EMPTY_PERSONAL_RECORD,
  recordAfterReport,
  recordAfterScore,
  type PersonalRecord,
} from '@airway-twin/domain/risk';
import { alertBudgetUse } from './alert-budget-use.js';
import { ServedPopulation } from './served-population.js';

/** Ten weeks at 7 % a week, with attacks on those days. */
function weeks(...attackDays: number[]): PersonalRecord {
  let record = EMPTY_PERSONAL_RECORD;
  for (let day = 0; day < 70; day++) record = recordAfterScore(recordAfterReport(record, attackDays), day, 0.07);
  return record;
}

describe('the people of a site', () => {
  it('add nothing before anything was learnt, and raise the risk of all when more have attacks than expected', () => {
    const population = new ServedPopulation();
    expect(population.offset('demo', 2).logOdds).toBe(0);
    for (let patient = 0; patient < 20; patient++) population.learn('demo', `p${patient}`, weeks(10, 40));
    expect(population.offset('demo', 2).logOdds).toBeGreaterThan(0.3);
    expect(population.offset('elsewhere', 2).logOdds).toBe(0);
  });

  it('count each patient once, by the newest that was learnt', () => {
    const population = new ServedPopulation();
    population.learn('demo', 'p1', weeks(10, 40));
    const once = population.offset('demo', 2);
    for (let time = 0; time < 5; time++) population.learn('demo', 'p1', weeks(10, 40));
    expect(population.offset('demo', 2)).toEqual(once);
    population.learn('demo', 'p1', weeks());
    expect(population.offset('demo', 2).logOdds).toBeLessThan(0);
  });
});

describe('the ward’s use of the alert budget', () => {
  const row = (sentInMonth: number, notSentBecause: 'budget-spent' | 'below-threshold' | null) => ({
    riskAlert: { sentInMonth, standing: false, notSentBecause },
  });
  const rows = [row(1, null), row(1, 'budget-spent'), row(0, 'below-threshold'), row(0, null)];

  it('adds up what was sent and held back, and says how many are expected to come before nothing', () => {
    expect(alertBudgetUse(rows, 1, 10)).toEqual({
      perPatientMonth: 1,
      patients: 4,
      sentInMonth: 2,
      heldBack: 1,
      precedeAttackOfHundred: 10,
      expectedFalseInMonth: 1.8,
    });
  });

  it('claims nothing about false alerts of a model that was not evaluated', () => {
    expect(alertBudgetUse(rows, 1, null)).toMatchObject({ precedeAttackOfHundred: null, expectedFalseInMonth: null });
  });
});
