import { describe, expect, it } from '@jest/globals';
import { spirometryInterpretRequest, spirometryRequestOf } from './spirometry.js';

const GIRL = { sex: 'female', ageYears: 8.42, heightCm: 128, reference: 'gli-2012' } as const;

describe('a request to read a spirometry', () => {
  it('names the values before a bronchodilator with or without prefix', () => {
    const plain = spirometryRequestOf(spirometryInterpretRequest.parse({ ...GIRL, fev1Litres: 1.3, fvcLitres: 1.7 }));
    const prefixed = spirometryInterpretRequest.parse({ ...GIRL, preFev1Litres: 1.3, preFvcLitres: 1.7 });
    expect(spirometryRequestOf(prefixed)).toEqual(plain);
    expect(plain).toMatchObject({ fev1Litres: 1.3, fvcLitres: 1.7 });
  });

  it('that names one value twice and differently is refused by its field', () => {
    const twice = (pre: number) =>
      spirometryInterpretRequest.safeParse({ ...GIRL, fev1Litres: 1.3, preFev1Litres: pre });
    expect(twice(1.4).error?.issues[0]?.path).toEqual(['preFev1Litres']);
    expect(twice(1.3).success).toBe(true);
  });
});
