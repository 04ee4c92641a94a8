import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RISK_ROWS_COLUMNS, decodeRiskRows, encodeRiskRows, riskRowsHeaderFor, type RiskRows } from './index.js';

const width = RISK_ROWS_COLUMNS.length;
const column = (name: string): number => RISK_ROWS_COLUMNS.indexOf(name);

function someRows(count: number): RiskRows {
  const values = new Float32Array(count * width).fill(NaN);
  for (let row = 0; row < count; row++) {
    values.set([Math.floor(row / 3), row % 3, 9.5, 0, 0], row * width);
  }
  const patients = Math.ceil(count / 3);
  return { header: riskRowsHeaderFor({ cohortVersion: 'test-1', seed: 1, patients, years: 1, rows: count }), values };
}

function fileOf(rows: RiskRows): Uint8Array {
  const [line, matrix] = encodeRiskRows(rows);
  const file = new Uint8Array(line.length + matrix.length);
  file.set(line);
  file.set(matrix, line.length);
  return file;
}

describe('a file of patient-days', () => {
  it('gives back what was written, whatever the features are, missing ones too', () => {
    const feature = fc.oneof(fc.constant(NaN), fc.float({ noNaN: true, noDefaultInfinity: true }));
    const first = column('relieverPuffsPerDay14d');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.array(feature, { maxLength: 9 }), (count, features) => {
        const rows = someRows(count);
        for (const [row, value] of features.slice(0, count).entries()) rows.values[row * width + first] = value;
        expect(decodeRiskRows(fileOf(rows))).toEqual(rows);
      }),
    );
  });

  it.each([
    ['attackToday', 3, 'row 4, attackToday: expected 0 or 1, got 3'],
    ['attackWithin7d', -1, 'row 4, attackWithin7d: expected 0, 1 or NaN, got -1'],
    ['patient', 0.5, 'row 4, patient: expected a whole number from 0, got 0.5'],
    ['patient', 0, 'row 4, patient: 0 came before'],
    ['day', 0, 'row 4, day: not ascending'],
    ['ageYears', -3, 'row 4, ageYears: expected years, or NaN, got -3'],
    ['clinic.zone', 5, 'row 4, clinic.zone: expected 0, 1, 2 or NaN, got 5'],
    ['relieverRise4d', Infinity, 'row 4, relieverRise4d: expected a finite number or NaN, got Infinity'],
  ])('names the row and the field when %s is %p', (name, value, message) => {
    const rows = someRows(6);
    rows.values[4 * width + column(name)] = value;
    expect(() => encodeRiskRows(rows)).toThrow(message);
  });

  it('is refused when it is cut short, has other columns or was made with other features', () => {
    const rows = someRows(6);
    expect(() => decodeRiskRows(fileOf(rows).slice(0, -1))).toThrow('rows: expected');
    expect(() => decodeRiskRows(new Uint8Array([1, 2, 3]))).toThrow('no header line');
    const swapped = [...RISK_ROWS_COLUMNS];
    [swapped[6], swapped[7]] = [swapped[7]!, swapped[6]!];
    const header = { ...rows.header, columns: swapped };
    expect(() => encodeRiskRows({ ...rows, header })).toThrow(`columns: expected ${RISK_ROWS_COLUMNS[6]} in place 6`);
    const line = new TextEncoder().encode(`${JSON.stringify({ ...rows.header, featureSchemaHash: 'other' })}\n`);
    expect(() => decodeRiskRows(line)).toThrow('header featureSchemaHash');
  });

  it('is refused when it holds more patients than it says', () => {
    const rows = someRows(6);
    expect(() => encodeRiskRows({ ...rows, header: { ...rows.header, patients: 1 } })).toThrow(
      'patients: expected at most 1, got 2',
    );
  });
});
