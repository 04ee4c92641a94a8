/** Who the benchmark's messages come from: a hundred patients with an inhaler sensor, a spirometer and an air monitor each. */
import { DEFAULT_ACTION_PLAN } from '@airway-twin/domain/patient';

export const SITE = 'demo';
export const PATIENTS = 100;
const DEVICES = { inhaler: 'inhaler-sensor', spirometer: 'spirometer', air: 'air-monitor' };

/** @param {string} cohort the cohort's name, part of every id @param {number} patient @returns {string} */
export function patientIdOf(cohort, patient) {
  return `bench-${cohort}-${patient}`;
}

/**
 * The registry of a cohort, as `PUT /api/registry` takes it: patients on the wall clock, wearing their devices since 2020.
 * @param {string} cohort
 */
export function registryOf(cohort) {
  const indexes = Array.from({ length: PATIENTS }, (_none, index) => index);
  const devices = indexes.flatMap((index) =>
    Object.entries(DEVICES).map(([name, kind]) => ({ index, deviceId: deviceIdOf(cohort, index, name), kind })),
  );
  return {
    patients: indexes.map((index) => profileOf(cohort, index)),
    devices: devices.map(({ deviceId, kind }) => ({ siteId: SITE, deviceId, kind, model: 'Bench device' })),
    assignments: devices.map(({ index, deviceId }) => ({
      siteId: SITE,
      deviceId,
      patientId: patientIdOf(cohort, index),
      validFrom: '2020-01-01T00:00:00Z',
      validTo: null,
    })),
  };
}

/** @param {string} cohort @param {number} index @param {keyof typeof DEVICES} name @returns {string} */
export function deviceIdOf(cohort, index, name) {
  return `bench-${cohort}-${index}-${name}`;
}

/** @param {string} cohort @param {number} index @returns {import('@airway-twin/domain/patient').PatientProfile} */
export function profileOf(cohort, index) {
  // Six bodies: airways are computed once per body when it is registered, which is not what is measured here.
  const body = index % 6;
  const heightCm = 120 + 10 * body;
  return {
    siteId: SITE,
    patientId: patientIdOf(cohort, index),
    displayName: `Bench patient ${index}`,
    clock: 'wall',
    timeZone: ['Europe/Paris', 'Europe/London', 'America/New_York'][index % 3],
    locale: 'en',
    sex: index % 2 === 0 ? 'female' : 'male',
    age: { kind: 'birth-date', birthDate: `${2017 - 4 * body}-03-01` },
    heightCm,
    heightMeasuredOn: '2026-01-15',
    medications: [
      {
        drug: 'salbutamol',
        role: 'reliever',
        dosesPerDay: 0,
        puffsPerDose: 2,
        minimumInspiratoryFlowLitresPerMinute: null,
      },
      {
        drug: 'budesonide',
        role: 'controller',
        dosesPerDay: 2,
        puffsPerDose: 1,
        minimumInspiratoryFlowLitresPerMinute: 30,
      },
    ],
    actionPlan: DEFAULT_ACTION_PLAN,
    declaredBestPefLitresPerMinute: bestPefOf(index),
    declaredBestFev1Litres: null,
    attacksLastYear: index % 3,
    airwaySeed: index,
  };
}

/** The personal best that a patient declares. @param {number} index @returns {number} L/min */
export function bestPefOf(index) {
  return 250 + 3 * (index % 60);
}
