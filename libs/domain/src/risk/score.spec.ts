import { describe, expect, it } from '@jest/globals';
import { RISK_FEATURES } from './feature-schema.js';
import { scoreHazard } from './logistic-hazard.js';
import { rememberRisk, type RememberedRisk } from './risk-history.js';
import type { Risk, RiskModelIdentity } from './risk.js';
import { riskFrom, withinDays } from './score.js';

const identity: RiskModelIdentity = { name: 'hazard', version: '1', fileSha256: 'abc', featureSchemaHash: 'def' };
const unknown = new Float64Array(RISK_FEATURES.length).fill(NaN);
const NOW = Date.parse('2026-03-20T12:00:00Z');

describe('the risk that people see', () => {
  it('is the chance of at least one attack in 3 and in 7 days', () => {
    expect(withinDays(0.1, 3)).toBeCloseTo(1 - 0.9 ** 3, 12);
    expect(withinDays(1e-12, 7)).toBeCloseTo(7e-12, 18);
    expect(withinDays(1, 3)).toBe(1);
    const risk = riskFrom({ ...scoreHazard(unknown), dailyHazard: 0.02 }, unknown, identity, NOW);
    expect(risk).toMatchObject({ kind: 'scored', scoredAtMs: NOW, model: identity });
    if (risk.kind === 'scored')
      expect([risk.within3Days, risk.within7Days]).toEqual([withinDays(0.02, 3), withinDays(0.02, 7)]);
  });

  it('names every feature, the largest part first, and says null for a value that was missing', () => {
    const features = Float64Array.from(unknown);
    features[10] = 1;
    const risk = riskFrom(scoreHazard(features), features, identity, NOW);
    if (risk.kind !== 'scored') throw new Error('expected a score');
    const sizes = risk.contributions.map((part) => Math.abs(part.logOdds));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(risk.contributions).toHaveLength(RISK_FEATURES.length);
    expect(risk.contributions[0]).toMatchObject({ feature: 'coldReported7d', value: 1 });
    expect(risk.contributions.filter((part) => part.value === null)).toHaveLength(RISK_FEATURES.length - 1);
  });

  it.each([NaN, Infinity, -0.1, 1.1])('is unavailable, with the reason, when a model gives %p', (dailyHazard) => {
    const risk = riskFrom({ ...scoreHazard(unknown), dailyHazard }, unknown, identity, NOW);
    expect(risk).toEqual({ kind: 'unavailable', reason: 'model hazard 1 gave a score that is no probability' });
  });

  it('is unavailable when a part of it is not a number', () => {
    const score = scoreHazard(unknown);
    score.logOddsByFeature[3] = NaN;
    expect(riskFrom(score, unknown, identity, NOW).kind).toBe('unavailable');
  });
});

describe('the memory of past scores', () => {
  const scored = (atMs: number, within7Days: number): Risk => ({
    ...(riskFrom(scoreHazard(unknown), unknown, identity, atMs) as Risk & { kind: 'scored' }),
    within7Days,
  });
  const HOUR = 3_600_000;

  it('keeps four scores a day for seven days, oldest first', () => {
    let history: readonly RememberedRisk[] = [];
    for (let hour = 0; hour < 24 * 12; hour++) history = rememberRisk(history, scored(NOW + hour * HOUR, hour / 1000));
    expect(history.length).toBeLessThanOrEqual(7 * 4 + 1);
    expect(history.length).toBeGreaterThanOrEqual(7 * 4);
    expect(history.map((each) => each.scoredAtMs)).toEqual(
      history.map((each) => each.scoredAtMs).sort((a, b) => a - b),
    );
  });

  it('is untouched by a risk that was not scored', () => {
    const history = rememberRisk([], scored(NOW, 0.1));
    expect(rememberRisk(history, { kind: 'unavailable', reason: 'no model' })).toBe(history);
  });
});
