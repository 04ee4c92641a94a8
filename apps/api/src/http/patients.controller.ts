import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import {
  ROUTE,
  airQuery,
  recommendationAnswer,
  riskTrajectoryQuery,
  twinQuery,
  twinSeriesQuery,
  type AirResponse,
  type PatientSnapshot,
  type RecommendationsResponse,
  type RiskTrajectoryResponse,
  type SessionUser,
  type TwinAtResponse,
  type TwinSeriesResponse,
  type WardResponse,
} from '@airway-twin/contracts/http';
import type { Recommendation } from '@airway-twin/domain/recommendation';
import { daysBetween } from '@airway-twin/domain/time';
import { mayReadPatient } from '../session/access.js';
import { nameFor, recommendationsFor, snapshotFor, twinFor } from '../session/pseudonym.js';
import { Runtime } from '../runtime.js';
import { airDays, rollUpAir } from '../storage/rollup-store.js';
import { scoresBetween, trajectoryPoint } from '../storage/risk-score-store.js';
import { recommendationsBetween } from '../storage/twin-store.js';
import { twinAt, twinAtRevision, twinSeries } from '../twins/history.js';
import { byNeed } from '../twins/ward-row.js';
import type { WorkingTwin } from '../twins/working-twin.js';
import { CurrentUser, Roles } from './bearer-guard.js';
import { checked, conflict, forbidden, invalid, notFound } from './errors.js';
import { answerOfWriter, movingNow } from './writer-of.js';

const LONGEST_AIR_DAYS = 400;
const DAY_MS = 86_400_000;
/** Nobody asks for a twin further ahead than this; each step ahead costs. */
const FURTHEST_AHEAD_MS = DAY_MS;
const LONGEST_SERIES_MS = 400 * DAY_MS;

@Controller()
export class PatientsController {
  constructor(@Inject(Runtime) private readonly runtime: Runtime) {}

  @Get(ROUTE.patients)
  patients(@CurrentUser() user: SessionUser): WardResponse {
    const rows = this.runtime.keeper
      .wardRows(user.siteId)
      .filter((row) => mayReadPatient(user, row.patientId))
      .map((row) => ({ ...row, displayName: nameFor(user, row) }))
      .sort(byNeed);
    return { siteId: user.siteId, rows, alertBudget: this.runtime.alertBudget(rows) };
  }

  @Get(ROUTE.patient)
  async patient(@CurrentUser() user: SessionUser, @Param('patientId') patientId: string): Promise<PatientSnapshot> {
    const twin = await readableTwin(this.runtime, user, patientId);
    return snapshotFor(user, this.runtime.snapshot(twin));
  }

  @Get(ROUTE.twin)
  async twin(
    @CurrentUser() user: SessionUser,
    @Param('patientId') patientId: string,
    @Query() query: unknown,
  ): Promise<TwinAtResponse> {
    const { at, revision } = checked(twinQuery, query);
    const { profile, state } = await readableTwin(this.runtime, user, patientId);
    const { airways } = state;
    const model = this.runtime.model.current();
    if (revision !== undefined) {
      if (at !== undefined) throw invalid('expected at or revision, not both', 'revision');
      return twinFor(user, await twinAtRevision(this.runtime.pool, model, profile, airways, revision));
    }
    const nowMs = this.runtime.patientNowMs({ profile, state });
    return twinFor(
      user,
      await twinAt(this.runtime.pool, model, profile, airways, at === undefined ? nowMs : this.notAhead(at, 'at')),
    );
  }

  @Get(ROUTE.twinSeries)
  async series(
    @CurrentUser() user: SessionUser,
    @Param('patientId') patientId: string,
    @Query() query: unknown,
  ): Promise<TwinSeriesResponse> {
    const { from, to, points } = checked(twinSeriesQuery, query);
    const toMs = this.notAhead(to, 'to');
    const fromMs = Date.parse(from);
    if (fromMs >= toMs) throw invalid('to: expected a time after from', 'to');
    if (toMs - fromMs > LONGEST_SERIES_MS) throw invalid('from: expected at most 400 days before to', 'from');
    const {
      profile,
      state: { airways },
    } = await readableTwin(this.runtime, user, patientId);
    const { pool } = this.runtime;
    return {
      patientId,
      points: await twinSeries(pool, profile, airways, fromMs, toMs, points),
    };
  }

  @Get(ROUTE.riskTrajectory)
  async riskTrajectory(
    @CurrentUser() user: SessionUser,
    @Param('patientId') patientId: string,
    @Query() query: unknown,
  ): Promise<RiskTrajectoryResponse> {
    const { days } = checked(riskTrajectoryQuery, query);
    const twin = await readableTwin(this.runtime, user, patientId);
    const toMs = this.runtime.patientNowMs(twin);
    const fromMs = toMs - days * DAY_MS;
    const scores = await scoresBetween(this.runtime.pool, twin.profile.siteId, patientId, fromMs, toMs);
    const points = (served: boolean) => scores.filter((score) => score.served === served).map(trajectoryPoint);
    return { patientId, fromMs, toMs, points: points(true), shadow: user.role === 'patient' ? [] : points(false) };
  }

  private notAhead(instant: string, field: string): number {
    const atMs = Date.parse(instant);
    if (atMs > this.runtime.clock() + FURTHEST_AHEAD_MS)
      throw invalid(`${field}: expected a time that is not ahead of now`, field);
    return atMs;
  }

  @Get(ROUTE.air)
  async air(
    @CurrentUser() user: SessionUser,
    @Param('patientId') patientId: string,
    @Query() query: unknown,
  ): Promise<AirResponse> {
    const { from, to } = checked(airQuery, query);
    const days = daysBetween(from, to);
    if (days < 0 || days > LONGEST_AIR_DAYS)
      throw invalid(`expected a day within ${LONGEST_AIR_DAYS} days after from`, 'to');
    const { profile } = await readableTwin(this.runtime, user, patientId);
    if (this.runtime.storage === 'postgres') await rollUpAir(this.runtime.pool);
    return {
      patientId,
      timeZone: profile.timeZone,
      days: await airDays(this.runtime.pool, profile.siteId, patientId, profile.timeZone, from, to),
    };
  }

  @Get(ROUTE.recommendations)
  async recommendations(
    @CurrentUser() user: SessionUser,
    @Param('patientId') patientId: string,
  ): Promise<RecommendationsResponse> {
    const { profile } = await readableTwin(this.runtime, user, patientId);
    const made = await recommendationsBetween(this.runtime.pool, profile.siteId, patientId, null, null);
    return { recommendations: recommendationsFor(user, made) };
  }

  @Roles('clinician', 'patient')
  @Post(ROUTE.recommendationAnswer)
  @HttpCode(200)
  async answer(
    @CurrentUser() user: SessionUser,
    @Param('patientId') patientId: string,
    @Param('recommendationId') recommendationId: string,
    @Body() body: unknown,
    @Req() request: Request,
  ): Promise<Recommendation> {
    const answer = checked(recommendationAnswer, body);
    await readableTwin(this.runtime, user, patientId);
    const forwarded = await answerOfWriter<Recommendation>(this.runtime, user.siteId, patientId, request);
    if (forwarded) return forwarded;
    const outcome = await this.runtime.answer({
      siteId: user.siteId,
      patientId,
      recommendationId,
      answer,
      actor: user.username,
      role: user.role,
    });
    if (!('kind' in outcome)) return outcome;
    if (outcome.reason === 'elsewhere') throw movingNow();
    if (outcome.reason === 'not-found') throw notFound(`recommendation ${recommendationId}`);
    if (outcome.reason === 'not-for-this-role')
      throw forbidden(`a ${user.role} cannot ${answer.answer} this recommendation`);
    throw conflict(`cannot ${answer.answer} now: ${outcome.reason}`, 'answer');
  }
}

/** The twin, if the user may read it; else 403 or 404. */
export async function readableTwin(runtime: Runtime, user: SessionUser, patientId: string): Promise<WorkingTwin> {
  if (!mayReadPatient(user, patientId)) throw forbidden('a patient reads only their own record');
  const twin = await runtime.keeper.twin(user.siteId, patientId);
  if (!twin) throw notFound(`patient ${patientId.slice(0, 64)}`);
  return twin;
}
