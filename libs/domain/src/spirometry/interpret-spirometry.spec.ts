import { describe, expect, it } from '@jest/globals';
import { interpretSpirometry, type SpirometryInterpretation, type SpirometryRequest } from './interpret-spirometry.js';
import { impairment, ventilatoryPattern } from './ventilatory-pattern.js';

const BOY: SpirometryRequest = { sex: 'male', ageYears: 13.97, heightCm: 158.3, reference: 'gli-global-2022' };

function read(changes: Partial<SpirometryRequest>): SpirometryInterpretation {
  const answer = interpretSpirometry({ ...BOY, ...changes });
  if (answer.kind === 'refused') throw new Error(`${answer.field}: ${answer.expected}`);
  return answer;
}

describe('pattern by ERS/ATS 2022', () => {
  const pattern = (fev1: number, fvc: number, fev1Fvc: number) => ventilatoryPattern({ fev1, fvc, fev1Fvc });

  it.each([
    [0, 0, 0, 'normal'],
    [-1.645, -1.645, -1.645, 'normal'],
    [-2.4, -0.5, -2.6, 'obstruction'],
    [-1.2, 0.4, -1.7, 'obstruction'],
    [-2.4, -2.2, -0.3, 'possible-restriction'],
    [-1.2, -1.8, 0.8, 'possible-restriction'],
    [-3.4, -2.2, -2.3, 'possible-mixed'],
    [-1.8, -1.3, -1.2, 'prism'],
  ])('FEV1 z %d, FVC z %d, ratio z %d: %s', (fev1, fvc, ratio, expected) => {
    expect(pattern(fev1, fvc, ratio)).toBe(expected);
  });

  it('severity goes by z alone', () => {
    expect([-1.645, -1.65, -2.5, -2.51, -4, -4.01].map(impairment)).toEqual([
      'normal',
      'mild',
      'mild',
      'moderate',
      'moderate',
      'severe',
    ]);
  });
});

describe('a spirometry read', () => {
  it('of a boy with a low ratio is an obstruction, its severity that of FEV1', () => {
    const { measures, pattern, severity, severityBy } = read({ fev1Litres: 1.9, fvcLitres: 3.02 });
    expect(measures.fev1.zScore).toBeCloseTo(-2.594942, 5);
    expect(measures.fev1.percentPredicted).toBeCloseTo((100 * 1.9) / 2.8832025, 4);
    expect(measures.fev1Fvc.measured).toBeCloseTo(1.9 / 3.02, 12);
    expect([pattern, severity, severityBy]).toEqual(['obstruction', 'moderate', 'fev1']);
  });

  it('with a low FVC and a normal ratio is a possible restriction, its severity that of FVC', () => {
    const { pattern, severity, severityBy } = read({ fev1Litres: 2.0, fvcLitres: 2.3 });
    expect([pattern, severity, severityBy]).toEqual(['possible-restriction', 'mild', 'fvc']);
  });

  it('without measured values gives the reference and judges nothing', () => {
    const { measures, ...judged } = read({});
    expect(measures.fev1).toEqual({
      predicted: expect.closeTo(2.8832025, 6),
      lln: expect.closeTo(2.2709161, 6),
      uln: expect.closeTo(3.4670574, 6),
      equation: { name: 'gli-global-2022', group: null },
    });
    expect(judged).toEqual({
      kind: 'interpreted',
      pattern: null,
      severity: null,
      severityBy: null,
      bronchodilatorResponse: null,
    });
  });

  it('FEV1 alone has a z-score and no pattern', () => {
    const { measures, pattern } = read({ fev1Litres: 2.31 });
    expect(measures.fev1.zScore).toBeCloseTo(-1.542726, 5);
    expect(measures.fev1Fvc.zScore).toBeUndefined();
    expect(pattern).toBeNull();
  });

  it('FEF25-75 beside GLI Global is GLI-2012 other, and says so; GLI-2012 takes the group asked for, other without one', () => {
    expect(read({}).measures.fef2575?.equation).toEqual({ name: 'gli-2012', group: 'other' });
    const of2012 = { reference: 'gli-2012' } as const;
    expect(read({ ...of2012, group: 'caucasian' }).measures.fev1.equation).toEqual({
      name: 'gli-2012',
      group: 'caucasian',
    });
    expect(read(of2012).measures.fev1.equation).toEqual({ name: 'gli-2012', group: 'other' });
    expect(read(of2012).measures.fev1.predicted).toBeLessThan(
      read({ ...of2012, group: 'caucasian' }).measures.fev1.predicted,
    );
  });

  it('before and after a bronchodilator answers by both rules, and where the later values stand', () => {
    const { measures, bronchodilatorResponse } = read({
      fev1Litres: 1.9,
      fvcLitres: 3.02,
      postFev1Litres: 2.31,
      postFvcLitres: 3.1,
    });
    expect(bronchodilatorResponse?.ersAts2022).toMatchObject({
      responsive: true,
      fev1: { responsive: true, percentOfPredicted: expect.closeTo(14.22, 2) },
      fvc: { responsive: false },
    });
    expect(bronchodilatorResponse?.gina).toMatchObject({ responsive: true, fev1: { litres: expect.closeTo(0.41, 9) } });
    expect(measures.fev1.post).toMatchObject({ measured: 2.31, zScore: expect.closeTo(-1.542726, 5) });
    expect(measures.fev1Fvc.post?.measured).toBeCloseTo(2.31 / 3.1, 12);
  });

  it('above 90 years has no FEF25-75, and refuses a measured one', () => {
    const old = { ageYears: 92, heightCm: 165 };
    expect(read({ ...old, fev1Litres: 1.8 }).measures.fef2575).toBeNull();
    expect(interpretSpirometry({ ...BOY, ...old, fef2575LitresPerSecond: 0.8 })).toEqual({
      kind: 'refused',
      field: 'ageYears',
      expected: '3 to 90 years for fef2575',
    });
  });

  it.each([
    [{ ageYears: 2.5 }, 'ageYears', '3 to 95 years'],
    [{ ageYears: 96 }, 'ageYears', '3 to 95 years'],
    [{ heightCm: 1.58 }, 'heightCm', 'cm at the age of 13.97 years'],
    [{ fev1Litres: 2310 }, 'fev1Litres', '0.1 to 9 L'],
    [{ fvcLitres: 0 }, 'fvcLitres', '0.1 to 10 L'],
    [{ fev1Litres: 3.1, fvcLitres: 3 }, 'fev1Litres', 'at most fvcLitres'],
    [{ postFev1Litres: 3.1, postFvcLitres: 3 }, 'postFev1Litres', 'at most postFvcLitres'],
    [{ fef2575LitresPerSecond: 150 }, 'fef2575LitresPerSecond', '0.02 to 15 L/s'],
  ] as const)('%j is refused by the name of its field', (changes, field, expected) => {
    expect(interpretSpirometry({ ...BOY, ...changes })).toMatchObject({
      kind: 'refused',
      field,
      expected: expect.stringContaining(expected),
    });
  });
});
