import { describe, expect, it } from '@jest/globals';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import { drawnPerson } from '../patients/drawn-people.js';
import { FEV1_BASELINES } from './fev1-baselines.js';
import { hiddenFindings, hiddenReport } from './hidden-report.js';
import { hiddenStory } from './hidden-story.js';
import {
  scoreHiddenPatient,
  WARM_UP_DAYS,
  type PatientScores,
  type ScoredMoment,
  type ScoredSession,
} from './score-hidden-patient.js';

const startMs = Date.parse('2026-01-10T00:00:00Z');
const DAYS = 24;
const story = hiddenStory(drawnPerson(5, 3, startMs), 3, startMs, DAYS);

describe('the story of a hidden patient', () => {
  it('is told in observations of the product, in order, without a word of the truth', () => {
    expect(story.truth).toHaveLength(DAYS * 24);
    expect(story.observations.length).toBeGreaterThan(100);
    const times = story.observations.map((one) => one.measuredAtMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(JSON.stringify([story.profile, story.observations])).not.toMatch(
      /constriction|inflammation|narrowing|virus/i,
    );
  });
});

describe('scoring a hidden patient', () => {
  const scores = scoreHiddenPatient(story);

  it('asks after the warm-up only, for traits and for every session with an acceptable blow', () => {
    expect(scores.moments.length).toBeGreaterThan((DAYS - WARM_UP_DAYS) * 2);
    expect(scores.moments.length).toBeLessThan((DAYS - WARM_UP_DAYS) * 7);
    const counted = new Set(
      story.observations.flatMap((one) =>
        one.stream === 'spirometer.blow' && one.measuredAtMs >= startMs + WARM_UP_DAYS * MS_PER_DAY
          ? [one.data.sessionId]
          : [],
      ),
    );
    expect(scores.sessions.length + scores.sessionsWithoutBest).toBe(counted.size);
  });

  it('foretells from the past alone: what comes later changes no forecast, of the twin or of a baseline', () => {
    const untilMs = startMs + (WARM_UP_DAYS + 6) * MS_PER_DAY;
    const shorter = scoreHiddenPatient({
      ...story,
      observations: story.observations.filter((one) => one.measuredAtMs < untilMs),
      truth: story.truth.filter((hour) => hour.atMs < untilMs),
    });
    expect(shorter.sessions.length).toBeGreaterThan(1);
    const known = shorter.sessions.length - 1;
    const forecasts = (one: PatientScores) =>
      one.sessions.slice(0, known).map(({ perfect: _perfect, ...rest }) => rest);
    expect(forecasts(shorter)).toEqual(forecasts(scores));
    expect(shorter.moments).toEqual(scores.moments.slice(0, shorter.moments.length));
  });

  it('judges the twin and the baselines by the same sessions', () => {
    for (const { observed, twin, baselines } of scores.sessions) {
      expect(twin.observed).toBe(observed);
      expect(Object.keys(baselines)).toEqual(Object.keys(FEV1_BASELINES));
      expect(twin.low).toBeLessThan(twin.mid);
      expect(twin.mid).toBeLessThan(twin.high);
    }
  });
});

describe('the baselines', () => {
  it('are the last value, the mean of seven, and the usual share of the best so far', () => {
    const before = [2, 2.5, 2.4, 2, 2, 2, 2, 2.2, 2.1];
    expect(FEV1_BASELINES['last value'](before)).toBe(2.1);
    expect(FEV1_BASELINES['mean of 7'](before)).toBeCloseTo((2.4 + 2 + 2 + 2 + 2 + 2.2 + 2.1) / 7, 12);
    const shares = [1, 1, 2.4 / 2.5, 0.8, 0.8, 0.8, 0.8, 0.88, 0.84];
    const usual = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    expect(FEV1_BASELINES['% personal best'](before)).toBeCloseTo(2.5 * usual, 12);
  });
});

describe('the findings', () => {
  const belief = (observed: number, mid: number) => ({ low: mid - 0.1, mid, high: mid + 0.1, observed });
  const moment = (observed: number, mid: number): ScoredMoment => ({
    constriction: belief(observed, mid),
    constrictionUnmasked: belief(observed, mid),
    inflammation: belief(observed, observed),
  });
  const session = (observed: number, expected: number, last: number): ScoredSession => ({
    observed,
    twin: { low: expected - 0.1, mid: expected, high: expected + 0.1, observed },
    twinCrps: Math.abs(expected - observed),
    perfect: observed,
    baselines: { 'last value': last, 'mean of 7': last + 1, '% personal best': last + 2 },
  });
  const patients: PatientScores[] = [
    {
      patientId: 'a',
      moments: [moment(0.2, 0.25), moment(0.2, 0.4)],
      sessions: [session(2, 2.04, 2.1), session(2, 1.96, 1.9)],
      sessionsWithoutBest: 1,
    },
  ];

  it('pool coverage, errors and the ratio to the best baseline', () => {
    const found = hiddenFindings(patients);
    expect(found.traits.constriction.coverage).toBe(0.5);
    expect(found.traits.inflammation).toMatchObject({ coverage: 1, rmse: 0 });
    expect(found.fev1.bestBaseline).toBe('last value');
    expect(found.fev1.ratio).toBeCloseTo(0.4, 9);
    expect(found.fev1.coverage).toBe(1);
    expect(found.sessionsWithoutBest).toBe(1);
    expect(found.traits.constriction.coverageError).toBeNull();
  });

  it('count patients by themselves too: how sure the coverage is, and who is better off with the twin', () => {
    const moments = [moment(0.2, 0.25), moment(0.2, 0.4)];
    const many = (expected: number, last: number) => Array.from({ length: 10 }, () => session(2, expected, last));
    const found = hiddenFindings([
      { patientId: 'a', moments, sessions: many(2.02, 2.1), sessionsWithoutBest: 0 },
      { patientId: 'b', moments: [moment(0.2, 0.25)], sessions: many(2.12, 2.1), sessionsWithoutBest: 0 },
      { patientId: 'c', moments, sessions: [session(2, 2, 2.1)], sessionsWithoutBest: 0 },
    ]);
    expect(found.fev1.patients).toBe(2);
    expect(found.fev1.patientsBetter).toBe(1);
    expect(found.traits.constriction.coverageError).toBeCloseTo(Math.sqrt(1 / 12 / 3), 9);
  });

  it('are printed with the seed, and a goal that is missed is said to be missed', () => {
    const text = hiddenReport(patients, { seed: 3, days: 60 }).join('\n');
    expect(text).toContain('seed 3: 1 hidden patients × 60 days');
    expect(text).toMatch(/constriction C now +50\.0 % +missed/);
    expect(text).toMatch(/fev1 ratio 0\.400 to "last value" \(goal at most 0\.85: reached\)/);
  });

  it('of nothing are refused', () => {
    expect(() => hiddenFindings([])).toThrow(/at least one/);
  });
});
