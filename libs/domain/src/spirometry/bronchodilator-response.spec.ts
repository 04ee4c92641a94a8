import { describe, expect, it } from '@jest/globals';
import { bronchodilatorResponse } from './bronchodilator-response.js';

const litres = (beforeLitres: number, afterLitres: number, predictedLitres: number) => ({
  beforeLitres,
  afterLitres,
  predictedLitres,
});

describe('bronchodilator response', () => {
  it('the two rules disagree in an adult with a low baseline: 200 mL and 13 %, but 5 % of predicted', () => {
    const response = bronchodilatorResponse(45, litres(1.5, 1.7, 4), null)!;
    expect(response.ersAts2022).toMatchObject({ rule: 'ers-ats-2022', responsive: false });
    expect(response.gina).toMatchObject({ rule: 'gina-2024', responsive: true, verified: true });
  });

  it('and the other way round with a high one: 10.5 % of predicted, but 11.4 % of baseline', () => {
    const response = bronchodilatorResponse(45, litres(3.7, 4.12, 4), null)!;
    expect([response.ersAts2022.responsive, response.gina.responsive]).toEqual([true, false]);
  });

  it.each([
    [2.5, 2.8, true],
    [2.5, 2.79, false],
    [1.1, 1.3, true],
    [1.1, 1.29, false],
    [2.0, 2.2, false],
  ])('GINA in adults: %d to %d L, at least 12 %% and at least 200 mL: %p', (before, after, responsive) => {
    expect(bronchodilatorResponse(12, litres(before, after, 3), null)!.gina.responsive).toBe(responsive);
  });

  it('GINA in a child: more than 12 % of predicted, marked to be verified', () => {
    const child = (after: number) => bronchodilatorResponse(11.9, litres(1.5, after, 2), null)!.gina;
    expect(child(1.75)).toMatchObject({
      criterion: 'fev1-over-12-percent-of-predicted',
      verified: false,
      responsive: true,
    });
    expect(child(1.74).responsive).toBe(false);
  });

  it('ERS/ATS 2022: exactly 10 % of predicted is no response, FVC alone can be one', () => {
    expect(bronchodilatorResponse(30, litres(3, 3.4, 4), litres(4, 4.5, 5))!.ersAts2022.responsive).toBe(false);
    const byFvc = bronchodilatorResponse(30, litres(3, 3.1, 4), litres(4, 4.6, 5))!;
    expect(byFvc.ersAts2022).toMatchObject({
      responsive: true,
      fev1: { responsive: false },
      fvc: { responsive: true },
    });
    expect(byFvc.ersAts2022.fvc!.percentOfPredicted).toBeCloseTo(12, 9);
  });

  it('a fall is no response; without before and after there is none to tell', () => {
    expect(bronchodilatorResponse(30, litres(3, 2.4, 4), null)!.ersAts2022.responsive).toBe(false);
    expect(bronchodilatorResponse(30, null, litres(3, 4, 4))!.gina).toMatchObject({ fev1: null, responsive: null });
    expect(bronchodilatorResponse(30, null, null)).toBeNull();
  });
});
