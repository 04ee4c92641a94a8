import type { Observation } from '../measurement/observation.js';
import type { Drug } from '../patient/drugs.js';
import { prescribedDosesPerDay, type PatientProfile } from '../patient/profile.js';
import { MS_PER_DAY } from '../time/calendar.js';
import type { PuffHistory } from './classified-puffs.js';
import type { DeviceSigns, TwinMemory } from './state.js';

/** Doses that a sensor which has been silent this long did not report are unknown, not missed. */
export const SENSOR_SILENT_AFTER_MS = 3 * MS_PER_DAY;
export const ADHERENCE_DAYS = 7;
/** Over less than this a share of doses says nothing. */
const LEAST_WATCHED_DAYS = 2;
/** A sensor that has never shown a press is taken for an idle preventer's only after so long. */
const NEVER_PRESSED_DAYS = 7;

/** Since when the preventer's own sensor has been watched without a gap, and whether it has ever shown a press. */
export interface ControllerWatch {
  readonly sinceMs: number;
  readonly pressed: boolean;
}

/**
 * The signs of life after one more observation, of whatever stream. Of a device that has shown itself to be something else than a
 * preventer's sensor no more is kept than that.
 */
export function rememberSign(devices: readonly DeviceSigns[], observation: Observation): readonly DeviceSigns[] {
  const { source, measuredAtMs: atMs, stream } = observation;
  const drug = stream === 'inhaler.actuation' && observation.data.role !== 'reliever' ? observation.data.drug : null;
  let place = 0;
  while (place < devices.length && devices[place]!.deviceId !== source.deviceId) place++;
  const before = devices[place];
  if (before?.used && before.controllerDrug === null && drug === null) return devices;
  const spokeOn = before !== undefined && atMs - before.lastSignAtMs <= SENSOR_SILENT_AFTER_MS;
  const next: DeviceSigns = {
    deviceId: source.deviceId,
    speakingSinceMs: spokeOn ? before.speakingSinceMs : atMs,
    lastSignAtMs: atMs,
    controllerDrug: drug ?? before?.controllerDrug ?? null,
    used: before?.used === true || stream !== 'device.health',
  };
  const after = devices.slice();
  after[place] = next;
  return after;
}

/**
 * How the preventer is watched at that instant; null when it is not, so that doses not seen are unknown. Only sensors that have shown a
 * controller or MART actuation tell of the preventer, and each such drug of the regimen needs one that is not silent. Was never such an
 * actuation seen, a sensor stands for an idle preventer when one is prescribed and the sensor has sent health for a week without a gap,
 * and never anything else (a meter, an air sensor and a reliever in use show what they are).
 */
export function controllerWatch(
  { medication: { devices }, profile }: TwinMemory,
  atMs: number,
): ControllerWatch | null {
  let known = watches.get(devices);
  if (known?.profile !== profile || known.atMs !== atMs) {
    known = { profile, atMs, watch: watchOf(devices, profile, atMs) };
    watches.set(devices, known);
  }
  return known.watch;
}

interface KnownWatch {
  readonly profile: PatientProfile;
  readonly atMs: number;
  readonly watch: ControllerWatch | null;
}

/** One look asks about its own instant several times. */
const watches = new WeakMap<readonly DeviceSigns[], KnownWatch>();

function watchOf(devices: readonly DeviceSigns[], profile: PatientProfile, atMs: number): ControllerWatch | null {
  const alive = devices.filter((each) => atMs - each.lastSignAtMs <= SENSOR_SILENT_AFTER_MS);
  const shown = new Set(devices.flatMap(({ controllerDrug }) => controllerDrug ?? []));
  const isPrescribed = (drug: Drug) =>
    profile.medications.some((each) => each.drug === drug && each.role !== 'reliever');
  const drugs = [...shown].some(isPrescribed) ? [...shown].filter(isPrescribed) : [...shown];
  if (drugs.length > 0) {
    const since = drugs.map((drug) => earliest(alive.filter((each) => each.controllerDrug === drug)));
    return since.some((atMs) => atMs === null) ? null : { sinceMs: Math.max(...(since as number[])), pressed: true };
  }
  if (!prescribedDosesPerDay(profile)) return null;
  const sinceMs = earliest(alive.filter((each) => !each.used));
  return sinceMs === null || atMs - sinceMs < NEVER_PRESSED_DAYS * MS_PER_DAY ? null : { sinceMs, pressed: false };
}

function earliest(devices: readonly DeviceSigns[]): number | null {
  return devices.length === 0 ? null : Math.min(...devices.map((each) => each.speakingSinceMs));
}

/** Share of the prescribed doses taken in the last 7 × 24 hours, at most 1; null when the regimen or the sensor does not tell. */
export function adherenceAt(
  state: TwinMemory,
  { doseAtMs, doses }: Pick<PuffHistory, 'doseAtMs' | 'doses'>,
  atMs: number,
): number | null {
  const prescribed = prescribedDosesPerDay(state.profile);
  const watch = controllerWatch(state, atMs);
  if (!prescribed || !watch) return null;
  const watchedDays = Math.min(ADHERENCE_DAYS, (atMs - watch.sinceMs) / MS_PER_DAY);
  if (watchedDays < LEAST_WATCHED_DAYS) return null;
  let from = doses.length;
  while (from > 0 && atMs - doseAtMs[from - 1]! <= watchedDays * MS_PER_DAY) from--;
  let taken = 0;
  for (let at = from; at < doses.length; at++) taken += doses[at]!;
  return Math.min(1, taken / (prescribed * watchedDays));
}
