import { z } from 'zod';
import type { Freshness, Observation, Stream } from '@airway-twin/domain/measurement';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { Recommendation, RuleId } from '@airway-twin/domain/recommendation';
import type { AlertDecision, Risk, RiskModelIdentity } from '@airway-twin/domain/risk';
import type { TraitBand, TwinView, Zone } from '@airway-twin/domain/twin';
import { STREAMS } from '@airway-twin/domain/measurement';
import type { DevicePresence } from '@airway-twin/domain/presence';
import type { DeviceKind } from './registry.js';
import type { PipelineStatus } from './watch.js';
import type { RefusalReason } from '../mqtt/decode.js';
import { instant, localDate, plainText } from '../mqtt/envelope.js';

/** Instants in answers are epoch milliseconds in fields that end in `AtMs`: they are for computing, screens show them in the patient's zone. */

/** One row of the ward list. */
export interface WardRow {
  readonly patientId: string;
  readonly displayName: string;
  readonly revision: number;
  readonly atMs: number | null;
  readonly timeZone: string;
  readonly clock: PatientProfile['clock'];
  readonly zone: Zone;
  readonly zoneStale: boolean;
  readonly percentOfBest: number | null;
  readonly percentOfBestAtMs: number | null;
  readonly lungFunctionFreshness: Freshness;
  readonly inhalerFreshness: Freshness;
  readonly constriction: TraitBand | null;
  readonly inflammation: TraitBand | null;
  readonly within7Days: number | null;
  readonly riskUnavailable: string | null;
  readonly riskAlert: WardRiskAlert;
  readonly adherence7d: number | null;
  readonly relieverPuffs24h: number;
  readonly openRecommendations: readonly {
    readonly id: string;
    readonly ruleId: RuleId;
    readonly urgency: Recommendation['urgency'];
    readonly status: Recommendation['status'];
    /** A clinician's emergency card is one that went on to them, as the patient declined it or did not answer; null: answered. */
    readonly needsAnswerFrom: 'clinician' | 'patient' | null;
    /** When it was made, on the patient's clock. */
    readonly createdAtMs: number;
  }[];
}

/** How the risk of one patient stands to the alert budget. */
export interface WardRiskAlert {
  /** Risk alerts sent to a clinician in the last 30 days, on the patient's clock. */
  readonly sentInMonth: number;
  /** The risk lasted and has not fallen below the end of its hysteresis since. */
  readonly standing: boolean;
  /** Why no alert goes out now; null: one did, or stands. */
  readonly notSentBecause: Extract<AlertDecision, { kind: 'none' }>['because'] | null;
}

/** The alert budget of the patients of a list. */
export interface AlertBudgetUse {
  /** At most so many risk alerts to a clinician per patient in 30 days. */
  readonly perPatientMonth: number;
  readonly patients: number;
  readonly sentInMonth: number;
  /** Patients whose lasting risk waits because their budget is spent. */
  readonly heldBack: number;
  /** Of 100 such alerts so many come before an attack, as the served model was evaluated; null: not evaluated. */
  readonly precedeAttackOfHundred: number | null;
  /** Of those sent in 30 days, so many are expected to come before nothing; null: not evaluated. */
  readonly expectedFalseInMonth: number | null;
}

/** `GET /api/patients`, already ordered: who needs someone first, first. */
export interface WardResponse {
  readonly siteId: string;
  readonly rows: readonly WardRow[];
  readonly alertBudget: AlertBudgetUse;
}

/** `GET /api/patients/:patientId`: all that a screen shows of a patient now. Also the live snapshot. */
export interface PatientSnapshot {
  readonly patientId: string;
  readonly revision: number;
  readonly profile: PatientProfile;
  readonly twin: TwinView;
  readonly risk: Risk;
  /** Open ones first, then the latest closed, newest first; at most 50. */
  readonly recommendations: readonly Recommendation[];
  readonly devices: readonly PatientDevice[];
}

export interface PatientDevice {
  readonly deviceId: string;
  readonly kind: DeviceKind;
  readonly online: boolean | null;
  readonly lastMeasuredAtMs: number | null;
  readonly presence: DevicePresence;
}

/** `GET /api/patients/:patientId/twin?at=…|revision=…` */
export const twinQuery = z.strictObject({
  at: instant.optional(),
  revision: z.coerce.number().int().min(0).optional(),
});
export interface TwinAtResponse {
  readonly patientId: string;
  readonly at: string;
  /** The newest revision that the state contains. */
  readonly revision: number;
  readonly twin: TwinView;
  /** By the model that is served now, which it names. */
  readonly risk: Risk;
  /** The newest score of the day before, as it was given then; null: there was none. */
  readonly scoredThen: RiskTrajectoryPoint | null;
  /** Recommendations as they stood then. */
  readonly recommendations: readonly Recommendation[];
}

/** `GET /api/patients/:patientId/twin/series?from&to&points` */
export const twinSeriesQuery = z.strictObject({
  from: instant,
  to: instant,
  points: z.coerce.number().int().min(2).max(500).default(180),
});
/** The twin sampled over time, from the stored observations: late data are in their place. */
export interface TwinSeriesPoint {
  readonly atMs: number;
  readonly zone: Zone;
  /** Nothing recent enough stands behind the zone: what is drawn of this instant is marked as old. */
  readonly zoneStale: boolean;
  readonly percentOfBest: number | null;
  readonly constriction: TraitBand | null;
  readonly inflammation: TraitBand | null;
  readonly controllerExposure: number | null;
  /** As it was scored then, not computed again; null: there was no score in the day before. */
  readonly within7Days: number | null;
}
export interface TwinSeriesResponse {
  readonly patientId: string;
  readonly points: readonly TwinSeriesPoint[];
}

/** `GET /api/patients/:patientId/risk?days`: the scores of the last days as they were given then, never computed again. */
export const riskTrajectoryQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(400).default(30) });
export interface RiskTrajectoryPoint {
  readonly atMs: number;
  readonly within7Days: number;
  /** The 80 % band. */
  readonly low: number;
  readonly high: number;
  readonly personalLogOdds: number;
  /** The model that made it. */
  readonly model: Pick<RiskModelIdentity, 'name' | 'version' | 'fileSha256'>;
}
export interface RiskTrajectoryResponse {
  readonly patientId: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** At most four a day, oldest first. Where there was no score there is no point. */
  readonly points: readonly RiskTrajectoryPoint[];
  /** Those of a model in the shadow of the served one; empty for patients. */
  readonly shadow: readonly RiskTrajectoryPoint[];
}

/** `GET /api/patients/:patientId/observations`; `Accept` chooses JSON, `application/x-ndjson` or `text/csv`. */
export const observationQuery = z.strictObject({
  stream: z.enum(STREAMS as unknown as readonly [Stream, ...Stream[]]).optional(),
  from: instant.optional(),
  to: instant.optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
  cursor: z.string().max(400).optional(),
});
export interface StoredObservation {
  readonly observation: Observation;
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  readonly revision: number;
}
export interface ObservationPage {
  readonly observations: readonly StoredObservation[];
  /** Give it back as `cursor` for the next page; null on the last. */
  readonly nextCursor: string | null;
}
export const MEDIA_TYPE = { json: 'application/json', ndjson: 'application/x-ndjson', csv: 'text/csv' } as const;

/** `GET /api/patients/:patientId/air?from&to`: air of each day of the patient's own calendar, from the stored 15-minute buckets. */
export const airQuery = z.strictObject({ from: localDate, to: localDate });
export interface AirQuantity {
  readonly mean: number;
  readonly max: number;
  readonly readings: number;
}
export interface AirDay {
  readonly localDate: string;
  readonly pm25MicrogramsPerM3: AirQuantity | null;
  readonly no2MicrogramsPerM3: AirQuantity | null;
  readonly o3MicrogramsPerM3: AirQuantity | null;
}
export interface AirResponse {
  readonly patientId: string;
  readonly timeZone: string;
  readonly days: readonly AirDay[];
}

/** `GET …/recommendations`: all that were ever made for the patient, newest first, each with every step it took. */
export interface RecommendationsResponse {
  readonly recommendations: readonly Recommendation[];
}

/** `POST …/recommendations/:recommendationId/answer` */
export const recommendationAnswer = z.strictObject({
  answer: z.enum(['approve', 'reject', 'seen', 'acknowledge', 'decline']),
  /** Why, in the person's own words. */
  note: plainText(500).optional(),
});
export type RecommendationAnswer = z.infer<typeof recommendationAnswer>;

/** `GET /api/devices` */
export interface DeviceRow {
  readonly siteId: string;
  readonly deviceId: string;
  readonly kind: DeviceKind;
  readonly model: string;
  readonly patientId: string | null;
  readonly online: boolean | null;
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly refused: number;
  readonly lastReceivedAtMs: number | null;
  readonly lastMeasuredAtMs: number | null;
  readonly desiredVersion: number;
  readonly reportedVersion: number;
  readonly presence: DevicePresence;
}
export interface DevicesResponse {
  readonly devices: readonly DeviceRow[];
  /** Messages from topics or devices that the registry does not know. */
  readonly unknownDeviceRefused: number;
}

/** `GET /api/dead-letters?limit&reason&before` */
export const deadLetterQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  reason: z.string().max(40).optional(),
  before: z.coerce.number().int().optional(),
});
export interface DeadLetter {
  readonly id: number;
  readonly receivedAtMs: number;
  readonly topic: string;
  readonly reason: RefusalReason;
  readonly field: string | null;
  readonly expected: string;
  readonly byteLength: number;
  /** The bytes as received, base64; the first 64 KiB. */
  readonly payloadBase64: string;
}
export interface DeadLettersResponse {
  readonly total: number;
  readonly byReason: Readonly<Record<string, number>>;
  readonly deadLetters: readonly DeadLetter[];
}

export interface LatencySummary {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** `GET /api/ingest`, and the live event of the engineer's console. Counts since this API process started. */
export interface IngestMetrics {
  readonly atMs: number;
  readonly sinceMs: number;
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly refused: number;
  readonly refusedByReason: Readonly<Record<string, number>>;
  readonly late: number;
  readonly queued: number;
  readonly messagesPerSecond: number;
  readonly lastBatchRows: number;
  /** Over the last messages: device sent → received, received → committed, sent → pushed to screens. */
  readonly latency: {
    readonly sentToReceived: LatencySummary;
    readonly receivedToCommitted: LatencySummary;
    readonly sentToPushed: LatencySummary;
  };
  readonly brokerConnected: boolean;
  readonly storageRetrying: boolean;
  /** How long the oldest message that is not yet stored has been waiting here; 0 when none waits. */
  readonly behindMs: number;
  /** The store is there (again), and what piled up while it was away or too slow is being worked off. */
  readonly catchingUp: boolean;
  /** Since when screens may lack what devices have sent; null while they do not. */
  readonly delayedSinceMs: number | null;
}

/** `GET /api/health`: this process lives and answers, and how the parts are that it needs. Always 200; `ready` is the one that means ready. */
export interface HealthResponse {
  readonly status: 'ok' | 'degraded';
  readonly pipeline: PipelineStatus;
  readonly storage: {
    readonly status: 'ok' | 'down';
    readonly kind: 'timescaledb' | 'postgres';
    readonly jobErrors: number | null;
  };
  readonly broker: { readonly status: 'ok' | 'down' };
  readonly model: {
    readonly status: 'ok' | 'unavailable';
    readonly identity: RiskModelIdentity | null;
    readonly reason: string | null;
  };
  readonly notice: string;
  readonly version: string;
}

/** `GET /api` */
export interface RootResponse {
  readonly name: string;
  readonly version: string;
  readonly notice: string;
  readonly routes: readonly string[];
  /** True while the demo accounts exist and the asker may use them (loopback only). */
  readonly demo: boolean;
  /** Patients whose id is a demo account; empty unless `demo`. */
  readonly demoPatientIds: readonly string[];
}

/** Shown on every screen, at the API root and in the README. */
export const NOT_A_MEDICAL_DEVICE =
  'Research demonstrator. Not a medical device. Not for diagnosis or treatment. In an emergency call 15, 112, 999 or 911.';
