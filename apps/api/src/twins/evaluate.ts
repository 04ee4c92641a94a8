import {
  proposeRecommendations,
  recommendationIdsOf,
  isOpen,
  type Recommendation,
  type RuleContext,
} from '@airway-twin/domain/recommendation';
import {
  NO_PERSONAL_OFFSET,
  rememberRisk,
  riskFeatures,
  riskFrom,
  type FeatureVector,
  type Risk,
} from '@airway-twin/domain/risk';
import type { Observation } from '@airway-twin/domain/measurement';
import { presentTwin, type TwinState, type TwinView } from '@airway-twin/domain/twin';
import type { ModelState } from '../risk/index.js';
import { RECENT_RECOMMENDATIONS } from '../storage/twin-store.js';
import type { Step, WorkingTwin } from './working-twin.js';

/** A state at which the rules are to be asked, and the instant. */
export interface EvaluationPoint {
  readonly state: TwinState;
  readonly nowMs: number;
}

export interface EvaluationInput {
  readonly twin: WorkingTwin;
  /** Where the rules are asked, oldest first. */
  readonly points: readonly EvaluationPoint[];
  /** What is shown: the state as it is now. */
  readonly now: EvaluationPoint;
}

export interface EvaluationResult {
  readonly view: TwinView;
  readonly risk: Risk;
  readonly riskHistory: WorkingTwin['riskHistory'];
  readonly recommendations: readonly Recommendation[];
  readonly created: readonly Recommendation[];
  /** Every recommendation that is new or has taken a step. */
  readonly moved: readonly Recommendation[];
  /** When the rules were asked last, on the patient's clock. */
  readonly evaluatedAtMs: number | null;
}

const HOUR_MS = 3_600_000;
/** What people do or feel is looked at when it happens; air and device health only once an hour of the story. */
const LOOK_AT_ONCE: ReadonlySet<Observation['stream']> = new Set<Observation['stream']>([
  'inhaler.actuation',
  'peakflow.session',
  'spirometer.blow',
  'symptoms.day',
  'symptoms.week',
  'control.score',
]);

/**
 * Where in a replayed patient's story the rules are asked: they depend on the observations alone, not on how they were batched, so that a
 * record gives the same recommendations at any speed. What arrives so late that the rules have been asked about later times already is
 * looked at from the present. A patient on the wall clock is looked at once, now.
 */
export function evaluationPoints(
  twin: Pick<WorkingTwin, 'profile' | 'evaluatedAtMs'>,
  steps: readonly Step[],
  now: EvaluationPoint,
): EvaluationPoint[] {
  if (twin.profile.clock === 'wall') return [now];
  const points: EvaluationPoint[] = [];
  let lastMs = twin.evaluatedAtMs ?? -Infinity;
  let lookFromNow = false;
  for (const { observation, state } of steps) {
    const atMs = observation.measuredAtMs;
    const atOnce = LOOK_AT_ONCE.has(observation.stream);
    if (atMs < lastMs) {
      lookFromNow ||= atOnce;
    } else if (atOnce || atMs - lastMs >= HOUR_MS) {
      points.push({ state, nowMs: atMs });
      lastMs = atMs;
    }
  }
  return lookFromNow && points.at(-1)?.state !== now.state ? [...points, now] : points;
}

/**
 * Scores and asks the rules for many twins: one call of the model for all of them. A model that is missing or fails leaves every rule that
 * does not read it untouched: the risk is then `unavailable`, with the reason.
 */
export async function evaluateTwins(
  inputs: readonly EvaluationInput[],
  model: ModelState,
): Promise<EvaluationResult[]> {
  const seen = (point: EvaluationPoint) => ({ ...point, view: presentTwin(point.state, point.nowMs) });
  const prepared = inputs.map(({ twin, points, now }) => {
    const looks = points.map(seen);
    const last = looks.at(-1);
    const shown = last && last.state === now.state && last.nowMs === now.nowMs ? last : seen(now);
    return { twin, looks, shown };
  });
  const scored = prepared.flatMap(({ looks, shown }) => (looks.at(-1) === shown ? looks : [...looks, shown]));
  const risks = new Map((await risksOf(scored, model)).map((risk, index) => [scored[index]!, risk]));
  return prepared.map(({ twin, looks, shown }) => {
    let { riskHistory, recommendations } = twin;
    const created: Recommendation[] = [];
    const moved = new Map<string, Recommendation>();
    const ids = recommendationIdsOf(twin.profile.siteId, twin.profile.patientId);
    for (const look of looks) {
      const risk = risks.get(look)!;
      riskHistory = rememberRisk(riskHistory, risk);
      const context: RuleContext = {
        profile: twin.profile,
        state: look.state,
        view: look.view,
        risk,
        riskHistory,
        nowMs: look.nowMs,
      };
      const open = recommendations.filter(isOpen);
      const closed = recommendations.filter((each) => !isOpen(each));
      const changes = proposeRecommendations(open, closed, context, ids);
      for (const each of [...changes.created, ...changes.changed]) moved.set(each.id, each);
      created.push(...changes.created);
      recommendations = atHand(recommendations, [...changes.created, ...changes.changed]);
    }
    return {
      view: shown.view,
      risk: risks.get(shown)!,
      riskHistory,
      recommendations,
      created,
      moved: [...moved.values()],
      evaluatedAtMs: looks.at(-1)?.nowMs ?? twin.evaluatedAtMs,
    };
  });
}

/** The recommendations at hand after some moved on: open ones and the newest closed, newest first. */
export function atHand(before: readonly Recommendation[], moved: readonly Recommendation[]): readonly Recommendation[] {
  if (moved.length === 0) return before;
  const byId = new Map(before.map((each) => [each.id, each]));
  for (const each of moved) byId.set(each.id, each);
  const all = [...byId.values()].sort((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? -1 : 1));
  let closed = 0;
  return all.filter((each) => isOpen(each) || closed++ < RECENT_RECOMMENDATIONS);
}

/** What can be scored: a state with what is seen of it at that instant. */
export interface Scorable {
  readonly state: TwinState;
  readonly view: TwinView;
  readonly nowMs: number;
}

/** The risk at each point, by one call of the model. A model that is missing or fails gives `unavailable` with the reason, never a throw. */
export async function risksOf(points: readonly Scorable[], model: ModelState): Promise<Risk[]> {
  if (model.kind === 'unavailable') return points.map(() => ({ kind: 'unavailable', reason: model.reason }));
  const features = points.map(({ state, view, nowMs }) => riskFeatures(state, view, nowMs));
  const rows = features.filter((each): each is FeatureVector => each instanceof Float64Array);
  try {
    const scores =
      rows.length > 0
        ? await model.model.scoreBatch(rows.map((each) => ({ features: each, personal: NO_PERSONAL_OFFSET })))
        : [];
    let next = 0;
    return features.map((each, index) =>
      each instanceof Float64Array ? riskFrom(scores[next++]!, each, model.model.identity, points[index]!.nowMs) : each,
    );
  } catch (error) {
    return points.map(() => ({ kind: 'unavailable', reason: (error as Error).message }));
  }
}
