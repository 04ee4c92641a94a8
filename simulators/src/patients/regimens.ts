import type { DeviceKind } from '@airway-twin/contracts/http';
import type { DevicePart, InhalerSpec, Regimen, SpecDevice } from './patient-spec.js';

const SALBUTAMOL: InhalerSpec = {
  drug: 'salbutamol',
  form: 'spray',
  dosesPerDay: 0,
  puffsPerDose: 2,
  minimumInspiratoryFlowLitresPerMinute: null,
};

/** Least inspiratory flows: Diskus, Turbuhaler and Ellipta 30 L/min, Easyhaler 30 L/min (PMC8445793 table 1). Sprays have none. */
const CONTROLLER = {
  spray: inhaler('beclometasone', 'spray', 2, 2, null),
  childSpray: inhaler('fluticasone', 'spray', 2, 1, null),
  easyhaler: inhaler('budesonide', 'dry-powder', 2, 1, 30),
  diskus: inhaler('fluticasone-salmeterol', 'dry-powder', 2, 1, 30),
  ellipta: inhaler('fluticasone-vilanterol', 'dry-powder', 1, 1, 30),
} as const;
const MART = inhaler('budesonide-formoterol', 'dry-powder', 2, 1, 30);

function inhaler(
  drug: InhalerSpec['drug'],
  form: InhalerSpec['form'],
  dosesPerDay: number,
  puffsPerDose: number,
  minimum: number | null,
): InhalerSpec {
  return { drug, form, dosesPerDay, puffsPerDose, minimumInspiratoryFlowLitresPerMinute: minimum };
}

/** What is prescribed: a controller beside a reliever, one inhaler for both, or a reliever alone. */
export type Therapy = keyof typeof CONTROLLER | 'mart' | 'reliever-only';

/** What of lung function a person measures at home. */
export type Meters = 'peakflow' | 'spirometer' | 'both';

/** What is special about a person's devices. */
export interface Equipment {
  readonly airMonitor?: boolean;
  readonly counterOnly?: boolean;
  readonly silentPart?: DevicePart;
  readonly silentFromDay?: number;
}

/** The prescribed inhalers of a therapy. */
export function regimenOf(therapy: Therapy): Regimen {
  if (therapy === 'mart') return { controller: null, reliever: null, mart: MART };
  if (therapy === 'reliever-only') return { controller: null, reliever: SALBUTAMOL, mart: null };
  return { controller: CONTROLLER[therapy], reliever: SALBUTAMOL, mart: null };
}

/** The devices of a person with those inhalers and meters; everyone has the weather feed. */
export function devicesOf(regimen: Regimen, meters: Meters, equipment: Equipment): SpecDevice[] {
  const device = (part: DevicePart, kind: DeviceKind, model: string): SpecDevice => ({
    part,
    kind,
    model,
    sensesTechnique: equipment.counterOnly !== true,
    silentFromDay: equipment.silentPart === part ? (equipment.silentFromDay ?? null) : null,
  });
  const devices: SpecDevice[] = [];
  const sensor = equipment.counterOnly ? 'Simulated dose counter' : 'Simulated inhaler sensor with flow';
  if (regimen.controller) devices.push(device('preventer', 'inhaler-sensor', sensor));
  if (regimen.reliever) devices.push(device('reliever', 'inhaler-sensor', sensor));
  if (regimen.mart) devices.push(device('mart', 'inhaler-sensor', sensor));
  if (meters !== 'peakflow') devices.push(device('spirometer', 'spirometer', 'Simulated home spirometer'));
  if (meters !== 'spirometer') devices.push(device('peakflow', 'peak-flow-meter', 'Simulated peak-flow meter'));
  if (equipment.airMonitor) devices.push(device('air', 'air-monitor', 'Simulated air monitor'));
  devices.push(device('environment', 'environment-feed', 'Simulated weather and pollen feed'));
  return devices;
}
