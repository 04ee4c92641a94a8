import { DEFAULT_ACTION_PLAN } from '@airway-twin/domain/patient';

/**
 * The people of a round. The last blow of each `red` one is in the red zone and must alarm; what happens to clocks and lateness happens to
 * the others. Those on the data clock live on a day of the past, for which there can be a day of 23 or 25 hours.
 */
const PATIENTS = [
  { role: 'red', clock: 'wall' },
  { role: 'red', clock: 'wall' },
  { role: 'plain', clock: 'wall' },
  { role: 'plain', clock: 'wall' },
  { role: 'plain', clock: 'data' },
  { role: 'plain', clock: 'data' },
];
const DEVICES = { meter: 'peak-flow-meter', inhaler: 'inhaler-sensor', air: 'air-monitor' };

export const BEST_PEF_LITRES_PER_MINUTE = 300;

/**
 * @typedef {{ patientId: string, role: 'red' | 'plain', clock: 'wall' | 'data',
 *   devices: Record<'meter' | 'inhaler' | 'air', string>, profile: import('@airway-twin/domain/patient').PatientProfile }} Person
 */

/** @param {number} number of the round @returns {string} what every id of the round begins with */
export const prefixOf = (number) => `f${number}-`;

/** @param {string} site @param {number} number of the round @returns {Person[]} */
export function peopleOf(site, number) {
  return PATIENTS.map(({ role, clock }, index) => {
    const patientId = `${prefixOf(number)}${index}`;
    const devices = Object.fromEntries(Object.keys(DEVICES).map((name) => [name, `${patientId}-${name}`]));
    return { patientId, role, clock, devices, profile: profileOf(site, patientId, index, clock) };
  });
}

/**
 * What `PUT /api/registry` takes.
 * @param {string} site @param {readonly Person[]} people
 */
export function registryOf(site, people) {
  const worn = people.flatMap(({ patientId, devices }) =>
    Object.entries(DEVICES).map(([name, kind]) => ({ patientId, kind, deviceId: devices[name] })),
  );
  return {
    patients: people.map((person) => person.profile),
    devices: worn.map(({ deviceId, kind }) => ({ siteId: site, deviceId, kind, model: 'Device under faults' })),
    assignments: worn.map(({ deviceId, patientId }) => ({
      siteId: site,
      deviceId,
      patientId,
      validFrom: '2020-01-01T00:00:00Z',
      validTo: null,
    })),
  };
}

/** @returns {import('@airway-twin/domain/patient').PatientProfile} */
function profileOf(siteId, patientId, index, clock) {
  // Two bodies: airways are computed once for each, which is not what fails here.
  const isTall = index % 2 === 0;
  const medication = (drug, role, dosesPerDay, puffsPerDose, flow) => ({
    drug,
    role,
    dosesPerDay,
    puffsPerDose,
    minimumInspiratoryFlowLitresPerMinute: flow,
  });
  return {
    siteId,
    patientId,
    displayName: `Patient under faults ${index}`,
    clock,
    // Those on the data clock live where clocks change on the days of the plan.
    timeZone:
      clock === 'data' ? ['Europe/Paris', 'Europe/London'][index % 2] : ['Asia/Kolkata', 'America/New_York'][index % 2],
    locale: 'en',
    sex: isTall ? 'male' : 'female',
    age: { kind: 'birth-date', birthDate: '2012-03-01' },
    heightCm: isTall ? 160 : 145,
    heightMeasuredOn: '2026-02-20',
    medications: [medication('salbutamol', 'reliever', 0, 2, null), medication('budesonide', 'controller', 2, 1, 30)],
    actionPlan: DEFAULT_ACTION_PLAN,
    declaredBestPefLitresPerMinute: BEST_PEF_LITRES_PER_MINUTE,
    declaredBestFev1Litres: null,
    attacksLastYear: 1,
    airwaySeed: index,
  };
}
