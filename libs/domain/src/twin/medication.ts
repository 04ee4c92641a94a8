import type { ObservationOf } from '../measurement/observation.js';
import { holdsInhaledSteroid, type Drug } from '../patient/drugs.js';
import type { Medication, PatientProfile } from '../patient/profile.js';
import { MS_PER_DAY, MS_PER_MINUTE, addDays, localDate, type LocalDate } from '../time/calendar.js';
import { controllerWatch } from './adherence.js';
import type { MedicationState, RememberedActuation, TwinMemory } from './state.js';
import type { DoseDay } from './view.js';

export const ACTUATIONS_KEPT = 240;
export const ACTUATION_WINDOW_DAYS = 14;
/** Only the newest actuations keep what the sensor saw of them. */
export const TECHNIQUES_KEPT = 10;
export const EXPOSURE_TIME_CONSTANT_DAYS = 2;
/** Before anything is known of the doses taken: about what children take of what is prescribed (49–71 %, clinical reference 3.3). */
const UNKNOWN_EXPOSURE = 0.5;
/** A regimen that does not say how often: twice a day is usual for inhaled corticosteroids. */
const USUAL_DOSES_PER_DAY = 2;
/** Share of a dose that reaches the airways when the inspiratory flow is too low for the inhaler: about half (PMC7041319). */
const WEAK_INHALATION_SHARE = 0.5;
/** For an inhaler whose need is not known, L/min: the least of most dry-powder inhalers (PMC8445793, table 1). */
const USUAL_MINIMUM_FLOW = 30;

export const NO_MEDICATION: MedicationState = {
  actuations: [],
  controllerExposure: UNKNOWN_EXPOSURE,
  exposureAtMs: null,
  lastControllerAtMs: null,
  lastRelieverAtMs: null,
  relieverSensor: null,
  devices: [],
};

/** Did the inhalation give the inhaler what it needs? null when the sensor did not see it. */
export function inhalationSufficed(profile: PatientProfile, actuation: RememberedActuation): boolean | null {
  const flow = actuation.technique?.peakInspiratoryFlowLitresPerMinute ?? null;
  const shaken = actuation.technique?.shaken ?? null;
  if (flow === null && shaken === null) return null;
  const needed = profile.medications.find(
    (medication) => medication.drug === actuation.drug,
  )?.minimumInspiratoryFlowLitresPerMinute;
  return (flow === null || flow >= (needed ?? USUAL_MINIMUM_FLOW)) && shaken !== false;
}

/** Exposure to the controller at that instant: what is left of the doses taken. */
export function exposureAt(state: MedicationState, atMs: number): number {
  if (state.exposureAtMs === null) return state.controllerExposure;
  return state.controllerExposure * Math.exp(-(atMs - state.exposureAtMs) / (EXPOSURE_TIME_CONSTANT_DAYS * MS_PER_DAY));
}

/**
 * Exposure to the controller as it may be shown: what is left of the doses seen; 0 when a watched preventer was never pressed; null while
 * neither is known.
 */
export function knownExposure(state: TwinMemory, atMs: number): number | null {
  if (state.medication.exposureAtMs !== null) return exposureAt(state.medication, atMs);
  return controllerWatch(state, atMs)?.pressed === false ? 0 : null;
}

/** The medication memory after one actuation. Observations come in time order. */
export function rememberActuation(
  state: MedicationState,
  observation: ObservationOf<'inhaler.actuation'>,
  profile: PatientProfile,
): MedicationState {
  const { data, measuredAtMs: atMs } = observation;
  const actuation: RememberedActuation = { atMs, drug: data.drug, role: data.role, technique: data.technique };
  const steroid = holdsInhaledSteroid(data.drug);
  const isController = data.role !== 'reliever';
  return {
    actuations: withActuation(state.actuations, actuation),
    controllerExposure: steroid
      ? exposureAt(state, atMs) + exposureOfPuff(profile, actuation)
      : state.controllerExposure,
    exposureAtMs: steroid ? atMs : state.exposureAtMs,
    lastControllerAtMs: isController ? atMs : state.lastControllerAtMs,
    lastRelieverAtMs: data.role === 'reliever' ? atMs : state.lastRelieverAtMs,
    relieverSensor:
      data.role === 'reliever' ? { deviceId: observation.source.deviceId, lastSignAtMs: atMs } : state.relieverSensor,
    devices: state.devices,
  };
}

/** The remembered actuations, oldest first, with one more. What the sensor saw is forgotten of the one that is no longer of the newest. */
function withActuation(
  before: readonly RememberedActuation[],
  actuation: RememberedActuation,
): readonly RememberedActuation[] {
  const fromMs = actuation.atMs - ACTUATION_WINDOW_DAYS * MS_PER_DAY;
  let from = Math.max(0, before.length + 1 - ACTUATIONS_KEPT);
  while (from < before.length && before[from]!.atMs < fromMs) from++;
  const last = before.length - from;
  const actuations = new Array<RememberedActuation>(last + 1);
  for (let at = 0; at < last; at++) actuations[at] = before[from + at]!;
  actuations[last] = actuation;
  const old = last - TECHNIQUES_KEPT;
  if (actuations[old]?.technique) actuations[old] = { ...actuations[old], technique: null };
  return actuations;
}

function exposureOfPuff(profile: PatientProfile, actuation: RememberedActuation): number {
  const prescribed = profile.medications.find((medication) => medication.drug === actuation.drug);
  const dosesPerDay = prescribed?.dosesPerDay || USUAL_DOSES_PER_DAY;
  const share = inhalationSufficed(profile, actuation) === false ? WEAK_INHALATION_SHARE : 1;
  return share / ((prescribed?.puffsPerDose ?? 1) * dosesPerDay * EXPOSURE_TIME_CONSTANT_DAYS);
}

/** One actuation as what it was taken for: MART puffs beyond the maintenance doses are reliever puffs. */
export interface ClassifiedPuff {
  readonly atMs: number;
  readonly date: LocalDate;
  readonly use: 'controller' | 'reliever';
  /** Doses that this puff stands for; 0 for a reliever. */
  readonly doses: number;
}

/** Puffs so close together are one dosing occasion. Design choice: the puffs of a dose are minutes apart. */
const OCCASION_MS = 30 * MS_PER_MINUTE;

/** The maintenance of one MART inhaler as far as it was taken. */
export interface MartMaintenance {
  readonly date: LocalDate;
  readonly dosesOfDate: number;
  readonly occasionStartMs: number;
  readonly puffsOfOccasion: number;
  readonly isMaintenance: boolean;
  readonly lastDoseMs: number;
}

/**
 * Every remembered actuation, oldest first, as controller or reliever. A maintenance dose of a MART inhaler is the first `puffsPerDose`
 * puffs of an occasion; there are at most `dosesPerDay` of them on a day of the patient's calendar, at least half of the usual time
 * between doses apart. All other puffs of it are reliever puffs. Without a known dosing nothing tells the two apart, and every puff counts
 * as controller.
 */
export function classifyPuffs(
  { actuations }: Pick<MedicationState, 'actuations'>,
  profile: PatientProfile,
): ClassifiedPuff[] {
  const mart = new Map<Drug, MartMaintenance>();
  return actuations.map((actuation) => classifyPuff(actuation, profile, mart));
}

/** One puff of `classifyPuffs`; `mart`: the maintenance of each MART inhaler before it, which a puff of such an inhaler moves on. */
export function classifyPuff(
  { atMs, drug, role }: RememberedActuation,
  profile: PatientProfile,
  mart: Map<Drug, MartMaintenance>,
): ClassifiedPuff {
  const date = localDate(atMs, profile.timeZone);
  const medication = profile.medications.find((each) => each.drug === drug);
  let use: ClassifiedPuff['use'] = role === 'reliever' ? 'reliever' : 'controller';
  if (role === 'mart' && isDosingKnown(medication)) {
    const next = nextMaintenance(mart.get(drug), medication, atMs, date);
    mart.set(drug, next);
    if (!next.isMaintenance || next.puffsOfOccasion > medication.puffsPerDose) use = 'reliever';
  }
  return { atMs, date, use, doses: use === 'reliever' ? 0 : 1 / (medication?.puffsPerDose ?? 1) };
}

/** Does the regimen say how many puffs of it are maintenance? */
export function isDosingKnown(
  medication: Medication | undefined,
): medication is Medication & { readonly dosesPerDay: number; readonly puffsPerDose: number } {
  return medication !== undefined && medication.dosesPerDay !== null && medication.puffsPerDose !== null;
}

function nextMaintenance(
  before: MartMaintenance | undefined,
  { dosesPerDay }: { readonly dosesPerDay: number },
  atMs: number,
  date: LocalDate,
): MartMaintenance {
  if (before && atMs - before.occasionStartMs <= OCCASION_MS)
    return { ...before, puffsOfOccasion: before.puffsOfOccasion + 1 };
  const soFar = before?.date === date ? before.dosesOfDate : 0;
  const apart = !before || atMs - before.lastDoseMs >= MS_PER_DAY / dosesPerDay / 2;
  const isMaintenance = apart && soFar < dosesPerDay;
  return {
    date,
    dosesOfDate: soFar + (isMaintenance ? 1 : 0),
    occasionStartMs: atMs,
    puffsOfOccasion: 1,
    isMaintenance,
    lastDoseMs: isMaintenance ? atMs : (before?.lastDoseMs ?? -Infinity),
  };
}

/** Doses and puffs of each of the last days of the patient's calendar, oldest first, today last. */
export function doseDays(puffs: readonly ClassifiedPuff[], nowMs: number, timeZone: string, days: number): DoseDay[] {
  const today = localDate(nowMs, timeZone);
  const shown = Array.from({ length: days }, (_unused, index) => ({
    localDate: addDays(today, index + 1 - days),
    controllerDoses: 0,
    relieverPuffs: 0,
  }));
  let date: LocalDate | null = null;
  let day: (typeof shown)[number] | undefined;
  for (const puff of puffs) {
    if (puff.date !== date) {
      date = puff.date;
      day = shown.find((each) => each.localDate === date);
    }
    if (!day) continue;
    day.controllerDoses += puff.doses;
    if (puff.use === 'reliever') day.relieverPuffs += 1;
  }
  return shown;
}

/** How many reliever puffs, taken at these instants, oldest first, lie within so long before that instant. */
export function relieverPuffsWithin(relieverAtMs: readonly number[], withinMs: number, nowMs: number): number {
  let from = relieverAtMs.length;
  while (from > 0 && nowMs - relieverAtMs[from - 1]! <= withinMs) from--;
  return relieverAtMs.length - from;
}
