import type {
  InhalationTechnique,
  Observation,
  ObservationOf,
  Stream,
  StreamData,
  SymptomsDay,
} from '../measurement/observation.js';
import type { Drug, MedicationRole } from '../patient/drugs.js';
import { DEFAULT_ACTION_PLAN, type Medication, type PatientProfile } from '../patient/profile.js';
import type { Risk } from '../risk/risk.js';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, localDate } from '../time/calendar.js';
import { airflowTable, airwayBuildOf, type AirflowTable } from '../mechanics/index.js';
import { rebuildTwin } from '../twin/fold.js';
import { presentTwin } from '../twin/present.js';
import type { TwinState } from '../twin/state.js';
import type { RuleContext } from '../recommendation/recommendation.js';

/** Builders for tests: what happened to an invented patient, and what the rules then see. The story's day 0 starts at midnight. */
export const STORY_START_MS = Date.parse('2026-03-02T00:00:00Z');

/** The instant of a day and hour of the story. */
export function at(day: number, hour = 0): number {
  return STORY_START_MS + day * MS_PER_DAY + hour * MS_PER_HOUR;
}

export const TWICE_DAILY_STEROID: Medication = {
  drug: 'budesonide',
  role: 'controller',
  dosesPerDay: 2,
  puffsPerDose: 1,
  minimumInspiratoryFlowLitresPerMinute: 30,
};

export const RELIEVER: Medication = {
  drug: 'salbutamol',
  role: 'reliever',
  dosesPerDay: 0,
  puffsPerDose: 2,
  minimumInspiratoryFlowLitresPerMinute: null,
};

/** A child of nine with a preventer twice a day, a reliever and a peak-flow best of 300 L/min. */
export function aPatient(changes: Partial<PatientProfile> = {}): PatientProfile {
  return {
    siteId: 'demo',
    patientId: 'p07',
    displayName: 'Demo patient 7',
    clock: 'data',
    timeZone: 'UTC',
    locale: 'en',
    sex: 'female',
    age: { kind: 'birth-date', birthDate: '2017-01-15' },
    heightCm: 134,
    heightMeasuredOn: '2026-02-20',
    medications: [TWICE_DAILY_STEROID, RELIEVER],
    actionPlan: DEFAULT_ACTION_PLAN,
    declaredBestPefLitresPerMinute: 300,
    declaredBestFev1Litres: null,
    attacksLastYear: 1,
    airwaySeed: 7,
    ...changes,
  };
}

let seq = 0;

function observation<S extends Stream>(
  stream: S,
  deviceId: string,
  measuredAtMs: number,
  data: StreamData[S],
): Observation {
  const source = { deviceId, bootId: 'boot', seq: seq++ };
  return {
    stream,
    siteId: 'demo',
    patientId: 'p07',
    source,
    measuredAtMs,
    data,
  } as ObservationOf<Stream> as Observation;
}

/** One actuation. */
export function aPuff(
  atMs: number,
  drug: Drug = 'budesonide',
  role: MedicationRole = 'controller',
  technique: Partial<InhalationTechnique> | null = null,
): Observation {
  const unknown = {
    peakInspiratoryFlowLitresPerMinute: null,
    inhaledVolumeLitres: null,
    inhalationSeconds: null,
    shaken: null,
    tiltDegrees: null,
  };
  return observation('inhaler.actuation', 'inhaler', atMs, {
    drug,
    role,
    roleAssumed: false,
    technique: technique && { ...unknown, ...technique },
  });
}

/** So many puffs of the reliever, a minute apart. */
export function relieverPuffs(atMs: number, count: number): Observation[] {
  return Array.from({ length: count }, (_unused, index) => aPuff(atMs + index * 60_000, 'salbutamol', 'reliever'));
}

/** The preventer taken morning and evening on each of those days. */
export function preventerTaken(fromDay: number, toDay: number): Observation[] {
  return Array.from({ length: toDay - fromDay }, (_unused, index) => [
    aPuff(at(fromDay + index, 7)),
    aPuff(at(fromDay + index, 19)),
  ]).flat();
}

/** A session on the peak-flow meter, L/min. */
export function aPeakFlowSession(atMs: number, ...blowsLitresPerMinute: number[]): Observation {
  return observation('peakflow.session', 'meter', atMs, { blowsLitresPerMinute, reliever: 'before' });
}

/** A session on the peak-flow meter after a reliever. */
export function aSessionAfterReliever(atMs: number, ...blowsLitresPerMinute: number[]): Observation {
  return observation('peakflow.session', 'meter', atMs, { blowsLitresPerMinute, reliever: 'after' });
}

/**
 * One session on the spirometer: blows a minute apart, each as meant and six seconds long unless said otherwise; FEV1 in L. The other figures
 * go with it, in the digits that a meter shows.
 */
export function aSpirometerSession(
  atMs: number,
  fev1Litres: readonly number[],
  changes: Partial<StreamData['spirometer.blow']> = {},
): Observation[] {
  return fev1Litres.map((fev1, index) =>
    observation('spirometer.blow', 'spirometer', atMs + index * 60_000, {
      sessionId: `session-${atMs}`,
      fev1Litres: fev1,
      fvcLitres: Number((fev1 / 0.85).toFixed(3)),
      pefLitresPerSecond: Number((fev1 * 2.2).toFixed(2)),
      fef2575LitresPerSecond: null,
      forcedExpiratoryTimeSeconds: 6,
      backExtrapolatedVolumeLitres: 0.04,
      reliever: 'before',
      flowVolumeCurve: null,
      ...changes,
    }),
  );
}

/** A sign of life of a device, and nothing more. */
export function aHealthMessage(atMs: number, deviceId: string): Observation {
  return observation('device.health', deviceId, atMs, { batteryPercent: 80, firmware: null, dosesLeft: null });
}

/** A weekly questionnaire that tells of oral steroid, and of nothing else. */
export function aQuestionnaire(atMs: number, oralSteroid: StreamData['symptoms.week']['oralSteroid']): Observation {
  return observation('symptoms.week', 'app', atMs, {
    localDate: localDate(atMs, 'UTC'),
    nightWakingDays: null,
    daySymptomDays: null,
    activityLimitedDays: null,
    breathlessnessGrade: null,
    wheezeGrade: null,
    relieverPuffsPerDay: null,
    oralSteroid,
    unscheduledDoctorDates: [],
    emergencyDates: [],
    hospitalDates: [],
  });
}

/** The pollen of a day as the weather service tells it. */
export function aPollenDay(atMs: number, grassPollen: StreamData['environment.day']['grassPollen']): Observation {
  return observation('environment.day', 'weather', atMs, {
    localDate: localDate(atMs, 'UTC'),
    grassPollen,
    treePollen: null,
    weedPollen: null,
    temperatureCelsius: null,
    temperatureMinCelsius: null,
    temperatureMaxCelsius: null,
    relativeHumidityPercent: null,
    pressureHectopascals: null,
    windMetresPerSecond: null,
    pm25MicrogramsPerM3: null,
    pm10MicrogramsPerM3: null,
    no2MicrogramsPerM3: null,
    o3MicrogramsPerM3: null,
  });
}

/** One reading of the air where the patient is. */
export function anAirReading(atMs: number, pm25MicrogramsPerM3: number): Observation {
  return observation('air.reading', 'air', atMs, {
    placement: 'indoor',
    pm25MicrogramsPerM3,
    pm10MicrogramsPerM3: null,
    no2MicrogramsPerM3: null,
    o3MicrogramsPerM3: null,
    temperatureCelsius: null,
    relativeHumidityPercent: null,
  });
}

/** A diary entry at nine in the evening of that day of the story, quiet unless said otherwise. */
export function aDiaryDay(day: number, changes: Partial<SymptomsDay> = {}): Observation {
  const atMs = at(day, 21);
  return observation('symptoms.day', 'app', atMs, {
    localDate: localDate(atMs, 'UTC'),
    nightWaking: false,
    daySymptoms: false,
    activityLimited: false,
    relieverPuffs: null,
    controllerTaken: null,
    triggers: [],
    redFlags: [],
    ...changes,
  });
}

/** One blow of a spirometer session; good unless changed. */
export function aSpirometerBlow(
  atMs: number,
  fev1Litres: number,
  changes: Partial<StreamData['spirometer.blow']> = {},
): Observation {
  return observation('spirometer.blow', 'spirometer', atMs, {
    sessionId: `session-${Math.floor(atMs / (10 * MS_PER_MINUTE))}`,
    fev1Litres,
    fvcLitres: fev1Litres / 0.85,
    pefLitresPerSecond: 3 * fev1Litres,
    fef2575LitresPerSecond: null,
    forcedExpiratoryTimeSeconds: 6.5,
    backExtrapolatedVolumeLitres: 0.04,
    reliever: 'unknown',
    flowVolumeCurve: null,
    ...changes,
  });
}

/** A control score. */
export function aControlScore(atMs: number, instrument: 'ACT' | 'C-ACT' | 'ACQ', score: number): Observation {
  return observation('control.score', 'app', atMs, { instrument, score });
}

export const RISK_UNAVAILABLE: Risk = { kind: 'unavailable', reason: 'no model in this test' };

/** A score as a model gives it. */
export function aRisk(within7Days: number, scoredAtMs: number): Risk {
  return {
    kind: 'scored',
    model: { name: 'risk', version: '2', fileSha256: 'abc', featureSchemaHash: 'def' },
    scoredAtMs,
    within3Days: (within7Days * 3) / 7,
    within7Days,
    band7Days: { low: within7Days / 2, high: Math.min(1, within7Days * 2) },
    baseLogOdds: -9,
    personalLogOdds: 0,
    contributions: [{ feature: 'coldReported7d', value: 1, logOdds: 1.7 }],
  };
}

const tables = new Map<string, AirflowTable>();

/** The airflow table of a profile; computed once per build. */
export function airwaysOf(profile: PatientProfile): AirflowTable {
  const build = airwayBuildOf(profile);
  const key = JSON.stringify(build);
  const table = tables.get(key) ?? airflowTable(build);
  tables.set(key, table);
  return table;
}

/** The twin of a profile after these observations, in any order. */
export function aTwin(profile: PatientProfile, observations: readonly Observation[] = []): TwinState {
  return rebuildTwin(profile, airwaysOf(profile), observations);
}

/** What a rule sees at that instant, by way of the real twin. */
export function contextAt(
  nowMs: number,
  observations: readonly Observation[],
  { profile = aPatient(), ...rest }: Partial<Pick<RuleContext, 'profile' | 'risk' | 'riskAlert'>> = {},
): RuleContext {
  const past = observations.filter((each) => each.measuredAtMs <= nowMs);
  const state = aTwin(profile, past);
  return { profile, state, view: presentTwin(state, nowMs), risk: RISK_UNAVAILABLE, nowMs, ...rest };
}
