import { mean, sampleQuantile } from './scores.js';

/** What simple rules foretell from the sessions before: the yardsticks. Sessions oldest first; at least one. */
export const BASELINES = {
  'last value': (before: readonly number[]) => before.at(-1)!,
  'mean of 7': (before: readonly number[]) => mean(before.slice(-7)),
  'mean of 14': (before: readonly number[]) => mean(before.slice(-14)),
  'exponential 0.8/0.2': (before: readonly number[]) =>
    before.slice(1).reduce((average, value) => 0.8 * average + 0.2 * value, before[0]!),
} as const;
export type BaselineName = keyof typeof BASELINES;
export const BASELINE_NAMES = Object.keys(BASELINES) as BaselineName[];

/** A baseline's forecast: its point, and the sample that its own past errors spread around it. */
export interface BaselineForecast {
  readonly predicted: number;
  readonly sample: readonly number[];
  readonly low: number;
  readonly high: number;
}

/** Forecasts of every session from the third on by one baseline; index 0 of the answer is the third session. */
export function baselineForecasts(name: BaselineName, values: readonly number[]): BaselineForecast[] {
  const rule = BASELINES[name];
  const errors: number[] = [];
  const forecasts: BaselineForecast[] = [];
  for (let index = 1; index < values.length; index++) {
    const predicted = rule(values.slice(0, index));
    if (index >= 2) {
      const sample = errors.map((error) => predicted + error);
      forecasts.push({ predicted, sample, low: sampleQuantile(sample, 0.1), high: sampleQuantile(sample, 0.9) });
    }
    errors.push(values[index]! - predicted);
  }
  return forecasts;
}
