import { ENTRY_SCHEMA, type SymptomEntry } from '@airway-twin/contracts/http';
import type { PuffInterval, RedFlag, SymptomTrigger } from '@airway-twin/domain/measurement';
import { specAgeYears, type PatientSpec } from './patient-spec.js';
import type { SeededDraw } from './seeded-draw.js';

/** What a person remembers of one of their days. */
export interface DayMemory {
  readonly date: string;
  readonly nightWaking: boolean;
  readonly symptomHours: number;
  readonly worstNarrowing: number;
  readonly relieverPuffs: number;
  readonly dosesDue: number;
  readonly dosesTaken: number;
  readonly triggers: readonly SymptomTrigger[];
  readonly attackCare: 'doctor' | 'emergency' | null;
}

export function blankDay(date: string): DayMemory {
  return {
    date,
    nightWaking: false,
    symptomHours: 0,
    worstNarrowing: 0,
    relieverPuffs: 0,
    dosesDue: 0,
    dosesTaken: 0,
    triggers: [],
    attackCare: null,
  };
}

/** The bins that diaries ask for. */
const BINS: readonly PuffInterval[] = [
  { atLeast: 0, atMost: 0 },
  { atLeast: 1, atMost: 2 },
  { atLeast: 3, atMost: 4 },
  { atLeast: 5, atMost: 8 },
  { atLeast: 9, atMost: 12 },
  { atLeast: 13, atMost: null },
];

function binOf(puffs: number): PuffInterval {
  return BINS.find((bin) => bin.atMost === null || puffs <= bin.atMost) ?? BINS[0]!;
}

/** The day's entry, as this person would make it that evening. */
export function dayEntry(spec: PatientSpec, day: DayMemory, atMs: number, draw: SeededDraw): SymptomEntry {
  const redFlags: RedFlag[] = [];
  if (day.worstNarrowing > 0.8) redFlags.push('reliever-not-lasting-4h');
  if (day.worstNarrowing > 1) redFlags.push('too-breathless-to-talk');
  const misremembers = draw.chance(0.1) ? 1 : 0;
  return {
    schema: ENTRY_SCHEMA.day,
    entryId: `${spec.patientId}-day-${day.date}`,
    measuredAt: new Date(atMs).toISOString(),
    localDate: day.date,
    nightWaking: day.nightWaking,
    daySymptoms: day.symptomHours >= 2,
    activityLimited: day.symptomHours >= 5 || day.worstNarrowing > 0.45,
    relieverPuffs: binOf(day.relieverPuffs + misremembers),
    controllerTaken: controllerTaken(day, draw),
    triggers: [...day.triggers],
    redFlags,
  };
}

function controllerTaken(day: DayMemory, draw: SeededDraw): 'none' | 'usual' | 'less' | 'unsure' | null {
  if (day.dosesDue === 0) return null;
  if (draw.chance(0.04)) return 'unsure';
  if (day.dosesTaken >= day.dosesDue) return 'usual';
  // People report more than the sensor counts (clinical.md 3.3).
  if (draw.chance(0.25)) return 'usual';
  return day.dosesTaken === 0 ? 'none' : 'less';
}

/** The look back over the seven days before and including the last of `days` (at most seven are read). */
export function weekEntry(spec: PatientSpec, days: readonly DayMemory[], date: string, atMs: number): SymptomEntry {
  const week = days.slice(-7);
  const count = (test: (day: DayMemory) => boolean): number => week.filter(test).length;
  const meanHours = week.reduce((sum, day) => sum + day.symptomHours, 0) / Math.max(1, week.length);
  const meanPuffs = week.reduce((sum, day) => sum + day.relieverPuffs, 0) / Math.max(1, week.length);
  const grade = Math.min(5, 1 + Math.round(meanHours / 1.6));
  const cared = (care: DayMemory['attackCare']): string[] =>
    week.filter((day) => day.attackCare === care).map((day) => day.date);
  return {
    schema: ENTRY_SCHEMA.week,
    entryId: `${spec.patientId}-week-${date}`,
    measuredAt: new Date(atMs).toISOString(),
    localDate: date,
    nightWakingDays: count((day) => day.nightWaking),
    daySymptomDays: count((day) => day.symptomHours >= 2),
    activityLimitedDays: count((day) => day.symptomHours >= 5),
    breathlessnessGrade: grade,
    wheezeGrade: Math.max(1, grade - 1),
    relieverPuffsPerDay: binOf(Math.round(meanPuffs)),
    oralSteroid: count((day) => day.attackCare !== null) > 0 ? 'more-than-usual' : 'no',
    unscheduledDoctorDates: cared('doctor'),
    emergencyDates: cared('emergency'),
    hospitalDates: [],
  };
}

/** The monthly control score: C-ACT below 12 years, ACT from there (clinical.md 5.1), from up to four remembered weeks. */
export function scoreEntry(
  spec: PatientSpec,
  days: readonly DayMemory[],
  date: string,
  atMs: number,
  draw: SeededDraw,
): SymptomEntry {
  const known = Math.max(1, days.length);
  const share = (test: (day: DayMemory) => boolean): number => days.filter(test).length / known;
  const burden =
    0.45 * share((day) => day.symptomHours >= 2) +
    0.25 * share((day) => day.nightWaking) +
    0.3 * share((day) => day.relieverPuffs >= 2);
  const child = specAgeYears(spec, atMs) < 12;
  const [least, most] = child ? [0, 27] : [5, 25];
  const felt = Math.min(1, Math.max(0, burden + draw.normal(0, 0.05)));
  return {
    schema: ENTRY_SCHEMA.controlScore,
    entryId: `${spec.patientId}-score-${date}`,
    measuredAt: new Date(atMs).toISOString(),
    instrument: child ? 'C-ACT' : 'ACT',
    score: Math.round(most - (most - least) * felt),
  };
}
