import type { RecommendationAnswer, Role } from '@airway-twin/contracts/http';
import type { DeviceReported, DeviceStatus } from '@airway-twin/contracts/mqtt';
import type { Observation } from '@airway-twin/domain/measurement';
import type { AnswerRefusal, Recommendation } from '@airway-twin/domain/recommendation';
import type { Delivery } from '../ingest/mqtt-link.js';
import type { RefusedMessage } from '../storage/dead-letter-store.js';

/** An accepted fact on its way to store and twin. */
export interface ObservationInput {
  readonly kind: 'observation';
  readonly observation: Observation;
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  /** The device whose counts it belongs to; null for entries of the app. */
  readonly countedDeviceId: string | null;
  /** As it arrived, should the store refuse it or another process write its patient; null for entries of the app. */
  readonly raw: Pick<Delivery, 'topic' | 'payload' | 'redelivered' | 'handoverId'> | null;
  /** Told once the transaction that holds it has committed. */
  readonly settled: (outcome: { result: ObservationResult; revision: number }) => void;
}

/**
 * What became of an observation; `reused`: its number or id stands for another one; `elsewhere`: another process writes this patient now,
 * nothing was done.
 */
export type ObservationResult = 'stored' | 'duplicate' | 'reused' | 'refused' | 'handed-over' | 'elsewhere';

/** A message as it arrived. */
export type ArrivedMessage = Omit<RefusedMessage, 'refusal'>;

/** The message of an observation as it arrived, with what it was known by; null for entries of the app. */
export function arrivedMessage({
  raw,
  observation,
  countedDeviceId,
  receivedAtMs,
}: ObservationInput): ArrivedMessage | null {
  if (raw === null) return null;
  const { siteId, source } = observation;
  return {
    topic: raw.topic,
    payload: raw.payload,
    siteId,
    deviceId: countedDeviceId,
    numbered: { bootId: source.bootId, seq: source.seq },
    receivedAtMs,
    redelivered: raw.redelivered,
    handoverId: raw.handoverId ?? null,
  };
}

/** How many bytes of the broker's an input holds while it waits. */
export function arrivedBytes(input: WriterInput): number {
  if (input.kind === 'refused') return input.message.payload.length;
  return 'raw' in input && input.raw !== null ? input.raw.payload.length : 0;
}

export interface RefusedInput {
  readonly kind: 'refused';
  readonly message: RefusedMessage;
  readonly settled: () => void;
}

export type AnswerOutcome =
  Recommendation | { readonly kind: 'refused'; readonly reason: AnswerRefusal | 'not-found' | 'elsewhere' };

/** A person's answer to a recommendation. */
export interface AnswerInput {
  readonly kind: 'answer';
  readonly siteId: string;
  readonly patientId: string;
  readonly recommendationId: string;
  readonly answer: RecommendationAnswer;
  readonly actor: string;
  readonly role: Role;
  readonly settled: (outcome: AnswerOutcome) => void;
}

export interface StatusInput {
  readonly kind: 'status';
  readonly siteId: string;
  readonly deviceId: string;
  readonly patientId: string | null;
  readonly status: DeviceStatus;
  readonly raw: ArrivedMessage;
  readonly settled: () => void;
}

export interface ReportedInput {
  readonly kind: 'reported';
  readonly siteId: string;
  readonly deviceId: string;
  readonly patientId: string | null;
  readonly reported: DeviceReported;
  readonly raw: ArrivedMessage;
  readonly settled: () => void;
}

/** Look at the twin again although nothing was observed: time has passed, or its profile has changed. */
export interface LookInput {
  readonly kind: 'look';
  readonly siteId: string;
  readonly patientId: string;
  /** Show it even when the rules find nothing new: its profile has changed. */
  readonly mustShow: boolean;
  readonly settled: () => void;
}

/** All that ever changes a twin or what belongs to it. One writer takes them, batch by batch. */
export type WriterInput = ObservationInput | RefusedInput | AnswerInput | StatusInput | ReportedInput | LookInput;
