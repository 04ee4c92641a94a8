import { ENTRY_SCHEMA, type SymptomEntry } from '@airway-twin/contracts/http';
import type { DeviceStream } from '@airway-twin/contracts/mqtt';
import type { PollenLevel, PuffInterval, SymptomTrigger } from '@airway-twin/domain/measurement';
import { UsageError } from '../system/command-line.js';
import { studyDate, studyInstant } from './calendar-of-study.js';
import type { CsvRow } from './csv-table.js';
import { deviceIdOf, drugOfName, patientIdOf, type ParticipantDevice } from './participant.js';

/** Name of the boot that all replayed devices report: the same rows always have the same identity. */
export const AAMOS_BOOT_ID = 'aamos00';

/** One row as the device message that it stands for. The payload may be one that the contract refuses: it is sent as it stands. */
export interface StudyMessage {
  readonly kind: 'message';
  readonly atMs: number;
  readonly deviceId: string;
  readonly stream: DeviceStream;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly file: string;
  readonly line: number;
}

/** One questionnaire row as the entry that the person made in the app. */
export interface StudyEntry {
  readonly kind: 'symptom';
  readonly atMs: number;
  readonly patientId: string;
  readonly entry: SymptomEntry;
  readonly file: string;
  readonly line: number;
}

export type StudyEvent = StudyMessage | StudyEntry;

const DIARY_HOUR = 20;
const WEEKLY_HOUR = 20.5;
const ENVIRONMENT_HOUR = 12;

/** Peak-flow sessions of one participant, one message a row, in the middle of the hour. Without single blows the maximum stands for them. */
export function peakFlowMessages(userKey: string, rows: readonly CsvRow[]): StudyMessage[] {
  return rows.map((row, seq) => {
    const atMs = studyInstant(row.requiredInteger('date'), row.requiredInteger('hour') + 0.5);
    return message(userKey, 'peakflow', 'peakflow.session', row, seq, atMs, {
      blowsLitresPerMinute: blowsOf(row),
      reliever: 'unknown',
    });
  });
}

function blowsOf(row: CsvRow): (number | null)[] {
  const single = row.text('pefs');
  if (single === null) return [row.number('pef_max')];
  return single.split('|').map((text) => {
    const blow = Number(text);
    if (text.trim() === '' || !Number.isFinite(blow)) {
      throw new UsageError(`${row.file}, row ${row.line}, column pefs: expected numbers parted by |, got "${single}"`);
    }
    return blow;
  });
}

/** Inhaler events of one participant. The file has whole hours: events of one hour are spread over it in the order of the file. */
export function inhalerMessages(userKey: string, rows: readonly CsvRow[]): StudyMessage[] {
  const inHour = new Map<string, number>();
  const hourOf = (row: CsvRow): string => `${row.requiredInteger('date')}h${row.requiredInteger('hour')}`;
  for (const row of rows) inHour.set(hourOf(row), (inHour.get(hourOf(row)) ?? 0) + 1);
  const placed = new Map<string, number>();
  return rows.map((row, seq) => {
    const key = hourOf(row);
    const place = placed.get(key) ?? 0;
    placed.set(key, place + 1);
    const share = (place + 0.5) / (inHour.get(key) ?? 1);
    const atMs = Math.round(studyInstant(row.requiredInteger('date'), row.requiredInteger('hour') + share));
    return message(userKey, 'inhaler', 'inhaler.actuation', row, seq, atMs, {
      drug: drugOfName(row.text('name') ?? ''),
    });
  });
}

const POLLEN: Readonly<Record<string, PollenLevel>> = {
  low: 'low',
  moderate: 'moderate',
  high: 'high',
  'very high': 'very-high',
};

/** Environment days of one participant. */
export function environmentMessages(userKey: string, rows: readonly CsvRow[]): StudyMessage[] {
  return rows.map((row, seq) => {
    const day = row.requiredInteger('date');
    const pollen = (column: string): string | null => {
      const text = row.text(column);
      return text === null ? null : (POLLEN[text.toLowerCase()] ?? text);
    };
    return message(userKey, 'environment', 'environment.day', row, seq, studyInstant(day, ENVIRONMENT_HOUR), {
      localDate: studyDate(day),
      grassPollen: pollen('grass_pollen'),
      treePollen: pollen('tree_pollen'),
      weedPollen: pollen('weed_pollen'),
      temperatureCelsius: row.number('temperature'),
      temperatureMinCelsius: row.number('temperature_min'),
      temperatureMaxCelsius: row.number('temperature_max'),
      relativeHumidityPercent: row.number('humidity'),
      pressureHectopascals: row.number('pressure'),
      windMetresPerSecond: row.number('wind_speed'),
      pm25MicrogramsPerM3: row.number('pm2_5'),
      pm10MicrogramsPerM3: row.number('pm10'),
      no2MicrogramsPerM3: row.number('no2'),
      o3MicrogramsPerM3: row.number('o3'),
    });
  });
}

function message(
  userKey: string,
  device: ParticipantDevice,
  stream: DeviceStream,
  row: CsvRow,
  seq: number,
  atMs: number,
  fields: Readonly<Record<string, unknown>>,
): StudyMessage {
  return {
    kind: 'message',
    atMs,
    deviceId: deviceIdOf(userKey, device),
    stream,
    payload: { schema: `${stream}/1`, bootId: AAMOS_BOOT_ID, seq, measuredAt: new Date(atMs).toISOString(), ...fields },
    file: row.file,
    line: row.line,
  };
}

/** Diary bins of `daily_relief_inhaler`, named by their lower end. */
const DAILY_PUFFS: Readonly<Record<number, PuffInterval>> = {
  0: { atLeast: 0, atMost: 0 },
  1: { atLeast: 1, atMost: 2 },
  3: { atLeast: 3, atMost: 4 },
  5: { atLeast: 5, atMost: 8 },
  9: { atLeast: 9, atMost: 12 },
  12: { atLeast: 12, atMost: null },
};
/** Answers of `weekly_relief_inhaler`, numbered. */
const WEEKLY_PUFFS: Readonly<Record<number, PuffInterval>> = {
  1: { atLeast: 0, atMost: 0 },
  2: { atLeast: 1, atMost: 2 },
  3: { atLeast: 3, atMost: 4 },
  4: { atLeast: 5, atMost: 8 },
  5: { atLeast: 9, atMost: 12 },
  6: { atLeast: 12, atMost: null },
};
const CONTROLLER_TAKEN = { 1: 'none', 2: 'usual', 3: 'less', 4: 'more', 5: 'unsure' } as const;
const ORAL_STEROID = { 1: 'no', 2: 'as-usual', 3: 'more-than-usual', 4: 'unsure' } as const;
/** Codes of `daily_triggers`; 1 says that there was none. */
const NO_TRIGGER = 1;
const TRIGGER: Readonly<Record<number, SymptomTrigger>> = {
  2: 'cold',
  3: 'exercise',
  4: 'smells-or-fumes',
  5: 'mould',
  6: 'house-dust',
  7: 'feathers',
  8: 'animals',
  9: 'pollen',
  10: 'heat',
  11: 'cold-air',
  12: 'weather-change',
  13: 'poor-air',
  14: 'smoke',
  15: 'food',
  16: 'period',
  17: 'emotion',
  18: 'laughter',
  19: 'unsure',
  20: 'other',
};

/** Diary days of one participant. */
export function diaryEntries(userKey: string, rows: readonly CsvRow[]): StudyEntry[] {
  return rows.map((row, index) => {
    const day = row.requiredInteger('date');
    return entryEvent(userKey, row, studyInstant(day, DIARY_HOUR), (measuredAt) => ({
      schema: ENTRY_SCHEMA.day,
      entryId: `${AAMOS_BOOT_ID}-${userKey}-daily-${index}`,
      measuredAt,
      localDate: studyDate(day),
      nightWaking: row.boolean('daily_night_symp'),
      daySymptoms: row.boolean('daily_day_symp'),
      activityLimited: row.boolean('daily_limit_activity'),
      relieverPuffs: coded(row, 'daily_relief_inhaler', DAILY_PUFFS),
      controllerTaken: coded(row, 'daily_prev_inhaler', CONTROLLER_TAKEN),
      triggers: triggersOf(row),
      redFlags: [],
    }));
  });
}

/** Weekly questionnaires of one participant. The day of unscheduled care is the row's day plus the (negative) offset. */
export function weeklyEntries(userKey: string, rows: readonly CsvRow[]): StudyEntry[] {
  return rows.map((row, index) => {
    const day = row.requiredInteger('date');
    return entryEvent(userKey, row, studyInstant(day, WEEKLY_HOUR), (measuredAt) => ({
      schema: ENTRY_SCHEMA.week,
      entryId: `${AAMOS_BOOT_ID}-${userKey}-weekly-${index}`,
      measuredAt,
      localDate: studyDate(day),
      nightWakingDays: row.integer('weekly_night_symp'),
      daySymptomDays: row.integer('weekly_day_symp'),
      activityLimitedDays: row.integer('weekly_limit_activity'),
      breathlessnessGrade: row.integer('weekly_short_breath'),
      wheezeGrade: row.integer('weekly_wheeze'),
      relieverPuffsPerDay: coded(row, 'weekly_relief_inhaler', WEEKLY_PUFFS),
      oralSteroid: coded(row, 'weekly_oral', ORAL_STEROID),
      unscheduledDoctorDates: careDates(row, 'weekly_doc', day),
      emergencyDates: careDates(row, 'weekly_er', day),
      hospitalDates: careDates(row, 'weekly_hospital', day),
    }));
  });
}

function entryEvent(
  userKey: string,
  row: CsvRow,
  atMs: number,
  entryAt: (measuredAt: string) => SymptomEntry,
): StudyEntry {
  return {
    kind: 'symptom',
    atMs,
    patientId: patientIdOf(userKey),
    entry: entryAt(new Date(atMs).toISOString()),
    file: row.file,
    line: row.line,
  };
}

function coded<T>(row: CsvRow, column: string, codes: Readonly<Record<number, T>>): T | null {
  const code = row.integer(column);
  if (code === null) return null;
  const meaning = codes[code];
  if (meaning === undefined) {
    const expected = Object.keys(codes).join(', ');
    throw new UsageError(`${row.file}, row ${row.line}, column ${column}: expected one of ${expected}, got ${code}`);
  }
  return meaning;
}

function codeList(row: CsvRow, column: string): number[] {
  return (row.text(column)?.split(',') ?? []).map((text) => {
    const code = Number(text);
    if (text.trim() === '' || !Number.isInteger(code)) {
      throw new UsageError(
        `${row.file}, row ${row.line}, column ${column}: expected whole numbers parted by commas, got "${text}"`,
      );
    }
    return code;
  });
}

function triggersOf(row: CsvRow): SymptomTrigger[] {
  const codes = codeList(row, 'daily_triggers').filter((code) => code !== NO_TRIGGER);
  return [...new Set(codes)].map((code) => {
    const trigger = TRIGGER[code];
    if (trigger === undefined) {
      throw new UsageError(`${row.file}, row ${row.line}, column daily_triggers: expected codes 1 to 20, got ${code}`);
    }
    return trigger;
  });
}

function careDates(row: CsvRow, column: string, day: number): string[] {
  const offsets = codeList(row, column).filter((offset) => offset !== 0);
  return [...new Set(offsets)].sort((a, b) => a - b).map((offset) => studyDate(day + offset));
}
