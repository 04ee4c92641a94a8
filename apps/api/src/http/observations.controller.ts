import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import {
  MEDIA_TYPE,
  ROUTE,
  observationQuery,
  symptomEntry,
  type ObservationPage,
  type SessionUser,
  type StoredObservation,
  type SymptomResponse,
} from '@airway-twin/contracts/http';
import { isDiaryDayPossible } from '@airway-twin/domain/twin';
import { orderKey, type OrderKey } from '@airway-twin/domain/measurement';
import { FUTURE_TOLERANCE_MS } from '../ingest/ingest.js';
import { entryObservation } from '@airway-twin/contracts/http';
import { observationPage } from '../storage/observation-store.js';
import { Runtime } from '../runtime.js';
import { CurrentUser, Roles } from './bearer-guard.js';
import { checked, conflict, invalid } from './errors.js';
import { CSV_HEADER, csvLine } from './observation-csv.js';
import { readableTwin } from './patients.controller.js';
import { answerOfWriter, movingNow } from './writer-of.js';

const NEXT_CURSOR = 'X-Next-Cursor';

@Controller()
export class ObservationsController {
  constructor(@Inject(Runtime) private readonly runtime: Runtime) {}

  /** A page of what is stored: JSON, NDJSON or CSV by `Accept`. The next cursor is in the body, or in `X-Next-Cursor` beside lines. */
  @Get(ROUTE.observations)
  @Header('Vary', 'Accept')
  async observations(
    @CurrentUser() user: SessionUser,
    @Param('patientId') patientId: string,
    @Query() query: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { stream, from, to, limit, cursor } = checked(observationQuery, query);
    const { profile } = await readableTwin(this.runtime, user, patientId);
    const found = await observationPage(this.runtime.pool, profile.siteId, patientId, {
      stream,
      fromMs: from === undefined ? undefined : Date.parse(from),
      toMs: to === undefined ? undefined : Date.parse(to),
      after: cursor === undefined ? null : parseCursor(cursor),
      limit: limit + 1,
    });
    const observations = found.slice(0, limit);
    const nextCursor = found.length > limit ? cursorOf(observations.at(-1)!) : null;
    if (nextCursor) response.setHeader(NEXT_CURSOR, nextCursor);
    switch (request.accepts([MEDIA_TYPE.json, MEDIA_TYPE.ndjson, MEDIA_TYPE.csv])) {
      case MEDIA_TYPE.ndjson:
        response.type(MEDIA_TYPE.ndjson).send(observations.map((each) => `${JSON.stringify(each)}\n`).join(''));
        return;
      case MEDIA_TYPE.csv:
        response
          .type(MEDIA_TYPE.csv)
          .send([CSV_HEADER, ...observations.map(csvLine)].map((line) => `${line}\r\n`).join(''));
        return;
      default:
        response.json({ observations, nextCursor } satisfies ObservationPage);
    }
  }

  /** An entry of the patient's own app: symptoms of a day or week, or a control score. */
  @Roles('patient')
  @Post(ROUTE.symptoms)
  @HttpCode(200)
  async symptoms(
    @CurrentUser() user: SessionUser,
    @Param('patientId') patientId: string,
    @Body() body: unknown,
    @Req() request: Request,
  ): Promise<SymptomResponse> {
    const entry = checked(symptomEntry, body);
    const twin = await readableTwin(this.runtime, user, patientId);
    const forwarded = await answerOfWriter<SymptomResponse>(this.runtime, user.siteId, patientId, request);
    if (forwarded) return forwarded;
    const wallNowMs = this.runtime.clock();
    const measuredAtMs =
      entry.measuredAt === undefined ? this.runtime.patientNowMs(twin) : Date.parse(entry.measuredAt);
    if (measuredAtMs > wallNowMs + FUTURE_TOLERANCE_MS)
      throw invalid('measuredAt: expected a time that is not ahead of now', 'measuredAt');
    if ('localDate' in entry && !isDiaryDayPossible(entry.localDate, measuredAtMs, twin.profile.timeZone)) {
      throw invalid('localDate: expected a day that has begun where the patient lives', 'localDate');
    }
    const { result, revision } = await this.runtime.enter(entryObservation(entry, twin.profile, measuredAtMs));
    if (result === 'reused')
      throw conflict('entryId: expected an id of its own for an entry that says something else', 'entryId');
    if (result === 'refused') throw conflict('the entry could not be stored');
    if (result === 'elsewhere' || result === 'handed-over') throw movingNow();
    return { result, revision };
  }
}

function cursorOf({ observation }: StoredObservation): string {
  const { measuredAtMs, deviceId, bootId, seq } = orderKey(observation);
  return Buffer.from(JSON.stringify([measuredAtMs, deviceId, bootId, seq])).toString('base64url');
}

/** 31 December 2099: later than any instant of the contract. */
const LATEST_MS = Date.UTC(2100, 0, 1);

function isWithin(value: unknown, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
}

function parseCursor(cursor: string): OrderKey {
  try {
    const [measuredAtMs, deviceId, bootId, seq] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const text = [deviceId, bootId].every((each) => typeof each === 'string' && !each.includes('\0'));
    if (text && isWithin(measuredAtMs, LATEST_MS) && isWithin(seq, Number.MAX_SAFE_INTEGER)) {
      return { measuredAtMs, deviceId: deviceId as string, bootId: bootId as string, seq };
    }
  } catch {
    // falls through to the one message below
  }
  throw invalid('cursor: expected the nextCursor of a page before', 'cursor');
}
