import type { Drug } from '../patient/drugs.js';
import type { PatientProfile } from '../patient/profile.js';
import { classifyPuff, classifyPuffs, type ClassifiedPuff, type MartMaintenance } from './medication.js';
import type { MedicationState, RememberedActuation, TwinMemory } from './state.js';

/** Remembered puffs as controller or reliever, and of each kind its instants: all oldest first. */
export interface PuffHistory {
  readonly puffs: readonly ClassifiedPuff[];
  readonly relieverAtMs: readonly number[];
  readonly doseAtMs: readonly number[];
  readonly doses: readonly number[];
}

interface Known extends PuffHistory {
  readonly profile: PatientProfile;
  readonly actuations: MedicationState['actuations'];
  readonly hasMart: boolean;
}

/** Several features and rules look at the same doses, and thousands of states are looked at when a history is loaded. */
const known = new WeakMap<MedicationState['actuations'], Known>();
/** What was worked out last for a patient: the next state mostly has one puff more. */
const newest = new WeakMap<PatientProfile, Known>();

/** The remembered puffs of that state as controller or reliever, worked out once as long as neither doses nor profile change. */
export function classifiedPuffs(state: TwinMemory): readonly ClassifiedPuff[] {
  return puffHistory(state).puffs;
}

/** The same with what is asked of them most: instants that lie side by side are counted without looking up every puff. */
export function puffHistory({ medication: { actuations }, profile }: TwinMemory): PuffHistory {
  let found = known.get(actuations);
  if (found?.profile === profile) return found;
  found = continued(newest.get(profile), actuations, profile);
  known.set(actuations, found);
  newest.set(profile, found);
  return found;
}

/** As `classifyPuffs`. A puff of an inhaler that is no MART is what it is whatever came before it, and is not looked at again. */
function continued(
  before: Known | undefined,
  actuations: MedicationState['actuations'],
  profile: PatientProfile,
): Known {
  const from = before && !before.hasMart ? placeOf(actuations[0], before.actuations) : -1;
  let same = 0;
  if (before && from >= 0) while (isSamePuff(before.actuations[from + same], actuations[same])) same++;
  const hasMart = hasMartFrom(actuations, same);
  // Only what was taken since is added, unless something else was learnt of what came before.
  if (!before || hasMart || same === 0 || from + same < before.actuations.length)
    return historyOf(classifyPuffs({ actuations }, profile), actuations, profile, hasMart);
  const unused = new Map<Drug, MartMaintenance>();
  const added: ClassifiedPuff[] = [];
  for (let at = same; at < actuations.length; at++) added.push(classifyPuff(actuations[at]!, profile, unused));
  const forgotten = kindsOf(before.puffs.slice(0, from));
  const more = kindsOf(added);
  return {
    profile,
    actuations,
    hasMart,
    puffs: followed(before.puffs, from, added),
    relieverAtMs: followed(before.relieverAtMs, forgotten.relieverAtMs.length, more.relieverAtMs),
    doseAtMs: followed(before.doseAtMs, forgotten.doseAtMs.length, more.doseAtMs),
    doses: followed(before.doses, forgotten.doses.length, more.doses),
  };
}

function historyOf(
  puffs: readonly ClassifiedPuff[],
  actuations: MedicationState['actuations'],
  profile: PatientProfile,
  hasMart: boolean,
): Known {
  return { profile, actuations, hasMart, puffs, ...kindsOf(puffs) };
}

function kindsOf(puffs: readonly ClassifiedPuff[]): Omit<PuffHistory, 'puffs'> {
  const relieverAtMs: number[] = [];
  const doseAtMs: number[] = [];
  const doses: number[] = [];
  for (const puff of puffs) {
    if (puff.use === 'reliever') relieverAtMs.push(puff.atMs);
    if (puff.doses > 0) {
      doseAtMs.push(puff.atMs);
      doses.push(puff.doses);
    }
  }
  return { relieverAtMs, doseAtMs, doses };
}

/** What lies from that place on, and more after it. */
function followed<T>(before: readonly T[], from: number, more: readonly T[]): readonly T[] {
  const kept = before.length - from;
  const all = new Array<T>(kept + more.length);
  for (let at = 0; at < kept; at++) all[at] = before[from + at]!;
  for (let at = 0; at < more.length; at++) all[kept + at] = more[at]!;
  return all;
}

function placeOf(actuation: RememberedActuation | undefined, actuations: readonly RememberedActuation[]): number {
  for (let at = 0; at < actuations.length; at++) if (isSamePuff(actuations[at], actuation)) return at;
  return -1;
}

function hasMartFrom(actuations: readonly RememberedActuation[], from: number): boolean {
  for (let at = from; at < actuations.length; at++) if (actuations[at]!.role === 'mart') return true;
  return false;
}

function isSamePuff(a: RememberedActuation | undefined, b: RememberedActuation | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a === b || (a.atMs === b.atMs && a.drug === b.drug && a.role === b.role);
}
