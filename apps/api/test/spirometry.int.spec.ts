import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SpirometryInterpretResponse } from '@airway-twin/contracts/http';
import { Line } from './line.js';

let line: Line;
beforeAll(async () => {
  line = await Line.start();
});
afterAll(() => line.stop());

const BOY = { sex: 'male', ageYears: 13.97, heightCm: 158.3, reference: 'gli-global-2022' };

async function interpret(body: unknown): Promise<{ status: number; answer: SpirometryInterpretResponse }> {
  const response = await line.request('POST', 'spirometryInterpret', {}, body);
  return { status: response.status, answer: (await response.json()) as SpirometryInterpretResponse };
}

describe('reading a spirometry', () => {
  it('needs no session and answers reference, pattern, severity and response', async () => {
    const { status, answer } = await interpret({
      ...BOY,
      fev1Litres: 1.9,
      fvcLitres: 3.02,
      fef2575LitresPerSecond: 1.2,
      postFev1Litres: 2.31,
      postFvcLitres: 3.1,
    });
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      measures: {
        fev1: {
          predicted: expect.closeTo(2.8832025, 6),
          lln: expect.closeTo(2.2709161, 6),
          uln: expect.closeTo(3.4670574, 6),
          zScore: expect.closeTo(-2.594942, 5),
          percentPredicted: expect.closeTo(65.899, 3),
          equation: { name: 'gli-global-2022', group: null },
        },
        fvc: { zScore: expect.closeTo(-0.70447, 5) },
        fev1Fvc: { predicted: expect.closeTo(0.8705356, 6) },
        fef2575: { equation: { name: 'gli-2012', group: 'other' }, zScore: expect.any(Number) },
      },
      pattern: 'obstruction',
      severity: 'moderate',
      bronchodilatorResponse: {
        ersAts2022: { rule: 'ers-ats-2022', responsive: true },
        gina: { rule: 'gina-2024', responsive: true },
      },
      notice: expect.stringContaining('Not a medical device'),
    });
  });

  it('without measured values answers the reference alone', async () => {
    const { answer } = await interpret({ ...BOY, reference: 'gli-2012', group: 'north-east-asian' });
    expect(answer.measures.fev1.equation).toEqual({ name: 'gli-2012', group: 'north-east-asian' });
    expect(answer.measures.fev1.zScore).toBeUndefined();
    expect([answer.pattern, answer.severity, answer.bronchodilatorResponse]).toEqual([null, null, null]);
  });

  it.each([
    [{ ...BOY, ageYears: 2 }, 'invalid-value', 'ageYears', '3 to 95 years'],
    [{ ...BOY, ageYears: '14' }, 'wrong-type', 'ageYears', 'a number'],
    [{ ...BOY, heightCm: 1.583 }, 'invalid-value', 'heightCm', 'cm at the age of 13.97 years'],
    [{ ...BOY, fev1Litres: 2310 }, 'impossible-value', 'fev1Litres', '<=9'],
    [{ ...BOY, fev1Litres: 3.1, fvcLitres: 3 }, 'invalid-value', 'fev1Litres', 'at most fvcLitres'],
    [{ ...BOY, reference: 'gli-2021' }, 'invalid-value', 'reference', 'gli-global-2022, gli-2012'],
    [{ ...BOY, group: 'martian' }, 'invalid-value', 'group', 'caucasian'],
    [{ ...BOY, height: 158 }, 'unknown-field', 'height', 'units are part of the name'],
    [{ ...BOY, sex: undefined }, 'invalid-value', 'sex', 'one of female, male'],
    [{ ...BOY, heightCm: undefined }, 'missing-field', 'heightCm', 'a number'],
    [{ ...BOY, ageYears: 92, heightCm: 165, fef2575LitresPerSecond: 1 }, 'invalid-value', 'ageYears', '3 to 90 years'],
  ])('refuses %j by the name of its field', async (body, error, field, message) => {
    const { status, answer } = await interpret(body);
    expect({ status, answer }).toMatchObject({
      status: 400,
      answer: { error, field, message: expect.stringContaining(message) },
    });
  });
});
