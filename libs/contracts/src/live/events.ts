import { z } from 'zod';
import { identifier } from '../mqtt/envelope.js';
import type { Recommendation } from '@airway-twin/domain/recommendation';
import type { IngestMetrics, PatientSnapshot, WardResponse, WardRow } from '../http/views.js';
import type { DeviceSilence, PipelineStatus } from '../http/watch.js';
import type { ReplayStatus } from '../replay/control.js';

/** The socket.io path. The bearer token goes in `auth: { token }` of the handshake. */
export const LIVE_PATH = '/live';

/** Message of the handshake's error when the token is not accepted; any other error may be tried again. */
export const LIVE_UNAUTHORIZED = 'unauthorized';

/** Sections of the snapshot that changed, whole; the others stand as they were. */
export interface PatientDelta {
  readonly patientId: string;
  /** The revision this delta follows. A client that holds another one has missed something and asks for a snapshot. */
  readonly previousRevision: number;
  readonly revision: number;
  readonly changed: Partial<Pick<PatientSnapshot, 'profile' | 'twin' | 'risk' | 'recommendations' | 'devices'>>;
  /** When the newest device message in this change was sent (device clock), for the latency shown to engineers. */
  readonly sentAtMs: number | null;
}

export interface WardSnapshot extends WardResponse {
  readonly sequence: number;
}

/** Rows that changed, coalesced to one frame per 250 ms. */
export interface WardDelta {
  readonly siteId: string;
  readonly previousSequence: number;
  readonly sequence: number;
  readonly rows: readonly WardRow[];
  /** All patient ids in order of need after this change. Left out: the client asks for the ward again to learn the order. */
  readonly order?: readonly string[];
}

/** Never coalesced, never dropped. */
export interface Alarm {
  readonly siteId: string;
  readonly patientId: string;
  readonly displayName: string;
  readonly revision: number;
  readonly recommendation: Recommendation;
}

/**
 * Why a screen may show less than devices have sent. `store`: storing has fallen behind, for all screens alike. `screen`: this one takes in
 * what it is sent too slowly; it gets no more deltas until it has caught up, and then whole snapshots.
 */
export interface Delay {
  readonly because: 'store' | 'screen';
  readonly sinceMs: number;
}

/** Devices of a site that fell silent or were heard again. */
export interface SilenceDelta {
  /** New ones, and those that have become worse. */
  readonly begun: readonly DeviceSilence[];
  /** The devices that have been heard again, or of which nothing is expected any more. */
  readonly endedDeviceIds: readonly string[];
}

export type Watched<T> =
  | { readonly ok: true; readonly snapshot: T }
  | { readonly ok: false; readonly error: 'forbidden' | 'not-found' | 'invalid' };

export interface ServerToClientEvents {
  'patient.delta': (delta: PatientDelta) => void;
  'ward.delta': (delta: WardDelta) => void;
  /** In the place of the deltas that a slow screen was not sent. */
  'patient.snapshot': (snapshot: PatientSnapshot) => void;
  'ward.snapshot': (snapshot: WardSnapshot) => void;
  alarm: (alarm: Alarm) => void;
  /** Whenever it changes, and at once on connecting when there is one; null: none any more. */
  delay: (delay: Delay | null) => void;
  ingest: (metrics: IngestMetrics) => void;
  replay: (status: ReplayStatus) => void;
  silences: (delta: SilenceDelta) => void;
  /** To every screen when the pipeline comes to stand or moves again; to engineers with every look of the watchdog. */
  pipeline: (status: PipelineStatus) => void;
}

export interface ClientToServerEvents {
  /** Joins the patient's room and answers with a snapshot. Calling it again is the resync. */
  'patient.watch': (request: { patientId: string }, answer: (watched: Watched<PatientSnapshot>) => void) => void;
  'patient.unwatch': (request: { patientId: string }) => void;
  'ward.watch': (request: Record<string, never>, answer: (watched: Watched<WardSnapshot>) => void) => void;
  'ward.unwatch': (request: Record<string, never>) => void;
  'engineering.watch': (
    request: Record<string, never>,
    answer: (watched: Watched<{ ingest: IngestMetrics; replay: ReplayStatus | null }>) => void,
  ) => void;
  'engineering.unwatch': (request: Record<string, never>) => void;
  /** Joins and answers with the devices that are silent now. For clinicians and engineers. */
  'silences.watch': (
    request: Record<string, never>,
    answer: (watched: Watched<readonly DeviceSilence[]>) => void,
  ) => void;
  'silences.unwatch': (request: Record<string, never>) => void;
  /** How the pipeline is now; its events come to every screen. */
  'pipeline.watch': (request: Record<string, never>, answer: (watched: Watched<PipelineStatus>) => void) => void;
}

export const patientWatchRequest = z.strictObject({ patientId: identifier() });
