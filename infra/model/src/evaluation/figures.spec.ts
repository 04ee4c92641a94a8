import { describe, expect, it } from '@jest/globals';
import { drawsFrom, normalsFrom } from '../learning/draw.js';
import { differences, figuresWithIntervals, type Judged } from './figures.js';

/** People with so many days each; a day's log-odds are normal, its outcome follows them, the score sees them `distorted`. */
function people(count: number, distorted: (logOdds: number) => number, seed = 1): Judged {
  const draw = drawsFrom(seed);
  const normal = normalsFrom(draw);
  const days = 60;
  const logOdds = Float64Array.from({ length: count * days }, () => -2.5 + 1.2 * normal());
  const outcome = Float32Array.from(logOdds, (each) => (draw() < 1 / (1 + Math.exp(-each)) ? 1 : 0));
  const probability = logOdds.map((each) => 1 / (1 + Math.exp(-distorted(each))));
  const person = Int32Array.from({ length: count * days }, (_unused, at) => Math.floor(at / days));
  return { score: probability, probability, outcome, person, people: count };
}

describe('how well scores foretell', () => {
  it('risks that are right have slope 1 and intercept 0; too extreme ones a slope below 1; too low ones an intercept above 0', () => {
    const right = figuresWithIntervals(
      people(200, (x) => x),
      1,
    );
    expect(right.calibrationSlope.value).toBeCloseTo(1, 1);
    expect(right.calibrationIntercept.value).toBeCloseTo(0, 1);
    const extreme = figuresWithIntervals(
      people(200, (x) => -2.5 + 2 * (x + 2.5)),
      1,
    );
    expect(extreme.calibrationSlope.value).toBeCloseTo(0.5, 1);
    expect(extreme.auc.value).toBeCloseTo(right.auc.value!, 3);
    expect(extreme.brier.value).toBeGreaterThan(right.brier.value!);
    expect(
      figuresWithIntervals(
        people(200, (x) => x - 1),
        1,
      ).calibrationIntercept.value,
    ).toBeCloseTo(1, 1);
  });

  it('a score that knows nothing has an AUC of one half and no skill, one that knows all an AUC of 1', () => {
    const blind = people(100, () => -2.2);
    expect(figuresWithIntervals(blind, 1).auc.value).toBe(0.5);
    const share = blind.outcome.reduce((sum, each) => sum + each, 0) / blind.outcome.length;
    expect(figuresWithIntervals(blind, 1).auprc.value).toBeCloseTo(share, 3);
    const all = { ...blind, score: Float64Array.from(blind.outcome), probability: null };
    expect(figuresWithIntervals(all, 1).auc.value).toBe(1);
    expect(figuresWithIntervals(all, 1).brier.value).toBeNull();
  });

  it('the interval holds the value and is narrower with more people, not with more days of the same ones', () => {
    const few = figuresWithIntervals(
      people(30, (x) => x),
      2,
    ).auc;
    const many = figuresWithIntervals(
      people(300, (x) => x),
      2,
    ).auc;
    for (const each of [few, many]) {
      expect(each.low!).toBeLessThan(each.value!);
      expect(each.high!).toBeGreaterThan(each.value!);
    }
    expect(many.high! - many.low!).toBeLessThan(0.6 * (few.high! - few.low!));
    const one = people(30, (x) => x);
    const twice: Judged = {
      score: Float64Array.from([...one.score, ...one.score]),
      probability: Float64Array.from([...one.score, ...one.score]),
      outcome: Float32Array.from([...one.outcome, ...one.outcome]),
      person: Int32Array.from([...one.person, ...one.person]),
      people: one.people,
    };
    const [once, doubled] = [figuresWithIntervals(one, 2).auc, figuresWithIntervals(twice, 2).auc];
    expect(doubled.high! - doubled.low!).toBeCloseTo(once.high! - once.low!, 2);
  });

  it('a score differs from itself by nothing, and from a noisier one for the better', () => {
    const one = people(150, (x) => x);
    expect(differences(one, one, 3).auc).toEqual({ value: 0, low: 0, high: 0 });
    const normal = normalsFrom(drawsFrom(9));
    const noisy = one.score.map((p) => 1 / (1 + Math.exp(-(Math.log(p / (1 - p)) + 1.5 * normal()))));
    expect(differences(one, { ...one, score: noisy, probability: noisy }, 3).auc.high!).toBeLessThan(0);
  });
});
