import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arrayLiteral } from './array-literal.js';

/** Reads a one-dimensional array as PostgreSQL does (manual, 8.15.6): quoted elements, a backslash takes the next character as it is. */
function read(literal: string): (string | null)[] {
  const elements = literal.slice(1, -1).match(/"(?:[^"\\]|\\.)*"|[^,"]+/gsu) ?? [];
  return elements.map((element) => {
    if (element.startsWith('"')) return element.slice(1, -1).replace(/\\(.)/gsu, '$1');
    return element.toLowerCase() === 'null' ? null : element;
  });
}

describe('a column written as an array', () => {
  it('is read as the same texts, or is left to the driver as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string({ unit: 'binary' }))), (column) => {
        const written = arrayLiteral(column);
        expect(typeof written === 'string' ? read(written) : written).toEqual(column);
      }),
    );
  });

  it('holds JSON with quotes and backslashes, and text that looks like nothing', () => {
    const column = ['{"a":"b \\"c\\" {,}"}', 'NULL', 'null', '', 'a\\b', 'é☃'];
    expect(arrayLiteral(column)).toEqual(expect.any(String));
    expect(read(arrayLiteral(column) as string)).toEqual(column);
  });

  it('writes whole numbers and what is missing', () => {
    expect(arrayLiteral([0, -3, 9007199254740991, null])).toBe('{0,-3,9007199254740991,null}');
    expect(arrayLiteral([])).toBe('{}');
  });

  it('leaves control characters and broken text to the driver', () => {
    for (const text of ['a\nb', '\u0001', '\ud800']) expect(arrayLiteral([text])).toEqual([text]);
  });
});
