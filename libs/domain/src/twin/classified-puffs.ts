import type { PatientProfile } from '../patient/profile.js';
import { classifyPuffs, type ClassifiedPuff } from './medication.js';
import type { MedicationState, TwinMemory } from './state.js';

interface Known {
  readonly profile: PatientProfile;
  readonly puffs: readonly ClassifiedPuff[];
}

/** Several features and rules look at the same doses, and thousands of states are looked at when a history is loaded. */
const known = new WeakMap<MedicationState['actuations'], Known>();

/** The remembered puffs of that state as controller or reliever, worked out once as long as neither doses nor profile change. */
export function classifiedPuffs({ medication, profile }: TwinMemory): readonly ClassifiedPuff[] {
  const before = known.get(medication.actuations);
  if (before?.profile === profile) return before.puffs;
  const puffs = classifyPuffs(medication, profile);
  known.set(medication.actuations, { profile, puffs });
  return puffs;
}
