import {
  offsetOf,
  probabilityOf,
  recordAfterReport,
  recordAfterScore,
  riskFeatures,
  riskFrom,
  summaryOf,
  type ModelScore,
  type NotEnoughData,
  type PersonalOffset,
  type PersonalRecord,
  type Risk,
  type RiskModel,
  type ScoreRow,
} from '@airway-twin/domain/risk';
import { calendarDay, localDate } from '@airway-twin/domain/time';
import type { TwinState, TwinView } from '@airway-twin/domain/twin';
import type { ModelState } from '../risk/index.js';

/** What can be scored: a state with what is seen of it at that instant. */
export interface Scorable {
  readonly state: TwinState;
  readonly view: TwinView;
  readonly nowMs: number;
}

/** An instant of a patient's story that is scored, with what was told of attacks since the one before. */
export interface StoryPoint extends Scorable {
  readonly attackDaysTold: readonly number[];
}

/** The instants of one patient that are scored, oldest first. */
export interface Story {
  readonly record: PersonalRecord;
  readonly points: readonly StoryPoint[];
  /** What is shown, if that is none of the points: it is scored, and nothing is learnt from it. */
  readonly shown: Scorable | null;
}

export interface ScoredStory {
  /** One for each point, and for `shown` after them. */
  readonly risks: readonly Risk[];
  /** The same by the shadow model; empty when there is none or it failed. */
  readonly shadowRisks: readonly Risk[];
  /** What was known of the patient's weeks at each point, */
  readonly records: readonly PersonalRecord[];
  /** and after the last. */
  readonly record: PersonalRecord;
}

/** What the site's base rate adds under a model of that frailty. */
export type PopulationOffset = (siteId: string, frailtyShape: number | null) => PersonalOffset;

interface Row {
  readonly scorable: Scorable;
  readonly features: ScoreRow['features'] | NotEnoughData;
}

/** The record as it stood at each point of a story, and after the last. */
interface RecordAlong {
  readonly at: readonly PersonalRecord[];
  readonly end: PersonalRecord;
}

/**
 * The risk at every point of many stories: one call of the model for all of them, and a second for the points before which a new day was
 * learnt from in the same batch (a replayed patient lives through many). The offset of a point knows the days and reports before it, none
 * after, however the story was batched. A model that is missing or fails gives `unavailable` with the reason, never a throw; the shadow is
 * scored on the same rows and decides nothing.
 */
export async function scoreStories(
  stories: readonly Story[],
  model: ModelState,
  population: PopulationOffset,
): Promise<ScoredStory[]> {
  const rowsOf = stories.map(({ points, shown }) => [...points, ...(shown ? [shown] : [])].map(rowOf));
  const rows = rowsOf.flat();
  const unlearnt = stories.map((story) => recordAlong(story, () => null));
  const scored =
    model.kind === 'ready' ? await learntScores(stories, rowsOf, unlearnt, model, population) : model.reason;
  if (typeof scored === 'string') {
    const risk: Risk = { kind: 'unavailable', reason: scored };
    return stories.map((_story, index) => ({
      risks: rowsOf[index]!.map(() => risk),
      shadowRisks: [],
      records: unlearnt[index]!.at,
      record: unlearnt[index]!.end,
    }));
  }
  let start = 0;
  return stories.map((_story, index) => {
    const from = start;
    start += rowsOf[index]!.length;
    return {
      risks: scored.risks.slice(from, start),
      shadowRisks: scored.shadowRisks.slice(from, start),
      records: scored.records[index]!.at,
      record: scored.records[index]!.end,
    };
  });

  async function learntScores(
    all: readonly Story[],
    ofStory: readonly (readonly Row[])[],
    before: readonly RecordAlong[],
    ready: ModelState & { kind: 'ready' },
    siteOffset: PopulationOffset,
  ): Promise<{ risks: readonly Risk[]; shadowRisks: readonly Risk[]; records: readonly RecordAlong[] } | string> {
    try {
      const first = offsetsOf(ofStory, before, ready.model, siteOffset);
      const scores = await scoresOf(ready.model, rows, first);
      let next = 0;
      const records = all.map((story, index) => {
        const own = scores.slice(next, (next += ofStory[index]!.length));
        return recordAlong(story, (point) => (own[point] ? populationRisk(own[point]) : null));
      });
      const offsets = offsetsOf(ofStory, records, ready.model, siteOffset);
      const changed = offsets.flatMap(({ logOdds }, index) => (logOdds === first[index]!.logOdds ? [] : [index]));
      const again = await scoresOf(
        ready.model,
        changed.map((index) => rows[index]!),
        changed.map((index) => offsets[index]!),
      );
      for (const [at, index] of changed.entries()) scores[index] = again[at]!;
      const risks = risksFrom(rows, scores, ready.model);
      const shadowRisks = await shadowed(
        ready,
        rows,
        (shadow) => offsetsOf(ofStory, records, shadow, siteOffset),
        risks,
      );
      return { risks, shadowRisks, records };
    } catch (error) {
      return (error as Error).message;
    }
  }
}

/** The risk at each point with a given personal part, by one call of the model. Never throws. */
export async function risksOf(
  points: readonly Scorable[],
  model: ModelState,
  personal: PersonalOffset,
): Promise<Risk[]> {
  if (model.kind === 'unavailable') return points.map(() => ({ kind: 'unavailable', reason: model.reason }));
  const rows = points.map(rowOf);
  try {
    const scores = await scoresOf(
      model.model,
      rows,
      rows.map(() => personal),
    );
    return risksFrom(rows, scores, model.model);
  } catch (error) {
    return points.map(() => ({ kind: 'unavailable', reason: (error as Error).message }));
  }
}

function rowOf(scorable: Scorable): Row {
  return { scorable, features: riskFeatures(scorable.state, scorable.view, scorable.nowMs) };
}

function recordAlong({ record, points }: Story, populationRiskAt: (point: number) => number | null): RecordAlong {
  let now = record;
  const at = points.map(({ state: { profile }, nowMs, attackDaysTold }, index) => {
    const told = recordAfterReport(now, attackDaysTold);
    const risk = populationRiskAt(index);
    now = risk === null ? told : recordAfterScore(told, calendarDay(localDate(nowMs, profile.timeZone)), risk);
    return told;
  });
  return { at, end: now };
}

/** The offset of each row; what is only shown has that of the last point. */
function offsetsOf(
  rowsOf: readonly (readonly Row[])[],
  records: readonly RecordAlong[],
  { terms: { frailtyShape } }: RiskModel,
  population: PopulationOffset,
): PersonalOffset[] {
  return rowsOf.flatMap((rows, story) => {
    const { at, end } = records[story]!;
    return rows.map(({ scorable }, point) => {
      const site = population(scorable.state.profile.siteId, frailtyShape);
      return offsetOf(summaryOf(at[point] ?? at.at(-1) ?? end), site, frailtyShape);
    });
  });
}

/** The probability of the features alone: what the personal record is measured against. */
function populationRisk({ baseLogOdds, logOddsByFeature }: ModelScore): number {
  return probabilityOf(logOddsByFeature.reduce((sum, part) => sum + part, baseLogOdds));
}

/** One score for each row; null where there is not enough data. */
async function scoresOf(
  model: RiskModel,
  rows: readonly Row[],
  offsets: readonly PersonalOffset[],
): Promise<(ModelScore | null)[]> {
  const known = rows.flatMap(({ features }, index) =>
    features instanceof Float64Array ? [{ features, personal: offsets[index]! }] : [],
  );
  const scores = known.length > 0 ? await model.scoreBatch(known) : [];
  let next = 0;
  return rows.map(({ features }) => (features instanceof Float64Array ? scores[next++]! : null));
}

function risksFrom(rows: readonly Row[], scores: readonly (ModelScore | null)[], { identity }: RiskModel): Risk[] {
  return rows.map(({ features, scorable }, index) =>
    features instanceof Float64Array ? riskFrom(scores[index]!, features, identity, scorable.nowMs) : features,
  );
}

async function shadowed(
  { shadow }: ModelState & { kind: 'ready' },
  rows: readonly Row[],
  offsets: (model: RiskModel) => readonly PersonalOffset[],
  served: readonly Risk[],
): Promise<readonly Risk[]> {
  if (!shadow || rows.length === 0) return [];
  let risks: Risk[] = [];
  try {
    risks = risksFrom(rows, await scoresOf(shadow.model, rows, offsets(shadow.model)), shadow.model);
  } catch {
    // a shadow that fails is a fact for its report, and for nothing else
  }
  shadow.compare(served, risks);
  return risks;
}
