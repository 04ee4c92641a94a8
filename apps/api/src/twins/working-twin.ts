import { compareOrder, orderKey, type Observation } from '@airway-twin/domain/measurement';
import type { AirflowTable } from '@airway-twin/domain/mechanics';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { Recommendation } from '@airway-twin/domain/recommendation';
import { NO_RISK_MEMORY, type Risk, type RiskMemory } from '@airway-twin/domain/risk';
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
  readonly milestone: Milestone | null;
  readonly state: TwinState;
  readonly risk: Risk;
  readonly riskMemory: RiskMemory;
  /** Open ones, and those closed last. */
  readonly recommendations: readonly Recommendation[];
  /** When the rules were last asked, on the patient's clock. */
  readonly evaluatedAtMs: number | null;
  /** Instant of the newest checkpoint in the store. */
  readonly checkpointAtMs: number | null;
}

/** The state after the first `count` of `recent`: `base` moves up to it, and no observation is folded twice for that. */
export interface Milestone {
  readonly count: number;
  readonly state: TwinState;
}

/** The twin of a patient of whom nothing is stored. */
export function newWorkingTwin(profile: PatientProfile, airways: AirflowTable): WorkingTwin {
  const state = createTwin(profile, airways);
  return {
    profile,
    revision: 0,
    base: state,
    recent: [],
    milestone: null,
    state,
    risk: { kind: 'not-enough-data', missing: [] },
    riskMemory: NO_RISK_MEMORY,
    recommendations: [],
    evaluatedAtMs: null,
    checkpointAtMs: null,
  };
}

/** The state right after one new observation. */
export interface Step {
  readonly observation: Observation;
  readonly state: TwinState;
}

/** What new observations made of a twin. */
export interface Placed {
  readonly base: TwinState;
  readonly recent: readonly Observation[];
  readonly milestone: Milestone | null;
  readonly state: TwinState;
  /** One for each new observation, in fold order, also when late ones forced a re-fold. */
  readonly steps: readonly Step[];
}

/**
 * Folds new observations into a twin: in order, or from `base` when some are a little late. Returns null when one lies before `base`: then
 * the caller folds from the store.
 */
export function placeObservations(
  twin: Pick<WorkingTwin, 'base' | 'recent' | 'milestone' | 'state'>,
  added: readonly Observation[],
): Placed | null {
  const sorted = [...added].sort(byOrder);
  const first = sorted[0];
  if (!first) return { base: twin.base, recent: twin.recent, milestone: twin.milestone, state: twin.state, steps: [] };
  if (isInOrder(twin.state, orderKey(first))) {
    const steps = stepsOf(twin.state, sorted, sorted);
    const known = twin.recent.length;
    const stateAfter = (count: number) =>
      count > known
        ? steps[count - known - 1]!.state
        : count === known
          ? twin.state
          : count === twin.milestone?.count
            ? twin.milestone.state
            : null;
    const moved = trimmed(twin.base, [...twin.recent, ...sorted], twin.milestone, stateAfter);
    return { ...moved, state: steps.at(-1)!.state, steps };
  }
  if (!isInOrder(twin.base, orderKey(first))) return null;
  const merged = [...twin.recent, ...sorted].sort(byOrder);
  const all = stepsOf(twin.base, merged, merged);
  const isNew = new Set(sorted);
  return {
    ...trimmed(twin.base, merged, null, (count) => all[count - 1]!.state),
    state: all.at(-1)!.state,
    steps: all.filter((step) => isNew.has(step.observation)),
  };
}

/** A twin folded from a stored state (or none) and all observations after it, in order; `added` are those among them that are new. */
export function foldFrom(
  from: TwinState,
  observations: readonly Observation[],
  added: readonly Observation[] = [],
): Placed {
  const split = Math.max(0, observations.length - RECENT_FOLDED_AWAY);
  const steps = stepsOf(from, observations, added);
  const base = observations.slice(0, split).reduce(foldObservation, from);
  const recent = observations.slice(split);
  return { base, recent, milestone: null, state: recent.reduce(foldObservation, base), steps };
}

function stepsOf(from: TwinState, observations: readonly Observation[], wanted: readonly Observation[]): Step[] {
  if (wanted.length === 0) return [];
  const keys = new Set(wanted.map(sourceKey));
  const steps: Step[] = [];
  let state = from;
  for (const observation of observations) {
    state = foldObservation(state, observation);
    if (keys.has(sourceKey(observation))) steps.push({ observation, state });
  }
  return steps;
}

function sourceKey({ source: { deviceId, bootId, seq }, measuredAtMs }: Observation): string {
  return `${deviceId} ${bootId} ${seq} ${measuredAtMs}`;
}

/** Moves `base` up when `recent` has grown long. `stateAfter(n)`: the state after the first n of `recent`, null when it is not at hand. */
function trimmed(
  base: TwinState,
  recent: readonly Observation[],
  milestone: Milestone | null,
  stateAfter: (count: number) => TwinState | null,
): Pick<Placed, 'base' | 'recent' | 'milestone'> {
  const milestoneAt = (count: number, folded: number): Milestone | null => {
    const state = folded + count <= recent.length ? stateAfter(folded + count) : null;
    return state && { count, state };
  };
  if (recent.length <= RECENT_MOST) return { base, recent, milestone: milestone ?? milestoneAt(RECENT_FOLDED_AWAY, 0) };
  const wanted = recent.length - RECENT_FOLDED_AWAY;
  const split = stateAfter(wanted) ? wanted : (milestone?.count ?? wanted);
  const moved = stateAfter(split) ?? recent.slice(0, split).reduce(foldObservation, base);
  return { base: moved, recent: recent.slice(split), milestone: milestoneAt(RECENT_FOLDED_AWAY, split) };
}

function byOrder(a: Observation, b: Observation): number {
  return compareOrder(orderKey(a), orderKey(b));
}

/** The instant at which the twin stands for its viewers: the wall clock, or its newest observation when it is replayed. */
export function twinNowMs(twin: Pick<WorkingTwin, 'profile' | 'state'>, wallNowMs: number): number {
  return twin.profile.clock === 'wall' ? wallNowMs : (twin.state.clockMs ?? wallNowMs);
}
