import type { Drug } from '../patient/drugs.js';
import type { PatientProfile } from '../patient/profile.js';
import { classifyPuff, classifyPuffs, type ClassifiedPuff, type MartMaintenance } from './medication.js';
import type { MedicationState, RememberedActuation, TwinMemory } from './state.js';

interface Known {
  readonly profile: PatientProfile;
  readonly actuations: MedicationState['actuations'];
  readonly puffs: readonly ClassifiedPuff[];
}

/** Several features and rules look at the same doses, and thousands of states are looked at when a history is loaded. */
const known = new WeakMap<MedicationState['actuations'], Known>();
/** What was worked out last for a patient: the next state mostly has one puff more. */
const newest = new WeakMap<PatientProfile, Known>();

/** The remembered puffs of that state as controller or reliever, worked out once as long as neither doses nor profile change. */
export function classifiedPuffs({ medication: { actuations }, profile }: TwinMemory): readonly ClassifiedPuff[] {
  let found = known.get(actuations);
  if (found?.profile === profile) return found.puffs;
  found = { profile, actuations, puffs: classified(actuations, profile) };
  known.set(actuations, found);
  newest.set(profile, found);
  return found.puffs;
}

/** As `classifyPuffs`. A puff of an inhaler that is no MART is what it is whatever came before it, and is not looked at again. */
function classified(actuations: MedicationState['actuations'], profile: PatientProfile): readonly ClassifiedPuff[] {
  const before = newest.get(profile);
  if (!before || actuations.length === 0 || actuations.some(({ role }) => role === 'mart'))
    return classifyPuffs({ actuations }, profile);
  const unused = new Map<Drug, MartMaintenance>();
  const forgotten = before.actuations.findIndex((each) => isSamePuff(each, actuations[0]!));
  return actuations.map((actuation, at) => {
    const earlier = forgotten < 0 ? undefined : before.actuations[forgotten + at];
    return earlier && isSamePuff(earlier, actuation)
      ? before.puffs[forgotten + at]!
      : classifyPuff(actuation, profile, unused);
  });
}

function isSamePuff(a: RememberedActuation, b: RememberedActuation): boolean {
  return a === b || (a.atMs === b.atMs && a.drug === b.drug && a.role === b.role);
}
