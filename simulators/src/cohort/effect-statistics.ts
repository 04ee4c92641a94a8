import { drawFor } from '../patients/seeded-draw.js';

/** An estimate with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const Z95 = 1.959964;
const RESAMPLES = 400;

/** Share of `of`, with Wilson's interval (1927). NaN of none. */
export function shareOf(some: number, of: number): Estimate {
  const share = some / of;
  const z2 = Z95 ** 2;
  const middle = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z95 / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  return { value: share, low: middle - half, high: middle + half };
}

/** Odds ratio of two groups with Woolf's interval (1955), half a person added to each cell (Haldane 1956). */
export function oddsRatio(withIt: { yes: number; no: number }, without: { yes: number; no: number }): Estimate {
  const cells = [withIt.yes, withIt.no, without.yes, without.no].map((count) => count + 0.5) as [
    number,
    number,
    number,
    number,
  ];
  const log = Math.log((cells[0] * cells[3]) / (cells[1] * cells[2]));
  const half = Z95 * Math.sqrt(cells.reduce((sum, count) => sum + 1 / count, 0));
  return { value: Math.exp(log), low: Math.exp(log - half), high: Math.exp(log + half) };
}

/** Any figure of a list of people with the percentile interval of resampled people (Efron 1979). Always the same for the same list. */
export function bootstrapped<T>(people: readonly T[], figure: (people: readonly T[]) => number): Estimate {
  const draw = drawFor('bootstrap', people.length);
  const figures = Array.from({ length: RESAMPLES }, () =>
    figure(Array.from(people, () => people[Math.floor(draw.next() * people.length)]!)),
  )
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const at = (share: number): number =>
    figures[Math.min(figures.length - 1, Math.floor(share * figures.length))] ?? NaN;
  return { value: figure(people), low: at(0.025), high: at(0.975) };
}

/** One person of a regression of counts: the count, and the factors without the constant. */
export interface CountedPerson {
  readonly count: number;
  readonly factors: readonly number[];
}

/**
 * Rate ratio for one unit of the first factor, the others held: Poisson regression by iterated weighted least squares (Nelder and
 * Wedderburn 1972) with an interval that allows for over-dispersion (sandwich; Huber 1967).
 */
export function rateRatio(people: readonly CountedPerson[]): Estimate {
  const width = (people[0]?.factors.length ?? 0) + 1;
  const rows = people.map(({ factors }) => [1, ...factors]);
  let beta = new Array<number>(width).fill(0);
  beta[0] = Math.log(Math.max(1e-6, people.reduce((sum, { count }) => sum + count, 0) / people.length));
  let bread: number[][] = [];
  let meat: number[][] = [];
  for (let round = 0; round < 30; round++) {
    const gradient = new Array<number>(width).fill(0);
    bread = square(width);
    meat = square(width);
    rows.forEach((row, index) => {
      const rate = Math.exp(
        Math.min(
          10,
          row.reduce((sum, factor, at) => sum + factor * beta[at]!, 0),
        ),
      );
      const left = people[index]!.count - rate;
      for (let a = 0; a < width; a++) {
        gradient[a]! += row[a]! * left;
        for (let b = 0; b < width; b++) {
          bread[a]![b]! += row[a]! * row[b]! * rate;
          meat[a]![b]! += row[a]! * row[b]! * left * left;
        }
      }
    });
    const step = solved(bread, gradient);
    beta = beta.map((value, at) => value + Math.max(-2, Math.min(2, step[at]!)));
    if (step.every((part) => Math.abs(part) < 1e-9)) break;
  }
  const unit = Array.from({ length: width }, (_unused, at) => (at === 1 ? 1 : 0));
  const column = solved(bread, unit);
  const variance = column.reduce(
    (sum, left, a) => sum + left * column.reduce((inner, right, b) => inner + meat[a]![b]! * right, 0),
    0,
  );
  const half = Z95 * Math.sqrt(variance);
  return { value: Math.exp(beta[1]!), low: Math.exp(beta[1]! - half), high: Math.exp(beta[1]! + half) };
}

function square(width: number): number[][] {
  return Array.from({ length: width }, () => new Array<number>(width).fill(0));
}

/** Gauss with row exchange; a hair on the diagonal keeps an unused factor at 0. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const width = right.length;
  const rows = matrix.map((row, at) => [
    ...row.map((value, column) => (column === at ? value + 1e-9 : value)),
    right[at]!,
  ]);
  for (let at = 0; at < width; at++) {
    const pivot = rows.reduce(
      (best, row, index) => (index >= at && Math.abs(row[at]!) > Math.abs(rows[best]![at]!) ? index : best),
      at,
    );
    [rows[at], rows[pivot]] = [rows[pivot]!, rows[at]!];
    for (let row = 0; row < width; row++) {
      if (row === at) continue;
      const factor = rows[row]![at]! / rows[at]![at]!;
      for (let column = at; column <= width; column++) rows[row]![column]! -= factor * rows[at]![column]!;
    }
  }
  return rows.map((row, at) => row[width]! / row[at]!);
}
