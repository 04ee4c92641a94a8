import { FRESHNESS_LIMITS } from '../measurement/freshness.js';
import { compareOrder, orderKey, type Observation, type OrderKey } from '../measurement/observation.js';
import type { PatientProfile } from '../patient/profile.js';
import { MS_PER_DAY } from '../time/calendar.js';
import { rememberSign } from './adherence.js';
import { driftTraits, type TraitDrive } from './drift.js';
import { NO_LUNG_FUNCTION, fractionOfBest, rememberBlow } from './lung-function.js';
import { NO_MEDICATION, exposureAt, rememberActuation } from './medication.js';
import { relieverEffect } from './reliever.js';
import { TWIN_STATE_VERSION, type MedicationState, type TraitState, type TwinState } from './state.js';
import { NO_AIR, rememberAirReading, rememberEnvironmentDay } from './surroundings.js';
import { NO_SYMPTOMS, rememberSymptomsDay } from './symptoms.js';
import { ONE_USE_MS, priorTraits, seeBlow, seeRelieverUse, seeSymptoms } from './traits.js';

/** A cold named in the diary is taken to last this long. */
const COLD_LASTS_MS = 5 * MS_PER_DAY;
/** The end of a drive that is not there. */
const NEVER_MS = -Infinity;

/** The twin of a patient of whom nothing has been observed. */
export function createTwin(profile: PatientProfile): TwinState {
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
  const atMs = observation.measuredAtMs;
  const firstObservationAtMs = state.firstObservationAtMs ?? atMs;
  const next: TwinState = {
    ...state,
    clockMs: atMs,
    observationCount: state.observationCount + 1,
    firstObservationAtMs,
    lastObservation: key,
    medication: withSigns(state, observation),
    lastMeasuredAtMs: { ...state.lastMeasuredAtMs, [observation.stream]: atMs },
    traits: driftTraits(state.traits ?? priorTraits(atMs), atMs, traitDrive(state)),
  };
  const traits = next.traits!;
  switch (observation.stream) {
    case 'peakflow.session':
    case 'spirometer.blow': {
      const lungFunction = rememberBlow(state.lungFunction, observation, state.profile);
      return seeNewestSession({ ...next, lungFunction }, traits);
    }
    case 'inhaler.actuation': {
      const medication = rememberActuation(next.medication, observation, state.profile);
      const last = state.medication.lastRelieverAtMs;
      const newUse = observation.data.role === 'reliever' && (last === null || atMs - last > ONE_USE_MS);
      return { ...next, medication, traits: newUse ? seeRelieverUse(traits) : traits };
    }
    case 'air.reading':
      return { ...next, air: rememberAirReading(state.air, observation) };
    case 'environment.day':
      return { ...next, air: rememberEnvironmentDay(state.air, observation) };
    case 'device.health':
      return next;
    case 'symptoms.day': {
      const symptoms = rememberSymptomsDay(state.symptoms, observation, state.profile.timeZone);
      if (symptoms === state.symptoms) return next;
      return { ...next, symptoms, traits: seeSymptoms(traits, observation.data) };
    }
    case 'symptoms.week':
      return { ...next, symptoms: { ...state.symptoms, week: { ...observation.data, atMs } } };
    case 'control.score':
      return { ...next, symptoms: { ...state.symptoms, controlScore: { ...observation.data, atMs } } };
  }
}

/** The state as it stands at a later instant with nothing new observed: the belief drifts and widens. Earlier instants change nothing. */
export function advanceTo(state: TwinState, nowMs: number): TwinState {
  if (state.clockMs === null || state.traits === null || nowMs <= state.clockMs) return state;
  return { ...state, clockMs: nowMs, traits: driftTraits(state.traits, nowMs, traitDrive(state)) };
}

/** The twin of a patient from all observations, in any order; duplicates (same source) count once. */
export function rebuildTwin(profile: PatientProfile, observations: readonly Observation[]): TwinState {
  const ordered = [...observations].sort((a, b) => compareOrder(orderKey(a), orderKey(b)));
  let state = createTwin(profile);
  for (const observation of ordered) {
    if (isInOrder(state, orderKey(observation))) state = foldObservation(state, observation);
  }
  return state;
}

function withSigns({ medication }: TwinState, observation: Observation): MedicationState {
  const devices = rememberSign(medication.devices, observation);
  return devices === medication.devices ? medication : { ...medication, devices };
}

/** A session whose own blows agree moves the traits, once; anything else is remembered and asks for a repeat. */
function seeNewestSession(state: TwinState, traits: TraitState): TwinState {
  const session = state.lungFunction.sessions.at(-1)!;
  const reached = fractionOfBest(state.lungFunction, session);
  if (!session.repeatable || session.usedForTraits || reached === null) return state;
  const sessions = [...state.lungFunction.sessions.slice(0, -1), { ...session, usedForTraits: true }];
  const masked = relieverEffect(state.medication.actuations, session.atMs);
  return {
    ...state,
    lungFunction: { ...state.lungFunction, sessions },
    traits: seeBlow(traits, reached.measure, reached.fraction, masked),
  };
}

function traitDrive({ medication, symptoms, air }: TwinState): TraitDrive {
  const lastDay = symptoms.days.at(-1);
  const { environment, pm25MicrogramsPerM3: pm25 } = air;
  const pollen = environment ? [environment.grassPollen, environment.treePollen, environment.weedPollen] : [];
  const isHighPollen = pollen.some((level) => level === 'high' || level === 'very-high');
  return {
    controllerExposure: (at) => exposureAt(medication, at),
    exposureWanes: medication.exposureAtMs !== null,
    coldUntilMs: lastDay?.triggers.includes('cold') ? lastDay.atMs + COLD_LASTS_MS : NEVER_MS,
    highPollenUntilMs:
      environment && isHighPollen ? environment.atMs + FRESHNESS_LIMITS['environment.day'].staleAfterMs : NEVER_MS,
    pm25MicrogramsPerM3: pm25?.value ?? 0,
    pm25UntilMs: pm25 ? pm25.atMs + FRESHNESS_LIMITS['air.reading'].staleAfterMs : NEVER_MS,
  };
}
