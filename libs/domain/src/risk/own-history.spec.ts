import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../measurement/observation.js';
import { aDiaryDay, aPeakFlowSession, aPuff, at, contextAt, preventerTaken } from '../testing/a-story.js';
import { featureIndex, type RiskFeatureName } from './feature-schema.js';
import { riskFeatures } from './features.js';

const NOW = at(20, 20);

function feature(name: RiskFeatureName, observations: readonly Observation[]): number {
  const { state, view } = contextAt(NOW, observations);
  const vector = riskFeatures(state, view, NOW);
  if (!(vector instanceof Float64Array)) throw new Error(`not enough data: ${vector.missing.join()}`);
  return vector[featureIndex(name)]!;
}

/** A blow each morning from day 6: `best` gives the day's, L/min. */
const mornings = (best: (day: number) => number): Observation[] =>
  Array.from({ length: 15 }, (_unused, index) => index + 6).map((day) =>
    aPeakFlowSession(at(day, 8), best(day), best(day) - 5),
  );

describe('a patient against their own usual', () => {
  it('the same fall means more in one whose blows hardly vary than in one whose blows always do', () => {
    const fallen = (day: number) => (day >= 18 ? 250 : 285);
    const steady = feature('lungFunctionZ3d', mornings(fallen));
    const restless = feature(
      'lungFunctionZ3d',
      mornings((day) => fallen(day) + (day < 18 ? (day % 2 === 0 ? 45 : -45) : 0)),
    );
    expect(steady).toBeLessThan(-1);
    expect(restless).toBeGreaterThan(steady);
    expect(restless).toBeLessThan(0);
  });

  it('the course of 7 days is in percent of best a day, and the spread tells ups and downs', () => {
    const falling = mornings((day) => 300 - 6 * (day - 6));
    expect(feature('lungFunctionSlope7d', falling)).toBeCloseTo(-2, 6);
    expect(
      feature(
        'lungFunctionSpread14d',
        mornings(() => 280),
      ),
    ).toBe(0);
    expect(
      feature(
        'lungFunctionSpread14d',
        mornings((day) => 270 + (day % 2) * 30),
      ),
    ).toBeGreaterThan(3);
  });

  it('is not guessed from too few blows', () => {
    const two = mornings(() => 280).slice(-2);
    for (const name of ['lungFunctionZ3d', 'lungFunctionSlope7d', 'lungFunctionSpread14d'] as const) {
      expect(feature(name, two)).toBeNaN();
    }
  });

  it('doses that fell away are seen as a change, when the sensor watched both weeks', () => {
    const before = preventerTaken(0, 13);
    const fewer = preventerTaken(13, 20).filter((_each, index) => index % 2 === 0);
    expect(feature('controllerAdherenceChange7d', [...before, ...fewer])).toBeCloseTo(-0.5, 1);
    expect(feature('controllerAdherenceChange7d', [...before, ...preventerTaken(13, 21)])).toBeCloseTo(0, 1);
    expect(feature('controllerAdherenceChange7d', preventerTaken(15, 21))).toBeNaN();
  });

  it('a rise of symptoms is that of the last three days, and days without a diary are counted', () => {
    const calm = Array.from({ length: 7 }, (_unused, day) => aDiaryDay(day + 10, { daySymptoms: false }));
    const worse = [18, 19, 20].map((day) => aDiaryDay(day, { daySymptoms: true }));
    const diary = [...calm, ...worse].filter((each) => each.measuredAtMs <= NOW);
    expect(feature('symptomRise3d', diary)).toBe(1);
    expect(feature('symptomRise3d', calm)).toBeNaN();
    expect(feature('diaryShare14d', [aPuff(at(0, 8)), ...diary])).toBeCloseTo(diary.length / 14, 6);
  });

  it('the force of breathing in is the mean of what the sensor saw', () => {
    const breath = (hour: number, flow: number) =>
      aPuff(at(19, hour), 'budesonide', 'controller', { peakInspiratoryFlowLitresPerMinute: flow });
    expect(feature('inspiratoryFlowLitresPerMinute', [breath(7, 40), breath(12, 50), breath(19, 60)])).toBe(50);
    expect(feature('inspiratoryFlowLitresPerMinute', [breath(7, 40), breath(19, 60)])).toBeNaN();
  });

  it('knows for how long the inhaler was not seen', () => {
    expect(feature('daysWithoutInhaler', [aPuff(at(15, 20)), aDiaryDay(19)])).toBeCloseTo(5, 6);
    expect(feature('daysWithoutInhaler', [aDiaryDay(19)])).toBe(14);
  });
});
