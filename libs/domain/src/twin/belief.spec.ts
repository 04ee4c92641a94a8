import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  copied,
  independent,
  mapRows,
  merged,
  pack,
  packBillionths,
  settle,
  spreadOf,
  unpack,
  update,
  updateByEvent,
  type Belief,
  type MappedRow,
} from './belief.js';

type Matrix = number[][];

const SIZE = 5;
const figure = fc.double({ min: -2, max: 2, noNaN: true });
const row = fc.array(figure, { minLength: SIZE, maxLength: SIZE });
const square = fc.array(row, { minLength: SIZE, maxLength: SIZE });

/** Any root makes a covariance: R·Rᵀ, and a little so that nothing is known without doubt. */
const anyBelief = fc
  .record({ mean: row, root: square })
  .map(({ mean, root }) => beliefOf(mean, times(root, flip(root))));
const anyMap = fc.array(
  fc.record({
    row: fc.nat(SIZE - 1),
    weights: row,
    plus: figure,
    noise: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 4 },
);

function beliefOf(mean: readonly number[], covariance: Matrix): Belief {
  return {
    mean: Float64Array.from(mean),
    covariance: Float64Array.from(
      covariance.flatMap((line, at) => line.map((value, to) => value + (at === to ? 0.01 : 0))),
    ),
  };
}
function times(a: Matrix, b: Matrix): Matrix {
  return a.map((line) => b[0]!.map((_unused, to) => line.reduce((sum, value, at) => sum + value * b[at]![to]!, 0)));
}
function flip(a: Matrix): Matrix {
  return a[0]!.map((_unused, to) => a.map((line) => line[to]!));
}
function dense({ mean, covariance }: Belief): { mean: number[]; covariance: Matrix } {
  const n = mean.length;
  return {
    mean: [...mean],
    covariance: Array.from({ length: n }, (_unused, at) => [...covariance.slice(at * n, (at + 1) * n)]),
  };
}
function expectClose(belief: Belief, mean: readonly number[], covariance: Matrix): void {
  const found = dense(belief);
  found.mean.forEach((value, at) => expect(value).toBeCloseTo(mean[at]!, 8));
  found.covariance.flat().forEach((value, at) => expect(value).toBeCloseTo(covariance.flat()[at]!, 8));
}
function unit(): Matrix {
  return Array.from({ length: SIZE }, (_unused, at) => Array.from({ length: SIZE }, (_one, to) => (at === to ? 1 : 0)));
}

describe('a belief carried through a linear map', () => {
  it('is that of the whole matrix, one row after the other: mean M·x + b, covariance M·P·Mᵀ + Q', () => {
    fc.assert(
      fc.property(anyBelief, anyMap, (belief, map) => {
        let { mean, covariance } = dense(belief);
        for (const { row: at, weights, plus, noise } of map) {
          const matrix = unit();
          matrix[at] = [...weights];
          mean = matrix.map((line, to) => line.reduce((sum, w, k) => sum + w * mean[k]!, to === at ? plus : 0));
          covariance = times(times(matrix, covariance), flip(matrix));
          covariance[at]![at]! += noise;
        }
        mapRows(
          belief,
          map.map((each): MappedRow => ({ ...each, from: each.weights.map((_unused, k) => k) })),
        );
        expectClose(belief, mean, covariance);
      }),
    );
  });

  it('stays as it is, but for the noise, where a part only stays', () => {
    const belief = independent([1, 2], [0.1, 0.2]);
    mapRows(belief, [{ row: 1, from: [1], weights: [1], plus: 0.5, noise: 0.05 }]);
    expect([...belief.mean]).toEqual([1, 2.5]);
    expect(belief.covariance[3]).toBeCloseTo(0.09, 12);
  });
});

describe('an observation', () => {
  it('moves the belief as the Kalman filter says: K = P·h/(hᵀ·P·h + r), x + K·y, (I − K·hᵀ)·P', () => {
    fc.assert(
      fc.property(anyBelief, row, figure, fc.double({ min: 0.01, max: 2, noNaN: true }), (belief, h, seen, noise) => {
        const { mean, covariance } = dense(belief);
        const cross = covariance.map((line) => line.reduce((sum, value, at) => sum + value * h[at]!, 0));
        const total = cross.reduce((sum, value, at) => sum + value * h[at]!, noise);
        const gain = cross.map((value) => value / total);
        const left = unit().map((line, at) => line.map((value, to) => value - gain[at]! * h[to]!));
        update(belief, Float64Array.from(h), seen, noise);
        expectClose(
          belief,
          mean.map((value, at) => value + gain[at]! * seen),
          times(left, covariance),
        );
      }),
    );
  });

  it('never makes the belief about anything less sure', () => {
    fc.assert(
      fc.property(anyBelief, row, figure, fc.double({ min: 0.01, max: 2, noNaN: true }), (belief, h, seen, noise) => {
        const before = dense(belief).covariance;
        update(belief, Float64Array.from(h), seen, noise);
        dense(belief).covariance.forEach((line, at) => expect(line[at]!).toBeLessThanOrEqual(before[at]![at]! + 1e-9));
      }),
    );
  });

  it('that happened more often than expected pulls towards what makes it happen, and one as expected only makes surer', () => {
    const gradient = Float64Array.from([2, 0]);
    const more = independent([0.3, 0.5], [0.2, 0.1]);
    updateByEvent(more, gradient, 0.8, 0.5);
    expect(more.mean[0]).toBeGreaterThan(0.3);
    expect(more.mean[1]).toBe(0.5);
    const asExpected = independent([0.3, 0.5], [0.2, 0.1]);
    updateByEvent(asExpected, gradient, 0, 0.5);
    expect(asExpected.mean[0]).toBe(0.3);
    // Information adds up: 1/0.04 of before and 0.5·2² of the event.
    expect(asExpected.covariance[0]).toBeCloseTo(1 / (1 / 0.04 + 0.5 * 4), 12);
  });
});

describe('two ways in which something may have come about', () => {
  it('become one belief with the mean and the covariance of the mixture', () => {
    fc.assert(
      fc.property(anyBelief, anyBelief, fc.double({ min: 0, max: 1, noNaN: true }), (one, other, weight) => {
        const [a, b] = [dense(one), dense(other)];
        const mean = a.mean.map((value, at) => weight * value + (1 - weight) * b.mean[at]!);
        // Second moments of a mixture are the weighted second moments of its parts.
        const second = a.covariance.map((line, at) =>
          line.map(
            (value, to) =>
              weight * (value + a.mean[at]! * a.mean[to]!) +
              (1 - weight) * (b.covariance[at]![to]! + b.mean[at]! * b.mean[to]!) -
              mean[at]! * mean[to]!,
          ),
        );
        expectClose(
          merged([
            { weight, belief: one },
            { weight: 1 - weight, belief: other },
          ]),
          mean,
          second,
        );
      }),
    );
  });
});

describe('a belief that is stored', () => {
  it('comes back as it was, to twelve decimals, and storing it again changes nothing', () => {
    fc.assert(
      fc.property(anyBelief, (belief) => {
        const stored = pack(belief);
        const again = unpack(stored);
        expectClose(again, dense(belief).mean, dense(belief).covariance);
        expect(JSON.stringify(pack(unpack(JSON.parse(JSON.stringify(stored)) as typeof stored)))).toBe(
          JSON.stringify(stored),
        );
      }),
    );
  });

  it('is settled to what storing it and taking it up again would leave of it', () => {
    fc.assert(
      fc.property(anyBelief, (belief) => {
        const stored = unpack(pack(belief));
        settle(belief);
        expect(dense(belief)).toEqual(dense(stored));
      }),
    );
  });

  it('is rounded as Math.round does, halves of the last digit included, and to no minus zero', () => {
    const halves = fc.integer({ min: -3e9, max: 3e9 }).map((whole) => (whole + 0.5) / 1e12);
    fc.assert(
      fc.property(fc.array(fc.oneof(figure, halves), { minLength: 1, maxLength: SIZE }), (mean) => {
        const belief = { mean: Float64Array.from(mean), covariance: new Float64Array(mean.length ** 2) };
        expect(pack(belief).mean).toEqual(mean.map((value) => Math.round(value * 1e12) / 1e12 + 0));
        expect(packBillionths(belief).meanBillionths).toEqual(
          mean.map((value) => Math.round((Math.round(value * 1e12) / 1e12) * 1e9) + 0),
        );
      }),
    );
  });

  it('is not touched by what is done to its copy', () => {
    const belief = independent([0.3, 0.5], [0.2, 0.1]);
    update(copied(belief), Float64Array.from([1, 1]), 1, 0.1);
    expect([...belief.mean]).toEqual([0.3, 0.5]);
    expect(spreadOf(belief, Float64Array.from([1, 0])).variance).toBeCloseTo(0.04, 12);
  });
});
