import { DEMO_SITE_ID, type RegistryRequest } from '@airway-twin/contracts/http';
import { DEFAULT_ACTION_PLAN, type Medication, type MedicationRole } from '@airway-twin/domain/patient';
import { localDate } from '@airway-twin/domain/time';
import { deviceIdOf, specAgeYears, type InhalerSpec, type PatientSpec } from './patient-spec.js';
import { predictedLungFunction } from './predicted.js';

/**
 * What the registry is told about invented people: profile, devices, and that they wear them from `fromMs` on. The declared best peak
 * flow is the predicted one, rounded to 10 L/min as a diary would hold it: the hidden personal scale is not given away.
 */
export function registrationOf(specs: readonly PatientSpec[], fromMs: number): RegistryRequest {
  const validFrom = new Date(fromMs).toISOString();
  const siteId = DEMO_SITE_ID;
  return {
    patients: specs.map((spec) => ({
      siteId,
      patientId: spec.patientId,
      displayName: spec.displayName,
      clock: 'data',
      timeZone: spec.timeZone,
      locale: spec.locale,
      sex: spec.sex,
      age: { kind: 'birth-date', birthDate: spec.birthDate },
      heightCm: spec.heightCm,
      heightMeasuredOn: localDate(fromMs, spec.timeZone),
      medications: medicationsOf(spec),
      actionPlan: { ...DEFAULT_ACTION_PLAN },
      declaredBestPefLitresPerMinute: declaredBest(spec, fromMs),
      declaredBestFev1Litres: null,
      attacksLastYear: spec.attacksLastYear,
      airwaySeed: spec.airwaySeed,
    })),
    devices: specs.flatMap((spec) =>
      spec.devices.map((device) => ({
        siteId,
        deviceId: deviceIdOf(spec.patientId, device.part),
        kind: device.kind,
        model: device.model,
      })),
    ),
    assignments: specs.flatMap((spec) =>
      spec.devices.map((device) => ({
        siteId,
        deviceId: deviceIdOf(spec.patientId, device.part),
        patientId: spec.patientId,
        validFrom,
        validTo: null,
      })),
    ),
  };
}

function declaredBest(spec: PatientSpec, atMs: number): number {
  const { pefLitresPerMinute } = predictedLungFunction(spec.sex, specAgeYears(spec, atMs), spec.heightCm);
  return Math.round(pefLitresPerMinute / 10) * 10;
}

function medicationsOf(spec: PatientSpec): Medication[] {
  const { controller, reliever, mart } = spec.regimen;
  const named: [InhalerSpec | null, MedicationRole][] = [
    [controller, 'controller'],
    [reliever, 'reliever'],
    [mart, 'mart'],
  ];
  return named.flatMap(([inhaler, role]) =>
    inhaler
      ? [
          {
            drug: inhaler.drug,
            role,
            dosesPerDay: inhaler.dosesPerDay,
            puffsPerDose: inhaler.puffsPerDose,
            minimumInspiratoryFlowLitresPerMinute: inhaler.minimumInspiratoryFlowLitresPerMinute,
          },
        ]
      : [],
  );
}
