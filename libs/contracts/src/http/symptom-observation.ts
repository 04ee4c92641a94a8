import { ENTRY_SCHEMA, type SymptomEntry } from './symptoms.js';
import type { Observation } from '@airway-twin/domain/measurement';
import type { PatientProfile } from '@airway-twin/domain/patient';

/** The name under which a patient's app stands among the sources; no device can bear it (a dot is not allowed in device names). */
export function appSourceId(patientId: string): string {
  return `app.${patientId}`;
}

/** The observation that an entry of the app stands for; its `entryId` makes it count once. */
export function entryObservation(entry: SymptomEntry, profile: PatientProfile, measuredAtMs: number): Observation {
  const { siteId, patientId } = profile;
  const about = {
    siteId,
    patientId,
    source: { deviceId: appSourceId(patientId), bootId: entry.entryId, seq: 0 },
    measuredAtMs,
  };
  switch (entry.schema) {
    case ENTRY_SCHEMA.day: {
      const { schema: _schema, entryId: _entryId, measuredAt: _measuredAt, ...data } = entry;
      return { ...about, stream: 'symptoms.day', data };
    }
    case ENTRY_SCHEMA.week: {
      const { schema: _schema, entryId: _entryId, measuredAt: _measuredAt, ...data } = entry;
      return { ...about, stream: 'symptoms.week', data };
    }
    case ENTRY_SCHEMA.controlScore:
      return { ...about, stream: 'control.score', data: { instrument: entry.instrument, score: entry.score } };
  }
}
