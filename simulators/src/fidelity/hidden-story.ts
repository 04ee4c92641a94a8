import { entryObservation } from '@airway-twin/contracts/http';
import { decodeDeviceMessage, toObservation, topicOf } from '@airway-twin/contracts/mqtt';
import { compareOrder, orderKey, type Observation } from '@airway-twin/domain/measurement';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import type { HourOfTruth, LifeEvent } from '../patients/life-events.js';
import { createLife } from '../patients/life.js';
import type { PatientSpec } from '../patients/patient-spec.js';
import { registrationOf } from '../patients/registration.js';

/** Some weeks of a hidden patient: what the product would hold of them, and beside it the truth that it never sees. */
export interface HiddenStory {
  readonly spec: PatientSpec;
  readonly profile: PatientProfile;
  /** In the order in which the twin folds. */
  readonly observations: readonly Observation[];
  /** One for each hour, in order. */
  readonly truth: readonly HourOfTruth[];
  readonly startMs: number;
}

/** The story of those days. Observations come through the product's own contract: topic, JSON, schema, mapping. */
export function hiddenStory(spec: PatientSpec, seed: number, startMs: number, days: number): HiddenStory {
  const truth: HourOfTruth[] = [];
  const life = createLife({ spec, seed, startMs }, { onTruth: (hour) => truth.push(hour) });
  const profile: PatientProfile = registrationOf([spec], startMs).patients[0]!;
  const observations = life
    .advanceTo(startMs + days * MS_PER_DAY - 1)
    .map((event) => observationOf(event, profile))
    .sort((a, b) => compareOrder(orderKey(a), orderKey(b)));
  return { spec, profile, observations, truth, startMs };
}

function observationOf(event: LifeEvent, profile: PatientProfile): Observation {
  if (event.kind === 'symptom') return entryObservation(event.entry, profile, event.atMs);
  const topic = topicOf({ site: event.site, device: event.deviceId, channel: event.stream });
  const payload = JSON.stringify({ ...event.payload, sentAt: new Date(event.atMs).toISOString() });
  const arrival = decodeDeviceMessage(topic, new TextEncoder().encode(payload));
  if (arrival.kind !== 'stream') throw new Error(`${event.deviceId} ${event.stream}: refused by the contract`);
  return toObservation(arrival, profile);
}
