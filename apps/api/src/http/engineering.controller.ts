import { Body, Controller, Get, Header, HttpCode, Inject, Post, Put, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import {
  ROUTE,
  MEDIA_TYPE,
  deadLetterQuery,
  deviceAuditQuery,
  registryRequest,
  type DeadLettersResponse,
  type DevicesResponse,
  type IngestMetrics,
  type RegistryResponse,
  type SessionUser,
} from '@airway-twin/contracts/http';
import { RECORDER_USERNAME, deviceUsername } from '@airway-twin/contracts/mqtt';
import type { CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import { replayCommand, type ReplayStatus } from '@airway-twin/contracts/replay';
import {
  DEFAULT_ACTION_PLAN,
  type ActionPlan,
  type Medication,
  type PatientProfile,
} from '@airway-twin/domain/patient';
import { unjudgedPresence } from '@airway-twin/domain/presence';
import { localDate } from '@airway-twin/domain/time';
import { mqttPassword } from '../registry/credentials.js';
import { saveRegistry } from '../registry/registry-store.js';
import { deadLetters } from '../storage/dead-letter-store.js';
import { deviceRows, refusedWithoutDevice } from '../storage/device-store.js';
import { dropCheckpoints } from '../storage/twin-store.js';
import { Runtime } from '../runtime.js';
import { deviceAudit } from '../watch/audit-store.js';
import { AUDIT_CSV_HEADER, auditCsvLine } from './audit-csv.js';
import { CurrentUser, Roles } from './bearer-guard.js';
import { checked, conflict, invalid, notFound } from './errors.js';

@Roles('engineer')
@Controller()
export class EngineeringController {
  constructor(@Inject(Runtime) private readonly runtime: Runtime) {}

  @Roles('engineer', 'clinician')
  @Get(ROUTE.devices)
  async devices(@CurrentUser() user: SessionUser): Promise<DevicesResponse> {
    const { pool, registry, watch } = this.runtime;
    const counted = await deviceRows(pool, user.siteId);
    return {
      devices: counted.map((row) => {
        const device = registry.device(user.siteId, row.deviceId);
        const presence = device && watch.devices.presenceOf(device);
        return { ...row, presence: presence ?? unjudgedPresence('first-word-awaited', row.lastReceivedAtMs) };
      }),
      unknownDeviceRefused: await refusedWithoutDevice(pool, user.siteId),
    };
  }

  /** What each boot of each device has sent, and what became of it: JSON, or CSV by `Accept`. */
  @Get(ROUTE.deviceAudit)
  @Header('Vary', 'Accept')
  async audit(
    @CurrentUser() user: SessionUser,
    @Query() query: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { device, limit } = checked(deviceAuditQuery, query);
    const audit = await deviceAudit(this.runtime.pool, user.siteId, { deviceId: device ?? null, limit });
    if (request.accepts([MEDIA_TYPE.json, MEDIA_TYPE.csv]) !== MEDIA_TYPE.csv) {
      response.json(audit);
      return;
    }
    const lines = [AUDIT_CSV_HEADER, ...audit.boots.map(auditCsvLine)];
    response.type(MEDIA_TYPE.csv).send(lines.map((line) => `${line}\r\n`).join(''));
  }

  @Roles('engineer', 'clinician')
  @Put(ROUTE.registry)
  async register(@CurrentUser() user: SessionUser, @Body() body: unknown): Promise<RegistryResponse> {
    const request = checked(registryRequest, body);
    for (const [list, entries] of Object.entries(request)) {
      const foreign = entries.findIndex((entry) => entry.siteId !== user.siteId);
      if (foreign >= 0)
        throw invalid(
          `${list}.${foreign}.siteId: expected ${user.siteId}, the site of this login`,
          `${list}.${foreign}.siteId`,
        );
    }
    const unsigned = request.patients.findIndex((profile) => {
      const known = this.runtime.registry.patient(profile.siteId, profile.patientId);
      return known !== null && changesTreatment(known, profile);
    });
    if (unsigned >= 0 && user.role !== 'clinician') {
      throw conflict(
        'action plan, medication and personal best of a patient are a clinician’s to change',
        `patients.${unsigned}`,
      );
    }
    const patients = request.patients.map((profile) => this.withHeightDate(profile));
    const saved = await saveRegistry(this.runtime.pool, { ...request, patients });
    if (saved.kind === 'conflict') throw conflict(`${saved.field}: ${saved.message}`, saved.field);
    await dropCheckpoints(this.runtime.pool, saved.changedPatients);
    await this.runtime.registryChanged(saved.changedPatients, request.assignments);
    const key = this.runtime.config.mqttCredentialKey;
    const credential = (username: string) => ({ username, password: mqttPassword(key, username) });
    return {
      mqttUrl: this.runtime.config.mqttPublicUrl,
      credentials: request.devices.map(({ siteId, deviceId }) => ({
        deviceId,
        ...credential(deviceUsername(siteId, deviceId)),
      })),
      recorder: credential(RECORDER_USERNAME),
    };
  }

  /** A height without its date was measured today, unless it is the one that is known already. */
  private withHeightDate<P extends PatientProfile>(profile: P): P {
    if (profile.heightCm === null || profile.heightMeasuredOn !== null) return profile;
    const known = this.runtime.registry.patient(profile.siteId, profile.patientId);
    const unchanged = known?.heightCm === profile.heightCm ? known.heightMeasuredOn : null;
    return { ...profile, heightMeasuredOn: unchanged ?? localDate(this.runtime.clock(), profile.timeZone) };
  }

  @Get(ROUTE.deadLetters)
  deadLetters(@CurrentUser() user: SessionUser, @Query() query: unknown): Promise<DeadLettersResponse> {
    return deadLetters(this.runtime.pool, user.siteId, checked(deadLetterQuery, query));
  }

  @Get(ROUTE.ingest)
  ingest(): IngestMetrics {
    return this.runtime.metrics();
  }

  /** Reads the model folder at once instead of within seconds; a file that is not fit is refused with its reason. */
  @Post(ROUTE.reloadModels)
  @HttpCode(200)
  async reloadModels(): Promise<CurrentModelResponse> {
    await this.runtime.reloadModels();
    return this.runtime.model.report();
  }

  @Get(ROUTE.replay)
  replay(@CurrentUser() user: SessionUser): ReplayStatus {
    const status = this.runtime.replay.statusOf(user.siteId);
    if (!status) throw notFound('a replay runner');
    return status;
  }

  @Post(ROUTE.replay)
  @HttpCode(202)
  async command(@CurrentUser() user: SessionUser, @Body() body: unknown): Promise<{ sent: true }> {
    await this.runtime.sendReplayCommand(user.siteId, checked(replayCommand, body));
    return { sent: true };
  }
}

/** Would this change what the patient is treated by? */
function changesTreatment(known: PatientProfile, wanted: PatientProfile): boolean {
  const treatment = ({ actionPlan, medications, ...best }: PatientProfile) => [
    ACTION_PLAN_FIELDS.map((field) => actionPlan[field]),
    medications.map((each) => MEDICATION_FIELDS.map((field) => each[field])),
    best.declaredBestPefLitresPerMinute,
    best.declaredBestFev1Litres,
  ];
  return JSON.stringify(treatment(known)) !== JSON.stringify(treatment(wanted));
}

const ACTION_PLAN_FIELDS = Object.keys(DEFAULT_ACTION_PLAN) as (keyof ActionPlan)[];
const MEDICATION_FIELDS = [
  'drug',
  'role',
  'dosesPerDay',
  'puffsPerDose',
  'minimumInspiratoryFlowLitresPerMinute',
] as const satisfies (keyof Medication)[];
