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
  /** How many observations were folded for it. */
  readonly folded: number;
}

/** What a twin is with nothing new. */
export function unmoved({ base, recent, milestone, state }: Pick<WorkingTwin, keyof Held>): Placed {
  return { base, recent, milestone, state, steps: [], folded: 0 };
}

type Held = Pick<WorkingTwin, 'base' | 'recent' | 'milestone' | 'state'>;

/**
 * Folds new observations into a twin: in order, or from the newest state in memory that lies before a late one. Returns null when one lies
 * before `base`: then the caller folds from the store.
 */
export function placeObservations(twin: Held, added: readonly Observation[]): Placed | null {
  const sorted = [...added].sort(byOrder);
  const first = sorted[0];
  if (!first) return unmoved(twin);
  const from = newestBefore(twin, first);
  if (!from) return null;
  const later = twin.recent.slice(from.count);
  const after = later.length === 0 ? sorted : [...later, ...sorted].sort(byOrder);
  const folded = stepsOf(from.state, after);
  const stateAfter = (count: number) => {
    if (count > from.count) return folded[count - from.count - 1]!.state;
    if (count === from.count) return from.state;
    return count === twin.milestone?.count ? twin.milestone.state : null;
  };
  const milestone = twin.milestone && twin.milestone.count <= from.count ? twin.milestone : null;
  const moved = trimmed(twin.base, twin.recent.slice(0, from.count).concat(after), milestone, stateAfter);
  return {
    ...moved,
    state: folded.at(-1)!.state,
    steps: later.length === 0 ? folded : stepsAmong(folded, new Set(sorted)),
    folded: folded.length + moved.folded,
  };
}

function stepsAmong(folded: readonly Step[], added: ReadonlySet<Observation>): Step[] {
  return folded.filter((step) => added.has(step.observation));
}

/** The newest state in memory before that observation, and how many of `recent` it holds; null: all that memory holds is later. */
function newestBefore({ base, recent, milestone, state }: Held, observation: Observation): Milestone | null {
  const held = [{ count: recent.length, state }, milestone, { count: 0, state: base }];
  return held.find((each) => each !== null && isInOrder(each.state, orderKey(observation))) ?? null;
}

/** A twin folded from a stored state, with the states worth storing that it went through. */
export interface Refolded extends Placed {
  readonly passed: readonly TwinState[];
}

/**
 * A twin folded from a stored state (or none) and all observations after it, in order; `added` are those among them that are new. Every
 * observation is folded once. `passed`: a state for every so many days of the patient's life on the way to `base`.
 */
export function foldFrom(
  from: TwinState,
  observations: readonly Observation[],
  added: readonly Observation[] = [],
  passEveryMs = Infinity,
): Refolded {
  const split = Math.max(0, observations.length - RECENT_FOLDED_AWAY);
  const wanted = new Set(added.map(sourceKey));
  const steps: Step[] = [];
  const passed: TwinState[] = [];
  let passedAtMs = from.clockMs ?? observations[0]?.measuredAtMs ?? 0;
  let state = from;
  let base = from;
  for (const [index, observation] of observations.entries()) {
    state = foldObservation(state, observation);
    if (wanted.size > 0 && wanted.has(sourceKey(observation))) steps.push({ observation, state });
    if (index >= split) continue;
    base = state;
    if (observation.measuredAtMs - passedAtMs < passEveryMs) continue;
    passed.push(state);
    passedAtMs = observation.measuredAtMs;
  }
  const recent = observations.slice(split);
  return { base, recent, milestone: null, state, steps, folded: observations.length, passed };
}

function stepsOf(from: TwinState, observations: readonly Observation[]): Step[] {
  let state = from;
  return observations.map((observation) => ({ observation, state: (state = foldObservation(state, observation)) }));
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
): Pick<Placed, 'base' | 'recent' | 'milestone' | 'folded'> {
  const milestoneAt = (count: number, folded: number): Milestone | null => {
    const state = folded + count <= recent.length ? stateAfter(folded + count) : null;
    return state && { count, state };
  };
  if (recent.length <= RECENT_MOST)
    return { base, recent, milestone: milestone ?? milestoneAt(RECENT_FOLDED_AWAY, 0), folded: 0 };
  const wanted = recent.length - RECENT_FOLDED_AWAY;
  const split = stateAfter(wanted) ? wanted : (milestone?.count ?? wanted);
  const atHand = stateAfter(split);
  return {
    base: atHand ?? recent.slice(0, split).reduce(foldObservation, base),
    recent: recent.slice(split),
    milestone: milestoneAt(RECENT_FOLDED_AWAY, split),
    folded: atHand ? 0 : split,
  };
}

function byOrder(a: Observation, b: Observation): number {
  return compareOrder(orderKey(a), orderKey(b));
}

/**
 * The instant at which the twin stands for its viewers: its newest observation when it is replayed, else the wall clock, or the newest
 * observation when that is ahead (a device's clock may run some minutes fast): nothing is said at an instant before its own evidence.
 */
export function twinNowMs(twin: Pick<WorkingTwin, 'profile' | 'state'>, wallNowMs: number): number {
  const { clockMs } = twin.state;
  if (clockMs === null) return wallNowMs;
  return twin.profile.clock === 'wall' ? Math.max(wallNowMs, clockMs) : clockMs;
}
