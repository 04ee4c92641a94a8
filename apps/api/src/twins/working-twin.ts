import { compareOrder, orderKey, type Observation } from '@airway-twin/domain/measurement';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { Recommendation } from '@airway-twin/domain/recommendation';
import type { RememberedRisk, Risk } from '@airway-twin/domain/risk';
import { createTwin, foldObservation, isInOrder, type TwinState } from '@airway-twin/domain/twin';

/** How many of the newest observations are kept beside the state, so that a little lateness is folded in without asking the store. */
const RECENT_MOST = 96;
const RECENT_FOLDED_AWAY = 48;

/**
 * A twin as its one writer holds it: never changed in place, a commit puts a new one in its place. `base` folded with `recent` gives
 * `state`.
 */
export interface WorkingTwin {
  readonly profile: PatientProfile;
  readonly revision: number;
  readonly base: TwinState;
  readonly recent: readonly Observation[];
  readonly state: TwinState;
  readonly risk: Risk;
  readonly riskHistory: readonly RememberedRisk[];
  /** Open ones, and those closed last. */
  readonly recommendations: readonly Recommendation[];
  /** When the rules were last asked, on the patient's clock. */
  readonly evaluatedAtMs: number | null;
  /** Instant of the newest checkpoint in the store. */
  readonly checkpointAtMs: number | null;
}

/** The twin of a patient of whom nothing is stored. */
export function newWorkingTwin(profile: PatientProfile): WorkingTwin {
  const state = createTwin(profile);
  return {
    profile,
    revision: 0,
    base: state,
    recent: [],
    state,
    risk: { kind: 'not-enough-data', missing: [] },
    riskHistory: [],
    recommendations: [],
    evaluatedAtMs: null,
    checkpointAtMs: null,
  };
}

/** What `placeObservations` made of new observations. */
export interface Placed {
  readonly base: TwinState;
  readonly recent: readonly Observation[];
  readonly state: TwinState;
  /** The states after each observation that came in order, oldest first; empty when older ones forced a re-fold. */
  readonly steps: readonly { readonly observation: Observation; readonly state: TwinState }[];
}

/**
 * Folds new observations into a twin: in order, or from `base` when some are a little late. Returns null when one lies before `base`: then
 * the caller folds from the store.
 */
export function placeObservations(
  twin: Pick<WorkingTwin, 'base' | 'recent' | 'state'>,
  added: readonly Observation[],
): Placed | null {
  const sorted = [...added].sort(byOrder);
  const first = sorted[0];
  if (!first) return { base: twin.base, recent: twin.recent, state: twin.state, steps: [] };
  if (isInOrder(twin.state, orderKey(first))) {
    let state = twin.state;
    const steps = sorted.map((observation) => ({ observation, state: (state = foldObservation(state, observation)) }));
    return { ...trimmed(twin.base, [...twin.recent, ...sorted]), state, steps };
  }
  if (!isInOrder(twin.base, orderKey(first))) return null;
  const merged = [...twin.recent, ...sorted].sort(byOrder);
  return { ...trimmed(twin.base, merged), state: merged.reduce(foldObservation, twin.base), steps: [] };
}

/** A twin folded from a stored state (or none) and all observations after it, in order. */
export function foldFrom(from: TwinState, observations: readonly Observation[]): Omit<Placed, 'steps'> {
  const split = Math.max(0, observations.length - RECENT_FOLDED_AWAY);
  const base = observations.slice(0, split).reduce(foldObservation, from);
  const recent = observations.slice(split);
  return { base, recent, state: recent.reduce(foldObservation, base) };
}

function trimmed(base: TwinState, recent: readonly Observation[]): { base: TwinState; recent: readonly Observation[] } {
  if (recent.length <= RECENT_MOST) return { base, recent };
  const split = recent.length - RECENT_MOST + RECENT_FOLDED_AWAY;
  return { base: recent.slice(0, split).reduce(foldObservation, base), recent: recent.slice(split) };
}

function byOrder(a: Observation, b: Observation): number {
  return compareOrder(orderKey(a), orderKey(b));
}

/** The instant at which the twin stands for its viewers: the wall clock, or its newest observation when it is replayed. */
export function twinNowMs(twin: Pick<WorkingTwin, 'profile' | 'state'>, wallNowMs: number): number {
  return twin.profile.clock === 'wall' ? wallNowMs : (twin.state.clockMs ?? wallNowMs);
}
