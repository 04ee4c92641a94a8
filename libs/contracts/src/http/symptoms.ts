import { z } from 'zod';
import { RED_FLAGS, SYMPTOM_TRIGGERS } from '@airway-twin/domain/measurement';
import { identifier, instant, localDate } from '../mqtt/envelope.js';

/** `schema` of the entries of the patient's app. */
export const ENTRY_SCHEMA = {
  day: 'symptoms.day/1',
  week: 'symptoms.week/1',
  controlScore: 'control.score/1',
} as const;

const puffInterval = z.strictObject({
  atLeast: z.number().int().min(0).max(100),
  atMost: z.number().int().min(0).max(100).nullable(),
});
/** Made by the app once for one entry: sending it again has no further effect. */
const entry = { entryId: identifier(), measuredAt: instant.optional() };

/**
 * Diary of one day, which may not lie after the patient's own day at `measuredAt` (`isDiaryDayPossible`): the server refuses it then, as
 * only it knows the patient's time zone. A later entry of the same day replaces what the twin makes of the earlier one; both are kept.
 */
export const symptomsDayEntry = z.strictObject({
  schema: z.literal(ENTRY_SCHEMA.day),
  ...entry,
  localDate,
  nightWaking: z.boolean().nullable(),
  daySymptoms: z.boolean().nullable(),
  activityLimited: z.boolean().nullable(),
  relieverPuffs: puffInterval.nullable(),
  controllerTaken: z.enum(['none', 'usual', 'less', 'more', 'unsure']).nullable(),
  triggers: z.array(z.enum(SYMPTOM_TRIGGERS)).max(SYMPTOM_TRIGGERS.length),
  redFlags: z.array(z.enum(RED_FLAGS)).max(RED_FLAGS.length),
});

/** Look back over the seven days before `localDate`. */
export const symptomsWeekEntry = z.strictObject({
  schema: z.literal(ENTRY_SCHEMA.week),
  ...entry,
  localDate,
  nightWakingDays: z.number().int().min(0).max(7).nullable(),
  daySymptomDays: z.number().int().min(0).max(7).nullable(),
  activityLimitedDays: z.number().int().min(0).max(7).nullable(),
  breathlessnessGrade: z.number().int().min(1).max(5).nullable(),
  wheezeGrade: z.number().int().min(1).max(5).nullable(),
  relieverPuffsPerDay: puffInterval.nullable(),
  oralSteroid: z.enum(['no', 'as-usual', 'more-than-usual', 'unsure']).nullable(),
  unscheduledDoctorDates: z.array(localDate).max(14),
  emergencyDates: z.array(localDate).max(14),
  hospitalDates: z.array(localDate).max(14),
});

/** A control score: ACT 5–25, C-ACT 0–27, ACQ 0–6 (clinical.md 5.1). */
export const controlScoreEntry = z
  .strictObject({
    schema: z.literal(ENTRY_SCHEMA.controlScore),
    ...entry,
    instrument: z.enum(['ACT', 'C-ACT', 'ACQ']),
    score: z.number(),
  })
  .superRefine((value, context) => {
    const [least, most] = { ACT: [5, 25], 'C-ACT': [0, 27], ACQ: [0, 6] }[value.instrument] as [number, number];
    if (value.score < least || value.score > most) {
      context.addIssue({
        code: 'custom',
        path: ['score'],
        message: `expected ${least} to ${most} for ${value.instrument}`,
      });
    }
  });

/** `POST /api/patients/:patientId/symptoms` */
export const symptomEntry = z.discriminatedUnion('schema', [symptomsDayEntry, symptomsWeekEntry, controlScoreEntry]);
export type SymptomEntry = z.infer<typeof symptomEntry>;
export type SymptomsDayEntry = z.infer<typeof symptomsDayEntry>;

export interface SymptomResponse {
  readonly result: 'stored' | 'duplicate';
  readonly revision: number;
}
