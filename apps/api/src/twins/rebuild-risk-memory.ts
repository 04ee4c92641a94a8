import type { AirflowTable } from '@airway-twin/domain/mechanics';
import type { Observation } from '@airway-twin/domain/measurement';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { isRiskAlert, type Recommendation } from '@airway-twin/domain/recommendation';
import { EMPTY_PERSONAL_RECORD, NO_PERSONAL_OFFSET, NO_RISK_MEMORY, type RiskMemory } from '@airway-twin/domain/risk';
import { localDate } from '@airway-twin/domain/time';
import { createTwin, presentTwin } from '@airway-twin/domain/twin';
import type { ModelState } from '../risk/index.js';
import { evaluationPoints, type EvaluationPoint } from './evaluation-points.js';
import { scoreStories } from './score-stories.js';
import { foldFrom } from './working-twin.js';

/**
 * What was learnt of a patient, learnt again from all stored observations in order, by the model that is served now; the alerts that were
 * sent, from the recommendations. For a record on the data clock that came in order and under that model it is what the pipeline had learnt,
 * but for the persistence of a risk that lasts just now, which is seen anew.
 */
export async function rebuildRiskMemory(
  profile: PatientProfile,
  airways: AirflowTable,
  observations: readonly Observation[],
  recommendations: readonly Recommendation[],
  model: ModelState,
): Promise<RiskMemory> {
  const { steps, state } = foldFrom(createTwin(profile, airways), observations, observations);
  const now = { state, nowMs: state.clockMs ?? 0 };
  const asReplayed = { profile: { ...profile, clock: 'data' } as const, evaluatedAtMs: null };
  const points = dailyPoints(evaluationPoints(asReplayed, steps, now), profile.timeZone);
  const looks = points.map((point) => ({ ...point, view: presentTwin(point.state, point.nowMs) }));
  const stories = [{ record: EMPTY_PERSONAL_RECORD, points: looks, shown: null }];
  // the record is measured against the features alone: no offset has a part in it
  const [story] = await scoreStories(stories, model, () => NO_PERSONAL_OFFSET);
  const sentAtMs = recommendations.filter(isRiskAlert).map((each) => each.createdAtMs);
  return {
    ...NO_RISK_MEMORY,
    personal: story!.record,
    alerts: { ...NO_RISK_MEMORY.alerts, sentAtMs: sentAtMs.sort((a, b) => a - b) },
  };
}

/** A record learns from the first score of a day: the other points are left out, and what they told goes to the next. */
function dailyPoints(points: readonly EvaluationPoint[], timeZone: string): EvaluationPoint[] {
  const kept: EvaluationPoint[] = [];
  let untold: number[] = [];
  let day = '';
  for (const [index, point] of points.entries()) {
    const date = localDate(point.nowMs, timeZone);
    untold.push(...point.attackDaysTold);
    if (date === day && index < points.length - 1) continue;
    day = date;
    kept.push({ ...point, attackDaysTold: untold });
    untold = [];
  }
  return kept;
}
