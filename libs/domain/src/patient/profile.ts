import { MS_PER_DAY, calendarDay, type LocalDate } from '../time/calendar.js';
import { DRUG_CLASS, type Drug, type MedicationRole } from './drugs.js';

export type Sex = 'female' | 'male';
export type Locale = 'en' | 'fr';

/** How old the patient is, as far as it is known. Never invented: `unknown` is a value. */
export type Age =
  | { readonly kind: 'birth-date'; readonly birthDate: string }
  | { readonly kind: 'range'; readonly fromYears: number; readonly toYears: number | null }
  | { readonly kind: 'unknown' };

/** One inhaler of the regimen that a clinician prescribed. */
export interface Medication {
  readonly drug: Drug;
  readonly role: MedicationRole;
  /** Maintenance doses a day; 0 for a pure reliever; null when not known. */
  readonly dosesPerDay: number | null;
  readonly puffsPerDose: number | null;
  /** Least inspiratory flow that this inhaler needs, L/min (clinical.md 4.5, PMC8445793 table 1); null when not known. */
  readonly minimumInspiratoryFlowLitresPerMinute: number | null;
}

/** The clinician's thresholds for the zones. Every patient has their own; the defaults are `DEFAULT_ACTION_PLAN`. */
export interface ActionPlan {
  readonly version: number;
  /** Green at or above this share of personal best, %. */
  readonly greenFromPercent: number;
  /** Red below this share of personal best, %. */
  readonly redBelowPercent: number;
  /** Reliever puffs in 24 h from which the yellow zone holds. */
  readonly yellowRelieverPuffsPer24h: number;
  /** Reliever puffs in 24 h from which a clinician is asked to review. */
  readonly reviewRelieverPuffsPer24h: number;
}

/** Green ≥ 80 %, red < 50 % of personal best (as published; clinical.md 1.6 and 5.3), yellow from 4 and review from 8 puffs a day (5.4, R6). */
export const DEFAULT_ACTION_PLAN: ActionPlan = {
  version: 1,
  greenFromPercent: 80,
  redBelowPercent: 50,
  yellowRelieverPuffsPer24h: 4,
  reviewRelieverPuffsPer24h: 8,
};

/**
 * Which clock the twin stands at: `wall` for a living patient; `data` for a replayed or simulated one, whose twin stands at its newest
 * observation, so that the same record gives the same twin whenever and however fast it is replayed.
 */
export type TwinClock = 'wall' | 'data';

export interface PatientProfile {
  readonly siteId: string;
  readonly patientId: string;
  readonly displayName: string;
  readonly clock: TwinClock;
  /** IANA time zone: days and daily windows are the patient's own. */
  readonly timeZone: string;
  readonly locale: Locale;
  readonly sex: Sex | null;
  readonly age: Age;
  readonly heightCm: number | null;
  /** When that height was measured: the airways are built for the age of that day. null: not known. */
  readonly heightMeasuredOn: LocalDate | null;
  readonly medications: readonly Medication[];
  readonly actionPlan: ActionPlan;
  /** Peak flow that the patient or clinician names as personal best, L/min; it stands until measured blows confirm a higher one. */
  readonly declaredBestPefLitresPerMinute: number | null;
  /** FEV1 that the patient or clinician names as personal best, L; the airway model is calibrated to it. */
  readonly declaredBestFev1Litres: number | null;
  /** Attacks (oral steroid course or emergency visit) in the year before enrolment; null when not known. */
  readonly attacksLastYear: number | null;
  /** Draws the branching pattern of this patient's airway picture. */
  readonly airwaySeed: number;
}

/** Decimal age in years at that instant; the middle of a range (its start when open); null when unknown. */
export function ageYears(age: Age, atMs: number): number | null {
  switch (age.kind) {
    case 'birth-date':
      return (atMs - calendarDay(age.birthDate) * MS_PER_DAY) / (365.25 * MS_PER_DAY);
    case 'range':
      return age.toYears === null ? age.fromYears : (age.fromYears + age.toYears) / 2;
    case 'unknown':
      return null;
  }
}

/** What an actuation of that drug is for in this patient: by the regimen, else by what the drug can be (then `assumed`). */
export function medicationRole(profile: PatientProfile, drug: Drug): { role: MedicationRole; assumed: boolean } {
  const prescribed = profile.medications.find((medication) => medication.drug === drug);
  if (prescribed) return { role: prescribed.role, assumed: false };
  return { role: DRUG_CLASS[drug] === 'saba' ? 'reliever' : 'controller', assumed: true };
}

/** Prescribed maintenance doses a day over all controllers and MART inhalers; null when the regimen does not say. */
export function prescribedDosesPerDay(profile: PatientProfile): number | null {
  const maintenance = profile.medications.filter((medication) => medication.role !== 'reliever');
  if (maintenance.length === 0) return null;
  let doses = 0;
  for (const medication of maintenance) {
    if (medication.dosesPerDay === null) return null;
    doses += medication.dosesPerDay;
  }
  return doses;
}
