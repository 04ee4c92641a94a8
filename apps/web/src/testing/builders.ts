import type { DeviceSilence, PatientSnapshot, WardRow } from '@airway-twin/contracts/http';
import type { WardSnapshot } from '@airway-twin/contracts/live';
import { DEFAULT_ACTION_PLAN, type PatientProfile } from '@airway-twin/domain/patient';
import type { Recommendation } from '@airway-twin/domain/recommendation';
import type { TwinView } from '@airway-twin/domain/twin';

export const NOON_MS = Date.parse('2026-03-10T12:00:00Z');
const HOUR_MS = 3_600_000;

/** An invented patient of nine years in Paris whose record is replayed. */
export function aProfile(part: Partial<PatientProfile> = {}): PatientProfile {
  return {
    siteId: 'demo',
    patientId: 'demo-01',
    displayName: 'Demo patient 1',
    clock: 'data',
    timeZone: 'Europe/Paris',
    locale: 'en',
    sex: 'female',
    age: { kind: 'birth-date', birthDate: '2017-01-05' },
    heightCm: 134,
    heightMeasuredOn: '2026-02-20',
    medications: [],
    actionPlan: DEFAULT_ACTION_PLAN,
    declaredBestPefLitresPerMinute: null,
    declaredBestFev1Litres: null,
    attacksLastYear: null,
    airwaySeed: 7,
    ...part,
  };
}

const FRESH = { atMs: NOON_MS - 2 * HOUR_MS, freshness: 'fresh' } as const;
const NEVER = { atMs: null, freshness: 'never' } as const;

/** A twin in the green zone with a blow of two hours ago at 92 % of best. */
export function aTwin(part: Partial<TwinView> = {}): TwinView {
  const band = { low: 0.1, mid: 0.15, high: 0.2, known: true };
  return {
    atMs: NOON_MS,
    observationCount: 40,
    zone: { value: 'green', reasons: [], stale: false },
    lungFunction: {
      pefLitresPerMinute: { value: 276, ...FRESH },
      fev1Litres: null,
      fvcLitres: null,
      percentOfBest: { value: 92, ...FRESH },
      repeatable: true,
      grades: null,
      reliever: 'before',
      bestPefLitresPerMinute: { value: 300, origin: 'confirmed', atMs: NOON_MS },
      bestFev1Litres: null,
    },
    constriction: band,
    constrictionUnmasked: band,
    inflammation: band,
    lungScale: null,
    relieverEffect: 0,
    medication: {
      adherence7d: 0.8,
      controllerExposure: 0.7,
      relieverPuffs24h: 0,
      relieverPuffs7d: 2,
      lastControllerAtMs: null,
      lastRelieverAtMs: null,
      days: [],
      technique: { judged: 0, failed: 0 },
    },
    air: { pm25MicrogramsPerM3: null, no2MicrogramsPerM3: null, o3MicrogramsPerM3: null, environment: null },
    symptoms: { lastDay: null, nightWakings7d: 0, symptomDays7d: 0, diaryDays7d: 0, controlScore: null },
    freshness: {
      'inhaler.actuation': FRESH,
      'spirometer.blow': NEVER,
      'peakflow.session': FRESH,
      'air.reading': NEVER,
      'environment.day': NEVER,
      'device.health': NEVER,
      'symptoms.day': NEVER,
      'symptoms.week': NEVER,
      'control.score': NEVER,
    },
    ...part,
  };
}

/** A recommendation to the patient that has been sent. */
export function aRecommendation(part: Partial<Recommendation> = {}): Recommendation {
  return {
    id: 'r1',
    siteId: 'demo',
    patientId: 'demo-01',
    ruleId: 'missed-controller',
    ruleVersion: 1,
    audience: 'patient',
    urgency: 'routine',
    status: 'sent',
    createdAtMs: NOON_MS - HOUR_MS,
    expiresAtMs: NOON_MS + 24 * HOUR_MS,
    reasons: [],
    deviceRequest: null,
    modelVersion: null,
    events: [],
    ...part,
  };
}

/** A snapshot at a revision. */
export function aSnapshot(revision: number, part: Partial<PatientSnapshot> = {}): PatientSnapshot {
  return {
    patientId: 'demo-01',
    revision,
    profile: aProfile(),
    twin: aTwin(),
    risk: { kind: 'not-enough-data', missing: ['relieverPuffsPerDay14d'] },
    recommendations: [],
    devices: [],
    ...part,
  };
}

/** A row of the ward list, green. */
export function aWardRow(patientId: string, part: Partial<WardRow> = {}): WardRow {
  return {
    patientId,
    displayName: `Demo ${patientId}`,
    revision: 1,
    atMs: NOON_MS,
    timeZone: 'Europe/Paris',
    clock: 'data',
    zone: 'green',
    zoneStale: false,
    percentOfBest: 92,
    percentOfBestAtMs: NOON_MS - HOUR_MS,
    lungFunctionFreshness: 'fresh',
    inhalerFreshness: 'fresh',
    constriction: null,
    inflammation: null,
    within7Days: 0.02,
    riskUnavailable: null,
    riskAlert: { sentInMonth: 0, standing: false, notSentBecause: 'below-threshold' },
    adherence7d: 0.8,
    relieverPuffs24h: 1,
    openRecommendations: [],
    ...part,
  };
}

/** A ward whose alert budget is untouched. */
export function aWard(rows: readonly WardRow[], sequence: number): WardSnapshot {
  return {
    siteId: 'demo',
    rows,
    sequence,
    alertBudget: {
      perPatientMonth: 1,
      patients: rows.length,
      sentInMonth: 0,
      heldBack: 0,
      precedeAttackOfHundred: null,
      expectedFalseInMonth: null,
    },
  };
}

/** An inhaler sensor that has said nothing for four days. */
export function aSilence(part: Partial<DeviceSilence> = {}): DeviceSilence {
  const wordAtMs = NOON_MS - 4 * 24 * HOUR_MS;
  return {
    deviceId: 'demo-01-reliever',
    kind: 'inhaler-sensor',
    patientId: 'demo-01',
    timeZone: 'Europe/Paris',
    clock: 'data',
    presence: {
      state: 'silent',
      because: 'silence',
      wordAtMs,
      quietSinceMs: wordAtMs,
      silenceMs: NOON_MS - wordAtMs,
      expectedEveryMs: 24 * HOUR_MS,
      allowedMs: 72 * HOUR_MS,
    },
    ...part,
  };
}
