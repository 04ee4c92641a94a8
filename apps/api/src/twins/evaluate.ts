import {
  isOpen,
  isRiskAlert,
  proposeRecommendations,
  recommendationIdsOf,
  type Recommendation,
  type RuleContext,
} from '@airway-twin/domain/recommendation';
import {
  UNEVALUATED_OPERATING_POINT,
  alertAfterLook,
  alertAfterSending,
  alertData,
  isKeptScore,
  riskOf,
  riskOnDemand,
  type RiskLook,
  type RiskMemory,
} from '@airway-twin/domain/risk';
import { localDay } from '@airway-twin/domain/time';
import { presentTwin, type TwinView } from '@airway-twin/domain/twin';
import type { ModelState } from '../risk/index.js';
import type { KeptScore } from '../storage/risk-score-store.js';
import { RECENT_RECOMMENDATIONS } from '../storage/twin-store.js';
import type { EvaluationPoint } from './evaluation-points.js';
import { scoreStories, type PopulationOffset, type Story } from './score-stories.js';
import type { WorkingTwin } from './working-twin.js';

export interface EvaluationInput {
  readonly twin: WorkingTwin;
  /** Where the rules are asked, oldest first. None for a patient on the wall clock: the risk stays as it was at the last look. */
  readonly points: readonly EvaluationPoint[];
  /** What is shown: the state as it is now. */
  readonly now: Pick<EvaluationPoint, 'state' | 'nowMs'>;
}

export interface EvaluationResult {
  readonly view: TwinView;
  /** Made a whole risk with its reasons (`riskOf`) for whoever is shown it; null: it stays as it was. */
  readonly risk: RiskLook | null;
  readonly riskMemory: RiskMemory;
  /** Scores to be kept for the trajectory. */
  readonly keptScores: readonly KeptScore[];
  readonly recommendations: readonly Recommendation[];
  readonly created: readonly Recommendation[];
  /** Every recommendation that is new or has taken a step. */
  readonly moved: readonly Recommendation[];
  /** When the rules were asked last, on the patient's clock. */
  readonly evaluatedAtMs: number | null;
}

/** How the site uses the risk. */
export interface RiskUse {
  readonly model: ModelState;
  readonly population: PopulationOffset;
  /** Alerts to a clinician per patient and month, at most. */
  readonly alertsPerPatientMonth: number;
}

type PresentedStory = Story & {
  readonly points: readonly (EvaluationPoint & { readonly view: TwinView })[];
  /** The state as it is now. */
  readonly view: TwinView;
};

/**
 * Scores and asks the rules for many twins. A model that is missing or fails leaves every rule that does not read it untouched: the risk
 * is then `unavailable`, with the reason.
 */
export async function evaluateTwins(inputs: readonly EvaluationInput[], use: RiskUse): Promise<EvaluationResult[]> {
  const stories: PresentedStory[] = [];
  const scored = await scoreStories(presented(inputs, stories), use.model, use.population);
  const point = use.model.kind === 'ready' ? use.model.model.terms.operatingPoint : UNEVALUATED_OPERATING_POINT;
  return inputs.map(({ twin }, index) => {
    const { siteId, patientId, timeZone } = twin.profile;
    const { points: looks, view: shownView } = stories[index]!;
    const { risks, shadowRisks, records, record } = scored[index]!;
    let { recommendations } = twin;
    let { alerts, decision, keptAtMs } = twin.riskMemory;
    const keptScores: KeptScore[] = [];
    const created: Recommendation[] = [];
    const moved = new Map<string, Recommendation>();
    const ids = recommendationIdsOf(siteId, patientId);
    for (const [at, { state, view, nowMs }] of looks.entries()) {
      const risk = risks[at]!;
      const look = alertAfterLook(
        alerts,
        {
          nowMs,
          day: localDay(nowMs, timeZone),
          within7Days: risk.kind === 'scored' ? risk.within7Days : null,
          data: alertData(state, records[at]!, nowMs),
          open: recommendations.some((each) => isOpen(each) && isRiskAlert(each)),
        },
        point,
        use.alertsPerPatientMonth,
      );
      ({ memory: alerts, decision } = look);
      if (risk.kind === 'scored' && isKeptScore(keptAtMs, nowMs)) {
        keptAtMs = nowMs;
        keptScores.push(...keptScore(siteId, patientId, risk, true));
        if (shadowRisks[at]) keptScores.push(...keptScore(siteId, patientId, shadowRisks[at], false));
      }
      const context: RuleContext = {
        profile: twin.profile,
        state,
        view,
        risk: riskOnDemand(risk),
        riskAlert: decision,
        nowMs,
      };
      const open = recommendations.filter(isOpen);
      const closed = recommendations.filter((each) => !isOpen(each));
      const changes = proposeRecommendations(open, closed, context, ids);
      if (changes.created.some(isRiskAlert)) alerts = alertAfterSending(alerts, nowMs);
      for (const each of [...changes.created, ...changes.changed]) moved.set(each.id, each);
      created.push(...changes.created);
      recommendations = atHand(recommendations, [...changes.created, ...changes.changed]);
    }
    return {
      view: shownView,
      risk: risks.at(-1) ?? null,
      riskMemory: { personal: record, alerts, decision, keptAtMs },
      keptScores,
      recommendations,
      created,
      moved: [...moved.values()],
      evaluatedAtMs: looks.at(-1)?.nowMs ?? twin.evaluatedAtMs,
    };
  });
}

/** What is to be scored of each twin, presented when its turn comes, and kept in `stories`. */
function* presented(inputs: readonly EvaluationInput[], stories: PresentedStory[]): Generator<Story> {
  for (const { twin, points, now } of inputs) {
    const looks = points.map((point) => ({ ...point, view: presentTwin(point.state, point.nowMs) }));
    const last = looks.at(-1);
    const isShown = last && last.state === now.state && last.nowMs === now.nowMs;
    const view = isShown ? last.view : presentTwin(now.state, now.nowMs);
    const isScored = !isShown && (looks.length > 0 || twin.profile.clock !== 'wall');
    const story = { record: twin.riskMemory.personal, points: looks, shown: isScored ? { ...now, view } : null, view };
    stories.push(story);
    yield story;
  }
}

function keptScore(siteId: string, patientId: string, look: RiskLook, served: boolean): KeptScore[] {
  const risk = riskOf(look);
  return risk.kind === 'scored' ? [{ siteId, patientId, risk, served }] : [];
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
