import type { StoredObservation, TwinAtResponse, TwinSeriesPoint } from '@airway-twin/contracts/http';
import type { AirflowTable } from '@airway-twin/domain/mechanics';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { recommendationAsOf } from '@airway-twin/domain/recommendation';
import { NO_PERSONAL_OFFSET, logOddsSdOf, riskOf, unlearntOffset, type PersonalOffset } from '@airway-twin/domain/risk';
import { createTwin, foldObservation, presentTwin, type TwinState, type TwinView } from '@airway-twin/domain/twin';
import type { ModelState } from '../risk/index.js';
import { observationsAfter } from '../storage/observation-store.js';
import type { Pool } from '../storage/pool.js';
import { scoresBetween, trajectoryPoint, type StoredScore } from '../storage/risk-score-store.js';
import { recommendationsBetween } from '../storage/twin-store.js';
import { usableCheckpoint } from './twin-keeper.js';
import { risksOf } from './score-stories.js';

const RECOMMENDATIONS_LOOKED_BACK_MS = 60 * 86_400_000;
/** Scores are kept four times a day: one of a day ago is the newest of a patient who is scored. */
const SCORE_HOLDS_MS = 86_400_000;
const PERSONAL_PART_HOLDS_MS = 7 * 86_400_000;

/** A state with the observations that follow it, oldest first. */
interface Course {
  readonly from: TwinState;
  readonly later: readonly StoredObservation[];
}

/**
 * The twin as it stood at a past instant: all that was measured until then, late arrivals in their place. Folded from the newest stored
 * state before it.
 */
export async function twinAt(
  pool: Pool,
  model: ModelState,
  profile: PatientProfile,
  airways: AirflowTable,
  atMs: number,
): Promise<TwinAtResponse> {
  const { siteId, patientId } = profile;
  const last = await lastScore(pool, profile, atMs);
  const from =
    (await usableCheckpoint(pool, profile, airways, (last?.atMs ?? atMs) + 1)) ?? createTwin(profile, airways);
  const later = await observationsAfter(pool, siteId, patientId, { after: from.lastObservation, untilMs: atMs });
  const { rows } = await pool.query<{ revision: number | null }>(
    'SELECT max(revision) AS revision FROM app.observation WHERE site_id = $1 AND patient_id = $2 AND measured_at <= $3',
    [siteId, patientId, new Date(atMs).toISOString()],
  );
  return presented(pool, model, { from, later }, last, atMs, rows[0]?.revision ?? 0);
}

/** The twin as it was known at a revision: only what had arrived by then. Folded from the first observation. */
export async function twinAtRevision(
  pool: Pool,
  model: ModelState,
  profile: PatientProfile,
  airways: AirflowTable,
  revision: number,
): Promise<TwinAtResponse> {
  const later = await observationsAfter(pool, profile.siteId, profile.patientId, {
    after: null,
    untilRevision: revision,
  });
  const newest = later.reduce((most, stored) => Math.max(most, stored.revision), 0);
  const atMs = later.at(-1)?.observation.measuredAtMs ?? 0;
  const last = await lastScore(pool, profile, atMs);
  return presented(pool, model, { from: createTwin(profile, airways), later }, last, atMs, newest);
}

/** The newest score that was served up to that instant, none older than a week. */
async function lastScore(pool: Pool, { siteId, patientId }: PatientProfile, atMs: number): Promise<StoredScore | null> {
  const kept = await scoresBetween(pool, siteId, patientId, atMs - PERSONAL_PART_HOLDS_MS, atMs);
  return kept.findLast((score) => score.served) ?? null;
}

async function presented(
  pool: Pool,
  model: ModelState,
  { from, later }: Course,
  last: StoredScore | null,
  atMs: number,
  revision: number,
): Promise<TwinAtResponse> {
  const { siteId, patientId } = from.profile;
  const then = last && later.filter(({ observation }) => observation.measuredAtMs <= last.atMs).length;
  const stateThen = later.slice(0, then ?? 0).reduce(folded, from);
  const state = later.slice(then ?? 0).reduce(folded, stateThen);
  const view = presentTwin(state, atMs);
  const personal = await personalThen(model, last, stateThen);
  const [risk] = await risksOf([{ state, view, nowMs: atMs }], model, personal);
  const made = await recommendationsBetween(pool, siteId, patientId, atMs - RECOMMENDATIONS_LOOKED_BACK_MS, atMs);
  return {
    patientId,
    at: new Date(atMs).toISOString(),
    revision,
    twin: view,
    risk: riskOf(risk!),
    scoredThen: last && atMs - last.atMs <= SCORE_HOLDS_MS ? trajectoryPoint(last) : null,
    recommendations: made.map((recommendation) => recommendationAsOf(recommendation, atMs)),
  };
}

function folded(state: TwinState, { observation }: StoredObservation): TwinState {
  return foldObservation(state, observation);
}

/**
 * What the patient's own weeks added when they were last scored, and how sure that was: the band kept with a score speaks of the model's
 * coefficients and of the personal part together, and the coefficients' share is scored again from the state of then. A score of another
 * model does not tell the two apart, and without any score nothing is known of the weeks: then as little is known as of a new patient.
 */
async function personalThen(
  model: ModelState,
  last: StoredScore | null,
  stateThen: TwinState,
): Promise<PersonalOffset> {
  if (model.kind === 'unavailable') return NO_PERSONAL_OFFSET;
  const unlearnt = unlearntOffset(model.model.terms.frailtyShape);
  if (!last) return unlearnt;
  const logOdds = last.personalLogOdds;
  const point = { state: stateThen, view: presentTwin(stateThen, last.atMs), nowMs: last.atMs };
  const [again] = await risksOf([point], model, { logOdds, variance: 0 });
  const isOfThis = last.model.fileSha256 === model.model.identity.fileSha256;
  if (again?.kind !== 'scored' || !isOfThis) return { logOdds, variance: unlearnt.variance };
  const variance = logOddsSdOf(last) ** 2 - again.score.logOddsSd ** 2;
  return { logOdds, variance: Number.isFinite(variance) ? Math.max(0, variance) : unlearnt.variance };
}

/** The twin sampled at evenly spaced instants, from the stored observations; its risk as it was scored then. */
export async function twinSeries(
  pool: Pool,
  profile: PatientProfile,
  airways: AirflowTable,
  fromMs: number,
  toMs: number,
  points: number,
): Promise<TwinSeriesPoint[]> {
  const { siteId, patientId } = profile;
  const start = (await usableCheckpoint(pool, profile, airways, fromMs)) ?? createTwin(profile, airways);
  const observations = await observationsAfter(pool, siteId, patientId, {
    after: start.lastObservation,
    untilMs: toMs,
  });
  const kept = await scoresBetween(pool, siteId, patientId, fromMs - SCORE_HOLDS_MS, toMs);
  const scores = kept.filter((score) => score.served);
  const samples: TwinSeriesPoint[] = [];
  let state = start;
  let next = 0;
  for (let index = 0; index < points; index++) {
    const nowMs = fromMs + ((toMs - fromMs) * index) / (points - 1);
    while (next < observations.length && observations[next]!.observation.measuredAtMs <= nowMs) {
      state = foldObservation(state, observations[next++]!.observation);
    }
    if (state.clockMs === null) continue;
    const score = scores.findLast(({ atMs }) => atMs <= nowMs && nowMs - atMs <= SCORE_HOLDS_MS);
    samples.push(seriesPoint(presentTwin(state, nowMs), nowMs, score?.within7Days ?? null));
  }
  return samples;
}

function seriesPoint(view: TwinView, nowMs: number, within7Days: number | null): TwinSeriesPoint {
  const { percentOfBest } = view.lungFunction;
  return {
    atMs: nowMs,
    zone: view.zone.value,
    zoneStale: view.zone.stale,
    percentOfBest: percentOfBest && percentOfBest.freshness !== 'stale' ? percentOfBest.value : null,
    constriction: view.constriction,
    inflammation: view.inflammation,
    controllerExposure: view.medication.controllerExposure,
    within7Days,
  };
}
