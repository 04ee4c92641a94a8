import { describe, expect, it } from '@jest/globals';
import { logOddsOf, RISK_FEATURES } from '@airway-twin/domain/risk';
import { aScoredRisk } from '../testing/scored-risk.js';
import { groupOf, logOddsOfParts, riskParts } from './risk-parts.js';

describe('the parts of a score', () => {
  it('add up, with the base, to the score that is shown', () => {
    const risk = aScoredRisk({ relieverPuffs24h: 0.9, coldReported7d: 0.2, attackLastYear: -0.3 });
    const sum = riskParts(risk).reduce((all, { logOdds }) => all + logOdds, risk.baseLogOdds);
    expect(sum).toBeCloseTo(logOddsOf(risk.within7Days), 9);
    expect(logOddsOfParts(risk)).toBeCloseTo(sum, 9);
  });

  it('stand in order of their weight, whichever way they go', () => {
    const risk = aScoredRisk({ relieverPuffs24h: 0.5, relieverRise4d: 0.3, attackLastYear: -0.9, ageYears: 0.01 }, 0.1);
    expect(riskParts(risk).map(({ group }) => group)).toEqual([
      'history',
      'reliever',
      'personal',
      ...['airways', 'breathing', 'symptoms', 'preventer', 'surroundings', 'silence'],
    ]);
  });

  it('have a group for every feature of the model, and one for features of a newer model', () => {
    expect(RISK_FEATURES.filter(({ name }) => groupOf(name) === 'other')).toEqual([]);
    expect(groupOf('fromTheFuture')).toBe('other');
  });
});
