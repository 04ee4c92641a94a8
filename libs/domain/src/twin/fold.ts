import type { AirflowTable } from '../mechanics/airflow-measures.js';
import { compareOrder, orderKey, type Observation, type OrderKey, type Stream } from '../measurement/observation.js';
import { litresPerSecond } from '../measurement/units.js';
import type { PatientProfile } from '../patient/profile.js';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, localHour } from '../time/calendar.js';
import { SENSOR_SILENT_AFTER_MS, rememberSign } from './adherence.js';
import { driftTraits } from './drift.js';
import { foretoldByAirways, momentOf } from './moment.js';
import {
  NO_LUNG_FUNCTION,
  bestFev1,
  bestPef,
  isTrusted,
  rememberBlow,
  type NextLungFunction,
} from './lung-function.js';
import { NO_MEDICATION, rememberActuation } from './medication.js';
import { rememberSession, sessionNoiseSd, unknownHabit } from './session-habit.js';
import {
  TWIN_STATE_VERSION,
  type LungFunctionSession,
  type MedicationState,
  type TraitState,
  type TwinMemory,
  type TwinState,
} from './state.js';
import { NO_AIR, rememberAirReading, rememberEnvironmentDay } from './surroundings.js';
import { NO_SYMPTOMS, rememberSymptomsDay, rememberSymptomsWeek } from './symptoms.js';
import { traitDrive } from './trait-drive.js';
import {
  chanceOfChange,
  driftUnused,
  priorTraits,
  seeBlow,
  seeRelieverUse,
  seeSymptoms,
  type BlowMeasure,
} from './traits.js';

/** Air and device health move the belief forward at most so often: they come every few minutes and tell nothing of C or I at once. */
const LEAST_DRIFT_MS = MS_PER_HOUR;
const MOVES_ONLY_FORWARD: ReadonlySet<Stream> = new Set<Stream>(['air.reading', 'environment.day', 'device.health']);
/** Actuations closer than this are one use. */
const ONE_USE_MS = 20 * MS_PER_MINUTE;

/** The twin of a patient of whom nothing has been observed. `airways`: the table of this profile (`airflowTable(airwayBuildOf(profile))`). */
export function createTwin(profile: PatientProfile, airways: AirflowTable): TwinState {
  return { ...unobservedTwin(profile), airways };
}

/** The same before its airways are computed: it can be shown, and nothing can be folded into it. */
export function unobservedTwin(profile: PatientProfile): TwinMemory {
  return {
    version: TWIN_STATE_VERSION,
    profile,
    clockMs: null,
    observationCount: 0,
    firstObservationAtMs: null,
    lastObservation: null,
    lastMeasuredAtMs: {},
    lungFunction: NO_LUNG_FUNCTION,
    medication: NO_MEDICATION,
    air: NO_AIR,
    symptoms: NO_SYMPTOMS,
    traits: null,
    habits: { pef: null, fev1: null },
  };
}

/** Does the observation lie after all that the state holds? Only such may be folded; an earlier one calls for a re-fold. */
export function isInOrder(state: TwinState, key: OrderKey): boolean {
  return state.lastObservation === null || compareOrder(state.lastObservation, key) < 0;
}

/**
 * The state after one more observation. Observations must come in the order of `compareOrder`; throws when one does not (the caller
 * re-folds from an earlier state instead). Pure: the same observations give the same state, bit for bit.
 */
export function foldObservation(state: TwinState, observation: Observation): TwinState {
  const key = orderKey(observation);
  if (!isInOrder(state, key)) throw new Error('observation out of order: re-fold from an earlier state');
  const { profile } = state;
  const atMs = observation.measuredAtMs;
  const traits = carriedForward(state, observation);
  // Named one by one and not spread, which takes longer: a state is made for every observation.
  const next: NextState = {
    version: state.version,
    profile,
    clockMs: atMs,
    observationCount: state.observationCount + 1,
    firstObservationAtMs: state.firstObservationAtMs ?? atMs,
    lastObservation: key,
    lastMeasuredAtMs: withMeasured(state.lastMeasuredAtMs, observation.stream, atMs),
    lungFunction: state.lungFunction,
    medication: withSigns(state, observation),
    air: state.air,
    symptoms: state.symptoms,
    traits,
    habits: state.habits,
    airways: state.airways,
  };
  switch (observation.stream) {
    case 'peakflow.session':
    case 'spirometer.blow':
      seeNewestSession(next, rememberBlow(state.lungFunction, observation, profile));
      return next;
    case 'inhaler.actuation': {
      const last = state.medication.lastRelieverAtMs;
      const newUse = observation.data.role === 'reliever' && (last === null || atMs - last > ONE_USE_MS);
      if (newUse) next.traits = seeRelieverUse(traits, 1, 0, momentOf(state, atMs));
      next.medication = rememberActuation(next.medication, observation, profile);
      return next;
    }
    case 'air.reading':
      next.air = rememberAirReading(state.air, observation);
      return next;
    case 'environment.day':
      next.air = rememberEnvironmentDay(state.air, observation, profile.timeZone);
      return next;
    case 'device.health':
      return next;
    case 'symptoms.day': {
      next.symptoms = rememberSymptomsDay(state.symptoms, observation, profile.timeZone);
      const again = state.symptoms.days.some((day) => day.localDate === observation.data.localDate);
      if (next.symptoms === state.symptoms || again) return next;
      next.traits = seeSymptoms(traits, observation.data, momentOf(state, atMs));
      return next;
    }
    case 'symptoms.week':
      next.symptoms = rememberSymptomsWeek(state.symptoms, observation, profile.timeZone);
      return next;
    case 'control.score':
      next.symptoms = { ...state.symptoms, controlScore: { ...observation.data, atMs } };
      return next;
  }
}

/** The one copy of the state that an observation makes, while it is being filled in. */
type NextState = { -readonly [K in keyof TwinState]: TwinState[K] } & { traits: TraitState };

/** The state as it stands at a later instant with nothing new observed: the belief drifts and widens. Earlier instants change nothing. */
export function advanceTo<S extends TwinMemory>(state: S, nowMs: number): S {
  if (state.clockMs === null || state.traits === null || nowMs <= state.clockMs) return state;
  return { ...state, clockMs: nowMs, traits: driftTraits(state.traits, nowMs, traitDrive(state)) };
}

/** The twin of a patient from all observations, in any order; duplicates (same source) count once. */
export function rebuildTwin(
  profile: PatientProfile,
  airways: AirflowTable,
  observations: readonly Observation[],
): TwinState {
  const ordered = [...observations].sort((a, b) => compareOrder(orderKey(a), orderKey(b)));
  let state = createTwin(profile, airways);
  for (const observation of ordered) {
    if (isInOrder(state, orderKey(observation))) state = foldObservation(state, observation);
  }
  return state;
}

/** The belief brought to the instant of an observation; a time in which the reliever's sensor was watched and silent speaks too. */
function carriedForward(state: TwinState, { measuredAtMs: atMs, stream }: Observation): TraitState {
  const { traits } = state;
  if (traits === null) return priorTraits(atMs, state.profile, state.airways);
  const sinceMs = atMs - traits.atMs;
  if (sinceMs <= 0 || (MOVES_ONLY_FORWARD.has(stream) && sinceMs < LEAST_DRIFT_MS)) return traits;
  const drive = traitDrive(state);
  const sensor = state.medication.relieverSensor;
  if (sensor === null || atMs - sensor.lastSignAtMs > SENSOR_SILENT_AFTER_MS) return driftTraits(traits, atMs, drive);
  return driftUnused(traits, drive, sinceMs / MS_PER_DAY, momentOf(state, atMs));
}

/** Copied first and set then: a name that is only known when it runs, inside the literal, takes several times as long. */
function withMeasured(before: TwinMemory['lastMeasuredAtMs'], stream: Stream, atMs: number): typeof before {
  const after: { -readonly [S in Stream]?: number } = { ...before };
  after[stream] = atMs;
  return after;
}

function withSigns({ medication }: TwinState, observation: Observation): MedicationState {
  const devices = rememberSign(medication.devices, observation);
  const sensor = medication.relieverSensor;
  const relieverSensor =
    sensor?.deviceId === observation.source.deviceId ? { ...sensor, lastSignAtMs: observation.measuredAtMs } : sensor;
  return devices === medication.devices && relieverSensor === sensor
    ? medication
    : { ...medication, devices, relieverSensor };
}

/**
 * The lung function and what its newest session teaches, filled in. Its habit: every peak-flow session, a spirometer's once it is trusted.
 * C and I: only a trusted session, once; anything else is remembered and asks for a repeat.
 */
function seeNewestSession(next: NextState, lungFunction: NextLungFunction): void {
  next.lungFunction = lungFunction;
  const { habits, traits, airways: table } = next;
  const { sessions } = lungFunction;
  const session = sessions.at(-1)!;
  const measure: BlowMeasure = session.grades ? 'fev1' : 'pef';
  const lnValue = lnBest(session, measure);
  const trusted = isTrusted(session);
  if (lnValue === null || session.usedForTraits || (measure === 'fev1' && !trusted)) return;
  const { atMs } = session;
  const hour = localHour(atMs, next.profile.timeZone);
  const airways = foretoldByAirways(next, measure, atMs);
  const before = habits[measure] ?? unknownHabit(atMs, airways.mean);
  const habit = rememberSession(before, measure, airways, lnValue, atMs, hour);
  next.habits = measure === 'pef' ? { ...habits, pef: habit } : { ...habits, fev1: habit };
  if (!trusted) return;
  const earlier = sessions.findLast((each) => each.usedForTraits);
  const sinceHours = earlier ? (session.startedAtMs - earlier.atMs) / MS_PER_HOUR : null;
  const noiseSd = sessionNoiseSd(before, measure);
  const chance = chanceOfChange(sinceHours);
  next.traits = seeBlow(traits, measure, lnValue, noiseSd, momentOf(next, atMs), table, chance);
  sessions[sessions.length - 1] = { ...session, usedForTraits: true };
}

function lnBest(session: LungFunctionSession, measure: BlowMeasure): number | null {
  const best = measure === 'fev1' ? bestFev1(session) : bestPef(session);
  return best === null ? null : Math.log(measure === 'pef' ? litresPerSecond(best) : best);
}
