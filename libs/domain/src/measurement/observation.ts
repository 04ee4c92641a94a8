import type { Drug, MedicationRole } from '../patient/drugs.js';
import type { LocalDate } from '../time/calendar.js';

/** Was the blow made before or after a reliever? */
export type RelieverTiming = 'before' | 'after' | 'unknown';

/** How the patient inhaled, as far as the sensor can tell; null where it cannot. */
export interface InhalationTechnique {
  readonly peakInspiratoryFlowLitresPerMinute: number | null;
  readonly inhaledVolumeLitres: number | null;
  readonly inhalationSeconds: number | null;
  readonly shaken: boolean | null;
  /** Angle from upright, degrees. */
  readonly tiltDegrees: number | null;
}

export interface InhalerActuation {
  readonly drug: Drug;
  readonly role: MedicationRole;
  /** True when the regimen does not name this drug and the role is what the drug can be. */
  readonly roleAssumed: boolean;
  readonly technique: InhalationTechnique | null;
}

export interface SpirometerBlow {
  readonly sessionId: string;
  readonly fev1Litres: number;
  readonly fvcLitres: number;
  readonly pefLitresPerSecond: number;
  readonly fef2575LitresPerSecond: number | null;
  readonly forcedExpiratoryTimeSeconds: number;
  readonly backExtrapolatedVolumeLitres: number;
  readonly reliever: RelieverTiming;
  readonly flowVolumeCurve: {
    readonly volumesLitres: readonly number[];
    readonly flowsLitresPerSecond: readonly number[];
  } | null;
}

export interface PeakFlowSession {
  readonly blowsLitresPerMinute: readonly number[];
  readonly reliever: RelieverTiming;
}

export interface AirReading {
  readonly placement: 'indoor' | 'outdoor' | 'personal';
  readonly pm25MicrogramsPerM3: number | null;
  readonly pm10MicrogramsPerM3: number | null;
  readonly no2MicrogramsPerM3: number | null;
  readonly o3MicrogramsPerM3: number | null;
  readonly temperatureCelsius: number | null;
  readonly relativeHumidityPercent: number | null;
}

export const POLLEN_LEVELS = ['low', 'moderate', 'high', 'very-high'] as const;
export type PollenLevel = (typeof POLLEN_LEVELS)[number];

export interface EnvironmentDay {
  readonly localDate: LocalDate;
  readonly grassPollen: PollenLevel | null;
  readonly treePollen: PollenLevel | null;
  readonly weedPollen: PollenLevel | null;
  readonly temperatureCelsius: number | null;
  readonly temperatureMinCelsius: number | null;
  readonly temperatureMaxCelsius: number | null;
  readonly relativeHumidityPercent: number | null;
  readonly pressureHectopascals: number | null;
  readonly windMetresPerSecond: number | null;
  readonly pm25MicrogramsPerM3: number | null;
  readonly pm10MicrogramsPerM3: number | null;
  readonly no2MicrogramsPerM3: number | null;
  readonly o3MicrogramsPerM3: number | null;
}

export interface DeviceHealth {
  readonly batteryPercent: number | null;
  readonly firmware: string | null;
  readonly dosesLeft: number | null;
}

/** Puffs that a diary answer stands for: bins are intervals, never counts. `atMost` null: no upper end. */
export interface PuffInterval {
  readonly atLeast: number;
  readonly atMost: number | null;
}

export const SYMPTOM_TRIGGERS = [
  'cold',
  'exercise',
  'smells-or-fumes',
  'mould',
  'house-dust',
  'feathers',
  'animals',
  'pollen',
  'heat',
  'cold-air',
  'weather-change',
  'poor-air',
  'smoke',
  'food',
  'period',
  'emotion',
  'laughter',
  'unsure',
  'other',
] as const;
export type SymptomTrigger = (typeof SYMPTOM_TRIGGERS)[number];

/** Signs that call for the emergency card at once, whatever any model says (clinical.md 5.3). */
export const RED_FLAGS = [
  'too-breathless-to-talk',
  'reliever-not-lasting-4h',
  'blue-lips',
  'drowsy-or-confused',
] as const;
export type RedFlag = (typeof RED_FLAGS)[number];

export interface SymptomsDay {
  readonly localDate: LocalDate;
  readonly nightWaking: boolean | null;
  readonly daySymptoms: boolean | null;
  readonly activityLimited: boolean | null;
  readonly relieverPuffs: PuffInterval | null;
  readonly controllerTaken: 'none' | 'usual' | 'less' | 'more' | 'unsure' | null;
  readonly triggers: readonly SymptomTrigger[];
  readonly redFlags: readonly RedFlag[];
}

export interface SymptomsWeek {
  readonly localDate: LocalDate;
  readonly nightWakingDays: number | null;
  readonly daySymptomDays: number | null;
  readonly activityLimitedDays: number | null;
  /** 1 none … 5 all the time. */
  readonly breathlessnessGrade: number | null;
  readonly wheezeGrade: number | null;
  readonly relieverPuffsPerDay: PuffInterval | null;
  readonly oralSteroid: 'no' | 'as-usual' | 'more-than-usual' | 'unsure' | null;
  /** Days of unscheduled care in the week, by kind. */
  readonly unscheduledDoctorDates: readonly LocalDate[];
  readonly emergencyDates: readonly LocalDate[];
  readonly hospitalDates: readonly LocalDate[];
}

export interface ControlScore {
  readonly instrument: 'ACT' | 'C-ACT' | 'ACQ';
  readonly score: number;
}

/** What each stream carries. Keys are the stream names on the wire. */
export interface StreamData {
  'inhaler.actuation': InhalerActuation;
  'spirometer.blow': SpirometerBlow;
  'peakflow.session': PeakFlowSession;
  'air.reading': AirReading;
  'environment.day': EnvironmentDay;
  'device.health': DeviceHealth;
  'symptoms.day': SymptomsDay;
  'symptoms.week': SymptomsWeek;
  'control.score': ControlScore;
}

export type Stream = keyof StreamData;

export const STREAMS = [
  'inhaler.actuation',
  'spirometer.blow',
  'peakflow.session',
  'air.reading',
  'environment.day',
  'device.health',
  'symptoms.day',
  'symptoms.week',
  'control.score',
] as const satisfies readonly Stream[];

/** Who measured and as which message: with the site this is the identity of an observation. */
export interface ObservationSource {
  readonly deviceId: string;
  readonly bootId: string;
  readonly seq: number;
}

export interface ObservationOf<S extends Stream> {
  readonly stream: S;
  readonly siteId: string;
  readonly patientId: string;
  readonly source: ObservationSource;
  readonly measuredAtMs: number;
  readonly data: StreamData[S];
}

/** One accepted fact with its time. */
export type Observation = { [S in Stream]: ObservationOf<S> }[Stream];

/** The place of an observation in the order in which the twin folds: by time, then by source, so that ties have one order too. */
export interface OrderKey {
  readonly measuredAtMs: number;
  readonly deviceId: string;
  readonly bootId: string;
  readonly seq: number;
}

export function orderKey({ measuredAtMs, source: { deviceId, bootId, seq } }: Observation): OrderKey {
  return { measuredAtMs, deviceId, bootId, seq };
}

/** Negative when `a` folds before `b`, 0 when they are the same observation. */
export function compareOrder(a: OrderKey, b: OrderKey): number {
  if (a.measuredAtMs !== b.measuredAtMs) return a.measuredAtMs - b.measuredAtMs;
  if (a.deviceId !== b.deviceId) return a.deviceId < b.deviceId ? -1 : 1;
  if (a.bootId !== b.bootId) return a.bootId < b.bootId ? -1 : 1;
  return a.seq - b.seq;
}
