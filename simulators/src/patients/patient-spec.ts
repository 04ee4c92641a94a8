import type { DeviceKind } from '@airway-twin/contracts/http';
import type { Drug, Locale, Sex } from '@airway-twin/domain/patient';

/** What an invented person is like. Nothing of this leaves the simulator except what a profile and devices would show of a real person. */
export interface PatientSpec {
  readonly patientId: string;
  readonly displayName: string;
  readonly sex: Sex;
  readonly birthDate: string;
  readonly heightCm: number;
  readonly timeZone: string;
  readonly locale: Locale;
  readonly attacksLastYear: number;
  readonly airwaySeed: number;
  /** 0 none … 1 severe: how strongly untreated airways inflame. */
  readonly severity: number;
  /** This person's lungs against the predicted values, about 0.85…1.15. */
  readonly lungScale: number;
  /** Share of the prescribed controller doses that are taken, 0…1. */
  readonly adherence: number;
  /** 0 poor … 1 perfect inhalation. */
  readonly technique: number;
  /** Colds a year. */
  readonly coldsPerYear: number;
  /** Strength of a pollen season and of polluted air on the airways, 0…1. */
  readonly pollenSensitivity: number;
  readonly pollutionSensitivity: number;
  /** Reliever uses a day that have no cause in the airways (habit, worry). */
  readonly habitualRelieverUsesPerDay: number;
  /** Shares of the planned blows, diary days and asked-for actions that are done, 0…1. */
  readonly blowsDone: number;
  readonly diaryDone: number;
  readonly complies: number;
  readonly regimen: Regimen;
  readonly devices: readonly SpecDevice[];
}

/** The prescribed inhalers; `mart` is one ICS-formoterol inhaler for both uses. */
export interface Regimen {
  readonly controller: InhalerSpec | null;
  readonly reliever: InhalerSpec | null;
  readonly mart: InhalerSpec | null;
}

export interface InhalerSpec {
  readonly drug: Drug;
  readonly form: 'dry-powder' | 'spray';
  readonly dosesPerDay: number;
  readonly puffsPerDose: number;
  readonly minimumInspiratoryFlowLitresPerMinute: number | null;
}

/** A device of a person. `part` says what it is in that person's life; the id is `{patientId}-{part}`. */
export type DevicePart = 'preventer' | 'reliever' | 'mart' | 'spirometer' | 'peakflow' | 'air' | 'environment';

export interface SpecDevice {
  readonly part: DevicePart;
  readonly kind: DeviceKind;
  readonly model: string;
  /** Does an inhaler sensor measure flow and posture, or only count? */
  readonly sensesTechnique: boolean;
  /** Days after the start of the life at which the device falls silent for good; null: never. */
  readonly silentFromDay: number | null;
}

export function deviceIdOf(patientId: string, part: DevicePart): string {
  return `${patientId}-${part}`;
}

/** Decimal age at that instant, years. */
export function specAgeYears(spec: PatientSpec, atMs: number): number {
  return (atMs - Date.parse(`${spec.birthDate}T00:00:00Z`)) / (365.25 * 86_400_000);
}
