import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { ControlScore, SymptomsDay, SymptomsWeek } from '@airway-twin/domain/measurement';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { aPatient } from '@airway-twin/domain/testing';
import { patientProfile } from './registry.js';
import { ROUTE, pathOf, type RouteName } from './routes.js';
import { type controlScoreEntry, symptomEntry, type symptomsDayEntry, type symptomsWeekEntry } from './symptoms.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Entry<S extends z.ZodType> = Omit<z.infer<S>, 'schema' | 'entryId' | 'measuredAt'>;
/** Each line stops compiling when the wire and the domain no longer have the same keys, in either direction. */
const sameKeys: [
  Same<keyof z.infer<typeof patientProfile>, keyof PatientProfile>,
  Same<keyof Entry<typeof symptomsDayEntry>, keyof SymptomsDay>,
  Same<keyof Entry<typeof symptomsWeekEntry>, keyof SymptomsWeek>,
  Same<keyof Entry<typeof controlScoreEntry>, keyof ControlScore>,
] = [true, true, true, true];

describe('wire and domain do not drift apart', () => {
  it('a profile of the domain is one of the wire', () => {
    expect(sameKeys).toHaveLength(4);
    expect(patientProfile.parse(aPatient())).toEqual(aPatient());
  });

  it('a control score outside its scale is refused', () => {
    const entry = { schema: 'control.score/1', entryId: 'e', instrument: 'ACT', score: 26 };
    expect(symptomEntry.safeParse(entry).success).toBe(false);
    expect(symptomEntry.safeParse({ ...entry, score: 25 }).success).toBe(true);
  });
});

describe('routes', () => {
  it('every route has a path with its parameters filled in and escaped', () => {
    for (const name of Object.keys(ROUTE) as RouteName[]) {
      expect(pathOf(name, { patientId: 'a/b', recommendationId: 'r 1' })).not.toMatch(/[: ]|a\/b/);
    }
    expect(pathOf('twin', { patientId: 'p1' })).toBe('/api/patients/p1/twin');
    expect(() => pathOf('twin')).toThrow(/patientId/);
  });
});
