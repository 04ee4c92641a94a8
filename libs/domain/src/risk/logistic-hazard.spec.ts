import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RISK_FEATURES, featureIndex, type RiskFeatureName } from './feature-schema.js';
import { ATTACKS_PER_YEAR_SHARE, HAZARD_COEFFICIENTS } from './hazard-coefficients.js';
import { scoreHazard, weekScoreOfHazard } from './logistic-hazard.js';
import { probabilityOf, withinDays } from './score.js';

const row = (known: { [name in RiskFeatureName]?: number } = {}): Float64Array =>
  Float64Array.from(RISK_FEATURES, (feature) => known[feature.name] ?? NaN);

const anyRow = fc
  .array(fc.oneof(fc.constant(NaN), fc.double({ min: -200, max: 200, noNaN: true })), {
    minLength: RISK_FEATURES.length,
    maxLength: RISK_FEATURES.length,
  })
  .map((values) => Float64Array.from(values));

const riskier: readonly RiskFeatureName[] = [
  'relieverPuffsPerDay14d',
  'relieverRise4d',
  'lungFunctionFall3d',
  'nightWakingShare7d',
  'symptomDayShare7d',
  'techniqueFailureShare',
  'attackLastYear',
  'repeatedAttacksLastYear',
  'coldReported7d',
  'pm25MicrogramsPerM3',
  'no2MicrogramsPerM3',
  'highPollenDay',
  'childInSeptember',
  'daysWithoutLungFunction',
];
const safer: readonly RiskFeatureName[] = ['lungFunctionPercentOfBest7d', 'controllerAdherence7d'];

describe('the hazard from published effect sizes', () => {
  it('has one coefficient for each feature, in the order of the schema', () => {
    expect(HAZARD_COEFFICIENTS.map((each) => each.feature)).toEqual(RISK_FEATURES.map((each) => each.name));
  });

  it('gives a patient of whom nothing is known the cohort’s 14 % a year', () => {
    expect(withinDays(scoreHazard(row()).dailyHazard, 365)).toBeCloseTo(ATTACKS_PER_YEAR_SHARE, 10);
  });

  it('gives back the published odds ratios of past attacks', () => {
    const odds = (known: Parameters<typeof row>[0]) => {
      const { dailyHazard } = scoreHazard(row(known));
      return dailyHazard / (1 - dailyHazard);
    };
    const none = odds({ attackLastYear: 0, repeatedAttacksLastYear: 0 });
    expect(odds({ attackLastYear: 1, repeatedAttacksLastYear: 0 }) / none).toBeCloseTo(3.7, 8);
    expect(odds({ attackLastYear: 1, repeatedAttacksLastYear: 1 }) / none).toBeCloseTo(7.7, 8);
  });

  it('keeps the average hazard when it learns the history of attacks: the mix of histories is the cohort', () => {
    const hazardWith = (one: number, two: number) =>
      scoreHazard(row({ attackLastYear: one, repeatedAttacksLastYear: two })).dailyHazard;
    const two = 0.03;
    const one = ATTACKS_PER_YEAR_SHARE - two;
    const mix = (1 - one - two) * hazardWith(0, 0) + one * hazardWith(1, 0) + two * hazardWith(1, 1);
    expect(mix / scoreHazard(row()).dailyHazard).toBeCloseTo(1, 2);
  });

  it('explains itself: the base and the parts of the features add up to the log-odds', () => {
    fc.assert(
      fc.property(anyRow, (features) => {
        const { dailyHazard, baseLogOdds, logOddsByFeature } = scoreHazard(features);
        const sum = logOddsByFeature.reduce((total, part) => total + part, baseLogOdds);
        expect(dailyHazard).toBe(1 / (1 + Math.exp(-sum)));
        expect(dailyHazard).toBeGreaterThan(0);
        expect(dailyHazard).toBeLessThan(1);
      }),
    );
  });

  it('never gives a lower hazard for a worse value, nor a higher one for a better value', () => {
    fc.assert(
      fc.property(
        anyRow,
        fc.constantFrom(...riskier, ...safer),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (features, name, more) => {
          const index = featureIndex(name);
          fc.pre(!Number.isNaN(features[index]!));
          const moved = Float64Array.from(features);
          moved[index] = features[index]! + more;
          const [before, after] = [scoreHazard(features).dailyHazard, scoreHazard(moved).dailyHazard];
          if (safer.includes(name)) expect(after).toBeLessThanOrEqual(before);
          else expect(after).toBeGreaterThanOrEqual(before);
        },
      ),
    );
    const withEffect = HAZARD_COEFFICIENTS.filter((each) => each.logOddsPerUnit !== 0);
    expect([...riskier, ...safer].sort()).toEqual(withEffect.map((each) => each.feature).sort());
  });

  it('keeps air a weak modifier: a week of heavy pollution moves the odds less than one past attack', () => {
    const quiet = scoreHazard(row({ pm25MicrogramsPerM3: 10 })).logOddsByFeature[featureIndex('pm25MicrogramsPerM3')]!;
    const smog = scoreHazard(row({ pm25MicrogramsPerM3: 150 })).logOddsByFeature[featureIndex('pm25MicrogramsPerM3')]!;
    expect(smog - quiet).toBeGreaterThan(0);
    expect(smog - quiet).toBeLessThan(Math.log(3.7));
  });

  it('speaks of seven days with parts that add up, and close to seven days of the same hazard', () => {
    for (const known of [{}, { coldReported7d: 1 }, { relieverRise4d: 3, attackLastYear: 1 }]) {
      const daily = scoreHazard(row(known));
      const week = weekScoreOfHazard(daily, { logOdds: 0.2, variance: 0.09 });
      const sum = week.logOddsByFeature.reduce((total, part) => total + part, week.baseLogOdds + week.personalLogOdds);
      expect(week.logOdds7d).toBeCloseTo(sum, 12);
      expect(week.logOddsSd).toBeCloseTo(0.3, 12);
      const exact = withinDays(daily.dailyHazard, 7);
      expect(Math.abs(probabilityOf(week.logOdds7d - 0.2) / exact - 1)).toBeLessThan(0.05);
    }
  });

  it('refuses a vector of another length', () => {
    expect(() => scoreHazard(new Float64Array(3))).toThrow(`expected ${RISK_FEATURES.length} features, got 3`);
  });
});
