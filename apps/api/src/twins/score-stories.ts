import {
  isUnscoredDay,
  lookFrom,
  offsetOfRecord,
  probabilityOf,
  recordAfterReport,
  recordAfterScore,
  riskFeatures,
  type FeatureVector,
  type ModelScore,
  type NotEnoughData,
  type PersonalOffset,
  type PersonalRecord,
  type RiskLook,
  type RiskModel,
} from '@airway-twin/domain/risk';
import { localDay } from '@airway-twin/domain/time';
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
  readonly risks: readonly RiskLook[];
  /** The same by the shadow model; empty when there is none or it failed. */
  readonly shadowRisks: readonly RiskLook[];
  /** What was known of the patient's weeks at each point, */
  readonly records: readonly PersonalRecord[];
  /** and after the last. */
  readonly record: PersonalRecord;
}

/** What the site's base rate adds under a model of that frailty. */
export type PopulationOffset = (siteId: string, frailtyShape: number) => PersonalOffset;

/** What the model reads of a patient at one instant; `record`: what was known of their weeks then. */
interface Row {
  readonly scorable: Scorable;
  readonly features: FeatureVector | NotEnoughData;
  record: PersonalRecord;
}

/** A story with its rows, which lie one after the other from `from`. */
interface RowsOfStory {
  readonly story: Story;
  readonly from: number;
  readonly records: readonly PersonalRecord[];
  record: PersonalRecord;
}

/**
 * The risk at every point of many stories: one call of the model for all of them, and a second for the points before which a new day was
 * learnt from in the same batch (a replayed patient lives through many). The offset of a point knows the days and reports before it, none
 * after, however the story was batched. A model that is missing or fails gives `unavailable` with the reason, never a throw; the shadow is
 * scored on the same rows and decides nothing. Stories are read one by one, so that a patient's features are read while what was presented of
 * them is at hand.
 */
export async function scoreStories(
  stories: Iterable<Story>,
  model: ModelState,
  population: PopulationOffset,
): Promise<ScoredStory[]> {
  const rows: Row[] = [];
  const laidOut = layOut(stories, rows);
  let risks: readonly RiskLook[];
  let shadowRisks: readonly RiskLook[] = [];
  let learnt = laidOut;
  if (model.kind === 'ready') {
    try {
      const first = offsetsOf(rows, model.model, population);
      const scores = await scoresOf(model.model, rows, first);
      learnt = laidOut.map((each) => learntStory(each, scores, rows));
      await scoreAgain(model.model, rows, first, offsetsOf(rows, model.model, population), scores);
      risks = looksFrom(rows, scores, model.model);
      shadowRisks = await shadowed(model, rows, population, risks);
    } catch (error) {
      learnt = laidOut;
      risks = rows.map(() => ({ kind: 'unavailable', reason: (error as Error).message }));
    }
  } else {
    risks = rows.map(() => ({ kind: 'unavailable', reason: model.reason }));
  }
  return learnt.map(({ story, from, records, record }) => {
    const to = from + story.points.length + (story.shown ? 1 : 0);
    return { risks: risks.slice(from, to), shadowRisks: shadowRisks.slice(from, to), records, record };
  });
}

/** The risk at each point with a given personal part, by one call of the model. Never throws. */
export async function risksOf(
  points: readonly Scorable[],
  model: ModelState,
  personal: PersonalOffset,
): Promise<RiskLook[]> {
  if (model.kind === 'unavailable') return points.map(() => ({ kind: 'unavailable', reason: model.reason }));
  try {
    const rows = points.map((scorable) => ({
      scorable,
      features: riskFeatures(scorable.state, scorable.view, scorable.nowMs),
    }));
    const offsets = rows.map(() => personal);
    return looksFrom(rows, await scoresOf(model.model, rows, offsets), model.model);
  } catch (error) {
    return points.map(() => ({ kind: 'unavailable', reason: (error as Error).message }));
  }
}

/** The rows of all stories; what was told before a point is known at it, no score is learnt from yet. */
function layOut(stories: Iterable<Story>, rows: Row[]): RowsOfStory[] {
  const add = (scorable: Scorable, record: PersonalRecord): void => {
    rows.push({ scorable, features: riskFeatures(scorable.state, scorable.view, scorable.nowMs), record });
  };
  const laidOut: RowsOfStory[] = [];
  for (const story of stories) {
    const from = rows.length;
    let { record } = story;
    const records = story.points.map((point) => {
      record = recordAfterReport(record, point.attackDaysTold);
      add(point, record);
      return record;
    });
    if (story.shown) add(story.shown, record);
    laidOut.push({ story, from, records, record });
  }
  return laidOut;
}

/** The same story with its scores learnt from: the first of each day. What is only shown knows what the last point knew. */
function learntStory(laidOut: RowsOfStory, scores: readonly (ModelScore | null)[], rows: readonly Row[]): RowsOfStory {
  const { story, from } = laidOut;
  let now = story.record;
  const records = story.points.map(({ state: { profile }, nowMs, attackDaysTold }, index) => {
    const told = recordAfterReport(now, attackDaysTold);
    rows[from + index]!.record = told;
    const score = scores[from + index];
    const day = localDay(nowMs, profile.timeZone);
    now = score && isUnscoredDay(told, day) ? recordAfterScore(told, day, populationRisk(score)) : told;
    return told;
  });
  if (story.shown) rows[from + story.points.length]!.record = records.at(-1) ?? now;
  return { story, from, records, record: now };
}

/** The offset of each row by what is known at it. */
function offsetsOf(
  rows: readonly Row[],
  { terms: { frailtyShape } }: RiskModel,
  population: PopulationOffset,
): PersonalOffset[] {
  const sites = new Map<string, PersonalOffset>();
  return rows.map(({ scorable, record }) => {
    const { siteId } = scorable.state.profile;
    let site = sites.get(siteId);
    if (!site) sites.set(siteId, (site = population(siteId, frailtyShape)));
    return offsetOfRecord(record, site, frailtyShape);
  });
}

/** The probability of the features alone: what the personal record is measured against. */
function populationRisk({ baseLogOdds, logOddsByFeature }: ModelScore): number {
  return probabilityOf(logOddsByFeature.reduce((sum, part) => sum + part, baseLogOdds));
}

/** One score for each row; null where there is not enough data. */
async function scoresOf(
  model: RiskModel,
  rows: readonly Pick<Row, 'features'>[],
  offsets: readonly PersonalOffset[],
): Promise<(ModelScore | null)[]> {
  const known: { features: FeatureVector; personal: PersonalOffset }[] = [];
  for (const [index, { features }] of rows.entries()) {
    if (features instanceof Float64Array) known.push({ features, personal: offsets[index]! });
  }
  const scores = known.length > 0 ? await model.scoreBatch(known) : [];
  if (known.length === rows.length) return [...scores];
  let next = 0;
  return rows.map(({ features }) => (features instanceof Float64Array ? scores[next++]! : null));
}

/** Scores the rows anew whose offset has changed, in place. */
async function scoreAgain(
  model: RiskModel,
  rows: readonly Row[],
  before: readonly PersonalOffset[],
  offsets: readonly PersonalOffset[],
  scores: (ModelScore | null)[],
): Promise<void> {
  const changed = offsets.flatMap(({ logOdds }, index) => (logOdds === before[index]!.logOdds ? [] : [index]));
  if (changed.length === 0) return;
  const again = await scoresOf(
    model,
    changed.map((index) => rows[index]!),
    changed.map((index) => offsets[index]!),
  );
  for (const [at, index] of changed.entries()) scores[index] = again[at]!;
}

function looksFrom(
  rows: readonly Pick<Row, 'features' | 'scorable'>[],
  scores: readonly (ModelScore | null)[],
  { identity }: RiskModel,
): RiskLook[] {
  return rows.map(({ features, scorable }, index) =>
    features instanceof Float64Array ? lookFrom(scores[index]!, features, identity, scorable.nowMs) : features,
  );
}

async function shadowed(
  { shadow }: ModelState & { kind: 'ready' },
  rows: readonly Row[],
  population: PopulationOffset,
  served: readonly RiskLook[],
): Promise<readonly RiskLook[]> {
  if (!shadow || rows.length === 0) return [];
  let risks: RiskLook[] = [];
  try {
    const offsets = offsetsOf(rows, shadow.model, population);
    risks = looksFrom(rows, await scoresOf(shadow.model, rows, offsets), shadow.model);
  } catch {
    // a shadow that fails is a fact for its report, and for nothing else
  }
  shadow.compare(served, risks);
  return risks;
}
