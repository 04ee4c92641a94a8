import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Observation } from '@airway-twin/domain/measurement';
import {
  NO_PERSONAL_OFFSET,
  UNEVALUATED_OPERATING_POINT,
  logOddsOf,
  riskOf,
  summaryOf,
  type RiskModel,
  type ScoreRow,
} from '@airway-twin/domain/risk';
import {
  aControlScore,
  aDiaryDay,
  aPatient,
  aPeakFlowSession,
  aQuestionnaire,
  airwaysOf,
  anAirReading,
  at,
  relieverPuffs,
} from '@airway-twin/domain/testing';
import { ShadowTally, type ModelState } from '../risk/index.js';
import { atHand, evaluateTwins, type EvaluationResult, type RiskUse } from './evaluate.js';
import { evaluationPoints } from './evaluation-points.js';
import { rebuildRiskMemory } from './rebuild-risk-memory.js';
import { newWorkingTwin, placeObservations, twinNowMs, type WorkingTwin } from './working-twin.js';

/** A model of 2 % in 7 days, more with every feature that is known, and with a personal part. */
class LittleModel implements RiskModel {
  readonly identity = { name: 'little', version: '1', fileSha256: 'f'.repeat(64), featureSchemaHash: 's' };
  readonly terms = { frailtyShape: 2, baseRate7d: 0.02, operatingPoint: UNEVALUATED_OPERATING_POINT };
  readonly batches: number[] = [];
  constructor(private readonly base = 0.02) {}
  scoreBatch(rows: readonly ScoreRow[]) {
    this.batches.push(rows.length);
    return Promise.resolve(
      rows.map(({ features, personal }) => {
        const logOddsByFeature = Float64Array.from(features, (value) =>
          Number.isNaN(value) ? 0 : Math.tanh(value) / 40,
        );
        const baseLogOdds = logOddsOf(this.base);
        const logOdds7d = logOddsByFeature.reduce((sum, part) => sum + part, baseLogOdds) + personal.logOdds;
        return { logOdds7d, logOddsSd: 0.3, logOddsByFeature, baseLogOdds, personalLogOdds: personal.logOdds };
      }),
    );
  }
}

const useOf = (model: ModelState): RiskUse => ({
  model,
  population: () => NO_PERSONAL_OFFSET,
  alertsPerPatientMonth: 1,
});
const ready = (model: RiskModel, shadow: ShadowTally | null = null): ModelState => ({ kind: 'ready', model, shadow });

const DAYS = 24;
const steroid = aQuestionnaire(at(14, 9), 'more-than-usual');
const story: readonly Observation[] = [
  ...Array.from({ length: DAYS }, (_unused, day) => aPeakFlowSession(at(day, 8), 280 - (day % 4) * 10, 275, 270)),
  ...Array.from({ length: DAYS }, (_unused, day) => aDiaryDay(day, { nightWaking: day % 3 === 0 })),
  ...relieverPuffs(at(11, 3), 3),
  aQuestionnaire(at(7, 9), 'no'),
  steroid,
  aQuestionnaire(at(21, 9), 'more-than-usual'),
].sort((a, b) => a.measuredAtMs - b.measuredAtMs);

/** As the writer does it, batch by batch. */
async function lived(
  batches: readonly (readonly Observation[])[],
  model: ModelState,
  start: WorkingTwin = newWorkingTwin(aPatient(), airwaysOf(aPatient())),
): Promise<{ twin: WorkingTwin; results: EvaluationResult[] }> {
  let twin = start;
  const results: EvaluationResult[] = [];
  for (const batch of batches) {
    const placed = placeObservations(twin, batch);
    if (!placed) throw new Error('expected observations that memory still holds');
    const now = { state: placed.state, nowMs: twinNowMs({ profile: twin.profile, state: placed.state }, 0) };
    const points = evaluationPoints(twin, placed.steps, now);
    const [result] = await evaluateTwins([{ twin, points, now }], useOf(model));
    if (!result) throw new Error('expected a result');
    results.push(result);
    const { riskMemory, evaluatedAtMs, moved } = result;
    const risk = result.risk ? riskOf(result.risk) : twin.risk;
    const { base, recent, milestone, state } = placed;
    const recommendations = atHand(twin.recommendations, moved);
    twin = { ...twin, base, recent, milestone, state, risk, riskMemory, evaluatedAtMs, recommendations };
  }
  return { twin, results };
}

const kept = (results: readonly EvaluationResult[]) => results.flatMap((result) => result.keptScores);

describe('what is learnt of a patient', () => {
  it('comes from the product’s own scores and the weekly questionnaires: one attack told twice counts once', async () => {
    const { twin } = await lived([story], ready(new LittleModel()));
    const summary = summaryOf(twin.riskMemory.personal);
    expect(summary.observed).toBe(1);
    expect(summary.expected).toBeGreaterThan(0);
    // of 24 days, those up to the attack on day 11 and none within the 14 days after it
    expect(summary.weeks).toBeCloseTo(12 / 7, 9);
    expect(twin.risk.kind === 'scored' && twin.risk.personalLogOdds).toBeGreaterThan(0.2);
  });

  it('is the same, with every score and every card, however the story was batched: rebuilt at once or one by one', async () => {
    const whole = await lived([story], ready(new LittleModel()));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 60, maxLength: 60 }), async (sizes) => {
        const batches: Observation[][] = [];
        for (let start = 0, index = 0; start < story.length; index++) {
          batches.push(story.slice(start, start + sizes[index]!));
          start += sizes[index]!;
        }
        const parts = await lived(batches, ready(new LittleModel()));
        expect(parts.twin.riskMemory).toEqual(whole.twin.riskMemory);
        expect(parts.twin.risk).toEqual(whole.twin.risk);
        expect(kept(parts.results)).toEqual(kept(whole.results));
        expect(parts.twin.recommendations.map(({ id }) => id)).toEqual(whole.twin.recommendations.map(({ id }) => id));
      }),
      { numRuns: 12 },
    );
    expect(kept(whole.results).length).toBeGreaterThan(DAYS);
  });

  it('is learnt again from the stored observations, should it be lost, with the alerts that were sent', async () => {
    const { twin } = await lived([story], ready(new LittleModel(0.3)));
    const { profile, recommendations } = twin;
    const model = ready(new LittleModel(0.3));
    const again = await rebuildRiskMemory(profile, twin.state.airways, story, recommendations, model);
    expect(again.personal).toEqual(twin.riskMemory.personal);
    expect(again.alerts.sentAtMs).toEqual(twin.riskMemory.alerts.sentAtMs);
    expect(again.alerts.sentAtMs).toHaveLength(1);
  });

  it('knows nothing of an attack before it was told', async () => {
    const { results } = await lived([story], ready(new LittleModel()));
    const before = kept(results).filter(({ risk }) => risk.scoredAtMs < steroid.measuredAtMs);
    const after = kept(results).filter(({ risk }) => risk.scoredAtMs > steroid.measuredAtMs);
    expect(before.length).toBeGreaterThan(20);
    for (const { risk } of before) expect(risk.personalLogOdds).toBeLessThanOrEqual(0);
    for (const { risk } of after) expect(risk.personalLogOdds).toBeGreaterThan(0);
  });

  it('counts a questionnaire once that comes late, and a late blow expects nothing twice', async () => {
    const late = [steroid, story.find((each) => each.stream === 'peakflow.session' && each.measuredAtMs > at(13))!];
    const inTime = story.filter((each) => !late.includes(each));
    const { twin } = await lived([inTime, late, []], ready(new LittleModel()));
    const whole = await lived([story], ready(new LittleModel()));
    expect(summaryOf(twin.riskMemory.personal).observed).toBe(1);
    expect(summaryOf(twin.riskMemory.personal).weeks).toBe(summaryOf(whole.twin.riskMemory.personal).weeks);
    expect(twin.riskMemory.personal.toldDays).toEqual(whole.twin.riskMemory.personal.toldDays);
  });

  it('is learnt of a patient on the wall clock too, who is looked at only now', async () => {
    const start = newWorkingTwin(aPatient({ clock: 'wall' }), airwaysOf(aPatient()));
    const placed = placeObservations(start, story)!;
    const now = { state: placed.state, nowMs: at(DAYS) };
    const points = evaluationPoints(start, placed.steps, now);
    expect(points).toHaveLength(1);
    const [result] = await evaluateTwins([{ twin: start, points, now }], useOf(ready(new LittleModel())));
    expect(result!.riskMemory.personal.toldDays).toHaveLength(2);
  });
});

describe('scoring', () => {
  const nowOf = (state: WorkingTwin['state']) => ({ state, nowMs: at(DAYS) });

  it('is one call of the model for all patients of a batch', async () => {
    const { twin } = await lived([story], ready(new LittleModel()));
    const model = new LittleModel();
    const twins = Array.from({ length: 25 }, () => twin);
    const now = nowOf(twin.state);
    const inputs = twins.map((each) => ({ twin: each, points: [{ ...now, attackDaysTold: [] }], now }));
    await evaluateTwins(inputs, useOf(ready(model)));
    expect(model.batches).toEqual([25]);
  });

  it('gives no risk, with the reason, when the model fails, and the rules that do not read it speak as before', async () => {
    const red = [...story, aPeakFlowSession(at(DAYS, 8), 110, 105), ...relieverPuffs(at(DAYS, 8), 10)];
    const broken = new LittleModel();
    broken.scoreBatch = () => Promise.reject(new Error('the session is gone'));
    const [well, failed, none] = await Promise.all([
      lived([red], ready(new LittleModel())),
      lived([red], ready(broken)),
      lived([red], { kind: 'unavailable', reason: 'no model' }),
    ]);
    expect(failed.twin.risk).toEqual({ kind: 'unavailable', reason: 'the session is gone' });
    expect(none.twin.risk).toEqual({ kind: 'unavailable', reason: 'no model' });
    const cards = ({ twin }: typeof well) =>
      twin.recommendations.filter(({ ruleId }) => ruleId !== 'clinician-review').map(({ id, status }) => [id, status]);
    expect(cards(failed)).toEqual(cards(well));
    expect(cards(none)).toEqual(cards(well));
    expect(cards(well).flat().join()).toContain('red-zone');
  });

  it('scores a shadow on the same rows, keeps its scores, and acts on none of them', async () => {
    const alone = await lived([story], ready(new LittleModel()));
    const shadow = new ShadowTally(new LittleModel(0.6), 0);
    const beside = await lived([story], ready(new LittleModel(), shadow));
    expect({ ...beside.twin, state: null, base: null, milestone: null }).toEqual({
      ...alone.twin,
      state: null,
      base: null,
      milestone: null,
    });
    const scores = kept(beside.results);
    expect(scores.filter((each) => each.served)).toEqual(kept(alone.results));
    expect(scores.filter((each) => !each.served)).toHaveLength(kept(alone.results).length);
    expect(shadow.report().scored).toBeGreaterThan(DAYS);
    expect(shadow.report().meanDifference).toBeGreaterThan(0.3);
  });

  it('goes on when the shadow fails, and reports it', async () => {
    const failing = new LittleModel();
    failing.scoreBatch = () => Promise.reject(new Error('no'));
    const shadow = new ShadowTally(failing, 0);
    const { twin } = await lived([story], ready(new LittleModel(), shadow));
    expect(twin.risk.kind).toBe('scored');
    expect(shadow.report().failed).toBeGreaterThan(0);
  });

  it('puts a lasting high risk before a clinician once in a month of a story, whatever its length', async () => {
    const { twin } = await lived([story], ready(new LittleModel(0.3)));
    const alerts = twin.recommendations.filter(({ reasons }) => reasons.some(({ code }) => code === 'risk-high'));
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ ruleId: 'clinician-review', modelVersion: `little 1 ${'f'.repeat(64)}` });
    expect(twin.riskMemory.alerts.sentAtMs).toEqual([alerts[0]!.createdAtMs]);
  });
});

describe('a patient on the wall clock', () => {
  const profile = aPatient({ clock: 'wall' });
  const blownAtMs = at(DAYS, 8);
  const looked = async (twin: WorkingTwin, observation: Observation, nowMs: number) => {
    const { state, steps } = placeObservations(twin, [observation])!;
    const now = { state, nowMs };
    const [result] = await evaluateTwins(
      [{ twin, points: evaluationPoints(twin, steps, now), now }],
      useOf(ready(new LittleModel())),
    );
    return { ...result!, state };
  };
  const blown = async () => {
    const start = newWorkingTwin(profile, airwaysOf(profile));
    const { base, recent, milestone, state } = placeObservations(start, story)!;
    const twin = { ...start, base, recent, milestone, state };
    const { riskMemory, evaluatedAtMs } = await looked(twin, aPeakFlowSession(blownAtMs, 240), blownAtMs);
    return { ...twin, riskMemory, evaluatedAtMs };
  };

  it('is not looked at again for air alone before half a minute has passed: what is shown moves on, the risk stays', async () => {
    const twin = await blown();
    const air = await looked(twin, anAirReading(blownAtMs + 20_000, 80), blownAtMs + 20_000);
    expect(air.risk).toBeNull();
    expect(air).toMatchObject({ evaluatedAtMs: blownAtMs, riskMemory: twin.riskMemory, created: [], moved: [] });
    expect(air.view.atMs).toBe(blownAtMs + 20_000);
  });

  it('is looked at for air after that, and at once for what they do or feel', async () => {
    const twin = await blown();
    const later = await looked(twin, anAirReading(blownAtMs + 30_000, 80), blownAtMs + 30_000);
    expect(later.risk).toMatchObject({ kind: 'scored', scoredAtMs: blownAtMs + 30_000 });
    for (const observation of [
      ...relieverPuffs(blownAtMs + 1000, 1),
      aPeakFlowSession(blownAtMs + 1000, 110),
      aDiaryDay(DAYS - 1, { nightWaking: true }),
      aControlScore(blownAtMs + 1000, 'ACT', 12),
    ]) {
      const { risk } = await looked(twin, observation, blownAtMs + 1000);
      expect([observation.stream, risk]).toMatchObject([observation.stream, { scoredAtMs: blownAtMs + 1000 }]);
    }
  });
});
