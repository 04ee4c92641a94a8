import { classifyPuffs, type ClassifiedPuff } from '../twin/medication.js';
import type { TwinState } from '../twin/state.js';

/** Several features and rules look at the same state, and thousands of states are looked at when a history is loaded. */
const known = new WeakMap<TwinState, readonly ClassifiedPuff[]>();

/** The remembered puffs of that state as controller or reliever, worked out once for each state object. */
export function classifiedPuffs(state: TwinState): readonly ClassifiedPuff[] {
  let puffs = known.get(state);
  if (!puffs) {
    puffs = classifyPuffs(state.medication, state.profile);
    known.set(state, puffs);
  }
  return puffs;
}
