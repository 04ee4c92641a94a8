import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RISK_FEATURES } from './feature-schema.js';
import { isKeptScore } from './risk-memory.js';
import type { ModelScore, Risk, RiskModelIdentity } from './risk.js';
import { logOddsOf, probabilityOf, riskFrom, withinDays } from './score.js';

const identity: RiskModelIdentity = { name: 'risk', version: '2', fileSha256: 'abc', featureSchemaHash: 'def' };
const unknown = new Float64Array(RISK_FEATURES.length).fill(NaN);
const NOW = Date.parse('2026-03-20T12:00:00Z');

/** A score of that probability within 7 days, all of it in the base. */
function aScore(within7Days: number, changes: Partial<ModelScore> = {}): ModelScore {
  const logOdds7d = logOddsOf(within7Days);
  return {
    logOdds7d,
    logOddsSd: 0.4,
    logOddsByFeature: new Float64Array(RISK_FEATURES.length),
    baseLogOdds: logOdds7d,
    personalLogOdds: 0,
    ...changes,
  };
}

function scoredRisk(score: ModelScore, features = unknown): Risk & { kind: 'scored' } {
  const risk = riskFrom(score, features, identity, NOW);
  if (risk.kind !== 'scored') throw new Error('expected a score');
  return risk;
}

describe('the risk that people see', () => {
  it('is the chance of an attack in 7 days, and in 3 when each day is alike', () => {
    const risk = scoredRisk(aScore(0.02));
    expect(risk).toMatchObject({ scoredAtMs: NOW, model: identity });
    expect(risk.within7Days).toBeCloseTo(0.02, 12);
    expect((1 - risk.within3Days) ** 7).toBeCloseTo((1 - 0.02) ** 3, 12);
    expect(withinDays(1 - 0.9 ** 7, 3)).toBeCloseTo(1 - 0.9 ** 3, 12);
    expect(withinDays(1e-12, 70)).toBeCloseTo(1e-11, 18);
    expect(withinDays(1, 3)).toBe(1);
  });

  it('lies within its band, which is 80 % of the log-odds’ spread and a point when nothing is uncertain', () => {
    const { band7Days, within7Days } = scoredRisk(aScore(0.02, { logOddsSd: 0.5 }));
    expect(logOddsOf(band7Days.high) - logOddsOf(within7Days)).toBeCloseTo(0.5 * 1.2815515655, 8);
    expect(logOddsOf(within7Days) - logOddsOf(band7Days.low)).toBeCloseTo(0.5 * 1.2815515655, 8);
    expect(scoredRisk(aScore(0.02, { logOddsSd: 0 })).band7Days).toEqual({
      low: within7Days,
      high: within7Days,
    });
  });

  it('stays a probability with its band in order, however extreme the score', () => {
    const logOdds = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(logOdds, fc.double({ min: 0, max: 50, noNaN: true }), (logOdds7d, logOddsSd) => {
        const { within3Days, within7Days, band7Days } = scoredRisk(aScore(0.5, { logOdds7d, logOddsSd }));
        for (const each of [within3Days, within7Days, band7Days.low, band7Days.high]) {
          expect(each).toBeGreaterThanOrEqual(0);
          expect(each).toBeLessThanOrEqual(1);
        }
        expect(within3Days).toBeLessThanOrEqual(within7Days);
        expect(band7Days.low).toBeLessThanOrEqual(within7Days);
        expect(band7Days.high).toBeGreaterThanOrEqual(within7Days);
      }),
    );
    expect(probabilityOf(logOddsOf(0.3))).toBeCloseTo(0.3, 14);
  });

  it('names every feature, the largest part first, says null for a value that was missing, and what the person’s own weeks add', () => {
    const features = Float64Array.from(unknown);
    features[10] = 1;
    const logOddsByFeature = new Float64Array(RISK_FEATURES.length);
    logOddsByFeature[10] = 1.7;
    logOddsByFeature[2] = -0.4;
    const risk = scoredRisk(aScore(0.02, { logOddsByFeature, personalLogOdds: 0.3 }), features);
    expect(risk.contributions).toHaveLength(RISK_FEATURES.length);
    expect(risk.contributions.slice(0, 2)).toEqual([
      { feature: RISK_FEATURES[10].name, value: 1, logOdds: 1.7 },
      { feature: RISK_FEATURES[2].name, value: null, logOdds: -0.4 },
    ]);
    expect(risk.personalLogOdds).toBe(0.3);
    expect(risk.contributions.filter((part) => part.value === null)).toHaveLength(RISK_FEATURES.length - 1);
  });

  it.each([{ logOdds7d: NaN }, { logOdds7d: Infinity }, { logOddsSd: -0.1 }, { personalLogOdds: NaN }])(
    'is unavailable, with the reason, when a model gives %p',
    (changes) => {
      const risk = riskFrom(aScore(0.02, changes), unknown, identity, NOW);
      expect(risk).toEqual({ kind: 'unavailable', reason: 'model risk 2 gave a score that is no probability' });
    },
  );

  it('is unavailable when a part of it is not a number', () => {
    const logOddsByFeature = new Float64Array(RISK_FEATURES.length);
    logOddsByFeature[3] = NaN;
    expect(riskFrom(aScore(0.02, { logOddsByFeature }), unknown, identity, NOW).kind).toBe('unavailable');
  });
});

describe('the trajectory of scores', () => {
  it('keeps the first score of every quarter of a day, whatever comes between', () => {
    const HOUR = 3_600_000;
    let keptAtMs: number | null = null;
    const kept: number[] = [];
    for (let minute = 0; minute < 24 * 60 * 3; minute += 7) {
      const atMs = NOW + minute * 60_000;
      if (!isKeptScore(keptAtMs, atMs)) continue;
      keptAtMs = atMs;
      kept.push(atMs);
    }
    expect(kept).toHaveLength(12);
    expect(kept[1]! - kept[0]!).toBeGreaterThanOrEqual(6 * HOUR);
    expect(isKeptScore(keptAtMs, NOW)).toBe(false);
  });
});
