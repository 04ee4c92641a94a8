import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readColumns, splineOf } from './write-splines.mjs';

const AGES = Array.from({ length: 369 }, (_unused, row) => 3 + row / 4);

function table(header, cellsOf) {
  return [header.join(';'), ...AGES.map((age, row) => cellsOf(age, row).join(';')), ''].join('\r\n');
}

test('columns are found by their header, whatever their order, and empty rows are passed over', () => {
  const text = table(['FEF25_75_males_Mspline', 'FEF25_75_males_Sspline', 'age', 'FEF25_75_males_Lspline'], (age) => [
    age / 100,
    age / 10,
    age,
    0,
  ]);
  const spline = splineOf(readColumns(`;;;\r\n;;;\r\n${text}`), 'FEF25_75', 'male');
  assert.equal(spline.m[4], 0.04);
  assert.equal(spline.s[4], 0.4);
  assert.equal(spline.l, null);
});

test('cells may be empty at the end alone', () => {
  const header = ['age', 'FEV1_males_Lspline', 'FEV1_males_Mspline', 'FEV1_males_Sspline'];
  const ending = (isEmpty) => table(header, (age, row) => [age, ...(isEmpty(row) ? ['', '', ''] : [0.1, 0.2, 0.3])]);
  assert.equal(splineOf(readColumns(ending((row) => row > 348)), 'FEV1', 'male').m.length, 349);
  assert.throws(() => splineOf(readColumns(ending((row) => row === 5)), 'FEV1', 'male'), /empty cell before its end/);
});

test('a missing column, an age off the grid and a cell that is no number are refused by name', () => {
  const text = table(['age', 'x'], (age) => [age, 1]);
  assert.throws(() => splineOf(readColumns(text), 'FEV1', 'male'), /expected a column FEV1_males_Mspline/);
  assert.throws(() => readColumns(text.replace('\r\n3.25;', '\r\n3.2;')), /age, row 3: expected 3.25, got 3.2/);
  assert.throws(() => readColumns(text.replace('4;1', '4;one')), /x, row 6: expected a number, got one/);
});
