import { DEMO_SITE_ID, entryObservation } from '@airway-twin/contracts/http';
import { decodeDeviceMessage, toObservation, topicOf } from '@airway-twin/contracts/mqtt';
import type { Observation } from '@airway-twin/domain/measurement';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { drugOfName, participantRegistration } from './participant.js';
import { contractRefusal, readParticipants } from './replay-aamos00.js';
import type { StudyEvent } from './study-events.js';

/** One participant as the twin sees them: profile and observations in the order of time, through the same contract as a device's. */
export interface StudyPerson {
  readonly userKey: string;
  readonly profile: PatientProfile;
  readonly observations: readonly Observation[];
  /** The peak flow, L/min, that the study's file holds for a session, by the `seq` of its observation; single stray blows are left out of it. */
  readonly sessionPefLitresPerMinute: ReadonlyMap<number, number>;
  /** Events that the contract refuses. */
  readonly refused: number;
}

/** All participants of the folder. Throws UsageError that names file, row and column. */
export async function studyPersons(folder: string): Promise<StudyPerson[]> {
  const participants = await readParticipants(folder, null);
  return participants.map(({ userKey, info, inhalerRows, peakFlowRows, events }) => {
    const drugs = inhalerRows.map((row) => drugOfName(row.text('name') ?? ''));
    const profile: PatientProfile = participantRegistration(info, drugs).patients[0]!;
    const accepted = events.filter((event) => contractRefusal(event) === null);
    return {
      userKey,
      profile,
      observations: accepted.map((event) => observationOf(event, profile)),
      sessionPefLitresPerMinute: new Map(
        peakFlowRows.flatMap((row, seq) => {
          const best = row.number('pef_max');
          return best === null ? [] : [[seq, best] as const];
        }),
      ),
      refused: events.length - accepted.length,
    };
  });
}

function observationOf(event: StudyEvent, profile: PatientProfile): Observation {
  if (event.kind === 'symptom') return entryObservation(event.entry, profile, event.atMs);
  const topic = topicOf({ site: DEMO_SITE_ID, device: event.deviceId, channel: event.stream });
  const payload = JSON.stringify({ ...event.payload, sentAt: new Date(event.atMs).toISOString() });
  const arrival = decodeDeviceMessage(topic, new TextEncoder().encode(payload));
  if (arrival.kind !== 'stream') throw new Error(`${event.file}, row ${event.line}: not an observation`);
  return toObservation(arrival, profile);
}
