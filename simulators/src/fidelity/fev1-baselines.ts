import { mean } from './scores.js';

/**
 * What simple rules foretell of the next session's best FEV1, L, from those of the sessions before (oldest first, at least one):
 * the last value; the mean of the last seven; and the person's usual percentage of their personal best so far. All of them see every
 * session that the twin sees, from the first day on.
 */
export const FEV1_BASELINES = {
  'last value': (before: readonly number[]) => before.at(-1)!,
  'mean of 7': (before: readonly number[]) => mean(before.slice(-7)),
  '% personal best': (before: readonly number[]) => Math.max(...before) * mean(sharesOfBest(before)),
} as const;

export type Fev1BaselineName = keyof typeof FEV1_BASELINES;
export const FEV1_BASELINE_NAMES = Object.keys(FEV1_BASELINES) as Fev1BaselineName[];

/** Each session as a share of the highest up to it. */
function sharesOfBest(values: readonly number[]): number[] {
  let best = 0;
  return values.map((value) => {
    best = Math.max(best, value);
    return value / best;
  });
}
