import type { TwinAtResponse, TwinSeriesPoint } from '@airway-twin/contracts/http';
import type { AirflowTable } from '@airway-twin/domain/mechanics';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { recommendationAsOf } from '@airway-twin/domain/recommendation';
import { NO_PERSONAL_OFFSET } from '@airway-twin/domain/risk';
import { createTwin, foldObservation, presentTwin, type TwinState, type TwinView } from '@airway-twin/domain/twin';
import type { ModelState } from '../risk/index.js';
import { observationsAfter } from '../storage/observation-store.js';
import type { Pool } from '../storage/pool.js';
import { scoresBetween, trajectoryPoint } from '../storage/risk-score-store.js';
import { recommendationsBetween } from '../storage/twin-store.js';
import { usableCheckpoint } from './twin-keeper.js';
import { risksOf } from './score-stories.js';

const RECOMMENDATIONS_LOOKED_BACK_MS = 60 * 86_400_000;
/** Scores are kept four times a day: one of a day ago is the newest of a patient who is scored. */
const SCORE_HOLDS_MS = 86_400_000;
const PERSONAL_PART_HOLDS_MS = 7 * 86_400_000;

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
  const from = (await usableCheckpoint(pool, profile, airways, atMs + 1)) ?? createTwin(profile, airways);
  const later = await observationsAfter(pool, siteId, patientId, { after: from.lastObservation, untilMs: atMs });
  const state = later.reduce((twin, stored) => foldObservation(twin, stored.observation), from);
  const { rows } = await pool.query<{ revision: number | null }>(
    'SELECT max(revision) AS revision FROM app.observation WHERE site_id = $1 AND patient_id = $2 AND measured_at <= $3',
    [siteId, patientId, new Date(atMs).toISOString()],
  );
  return presented(pool, model, state, atMs, rows[0]?.revision ?? 0);
}

/** The twin as it was known at a revision: only what had arrived by then. Folded from the first observation. */
export async function twinAtRevision(
  pool: Pool,
  model: ModelState,
  profile: PatientProfile,
  airways: AirflowTable,
  revision: number,
): Promise<TwinAtResponse> {
  const known = await observationsAfter(pool, profile.siteId, profile.patientId, {
    after: null,
    untilRevision: revision,
  });
  const state = known.reduce((twin, stored) => foldObservation(twin, stored.observation), createTwin(profile, airways));
  const newest = known.reduce((most, stored) => Math.max(most, stored.revision), 0);
  return presented(pool, model, state, state.clockMs ?? 0, newest);
}

async function presented(
  pool: Pool,
  model: ModelState,
  state: TwinState,
  atMs: number,
  revision: number,
): Promise<TwinAtResponse> {
  const { siteId, patientId } = state.profile;
  const view = presentTwin(state, atMs);
  const kept = await scoresBetween(pool, siteId, patientId, atMs - PERSONAL_PART_HOLDS_MS, atMs);
  const last = kept.findLast((score) => score.served);
  const personal = last ? { logOdds: last.personalLogOdds, variance: 0 } : NO_PERSONAL_OFFSET;
  const [risk] = await risksOf([{ state, view, nowMs: atMs }], model, personal);
  const made = await recommendationsBetween(pool, siteId, patientId, atMs - RECOMMENDATIONS_LOOKED_BACK_MS, atMs);
  return {
    patientId,
    at: new Date(atMs).toISOString(),
    revision,
    twin: view,
    risk: risk!,
    scoredThen: last && atMs - last.atMs <= SCORE_HOLDS_MS ? trajectoryPoint(last) : null,
    recommendations: made.map((recommendation) => recommendationAsOf(recommendation, atMs)),
  };
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
