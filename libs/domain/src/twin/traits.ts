import { MS_PER_DAY, MS_PER_MINUTE } from '../time/calendar.js';
import type { SymptomsDay } from '../measurement/observation.js';
import { airflowAtState, type AirflowMeasure } from './airflow.js';
import type { TraitState } from './state.js';
import type { TraitBand } from './view.js';

/**
 * An extended Kalman filter on (C, I). Between observations both drift to where exposure to the controller, a cold and pollen let them
 * go; blows, reliever use and diary pull them. The constants are design choices within the published time courses (Mehta 2009, Reddel
 * 1999; physiology reference 2.6, 2.7); they are the seam that the mechanical airway model takes over.
 */
const CONSTRICTION_TIME_CONSTANT_DAYS = 1.5;
const INFLAMMATION_TIME_CONSTANT_DAYS = 6;
const STATIONARY_SD = { constriction: 0.17, inflammation: 0.18 };
const UNTREATED_INFLAMMATION = 0.6;
/** Share of the untreated inflammation that a fully taken controller removes. */
const CONTROLLER_EFFECT = 0.7;
const COLD_ADDS = 0.2;
const HIGH_POLLEN_ADDS = 0.04;
const PM25_ADDS_PER_10 = 0.01;
const RESTING_CONSTRICTION = 0.05;
/** Inflamed airways are twitchy: this much constriction rests on each unit of inflammation. */
const CONSTRICTION_PER_INFLAMMATION = 0.35;
const LONGEST_STEP_MS = 0.5 * MS_PER_DAY;
/** A reliever that did little in an attack (Reddel et al. 1999: impaired beta-2 response in viral exacerbations) does again within days. */
const RESPONSE_RECOVERS_DAYS = 3;
/** How far the reliever's effect may be from what is expected, as a share of it. */
const RESPONSE_SD = 0.3;

/** Standard deviation of one session's best, as a share of personal best (Thorax 44:474 within-occasion CV, and effort). */
const BLOW_SD: Record<AirflowMeasure, number> = { fev1: 0.06, pef: 0.09 };
/** Blows this many standard deviations from what was expected still pass as chance. */
const SURPRISE_SD = 2;
const BLOW_ROUNDS = 4;

/** A band wider than this says nothing that one could act on. */
export const WIDEST_KNOWN_BAND = 0.4;
/** Quantile of the standard normal that leaves 10 % on each side. */
const EIGHTY_PERCENT = 1.2815515655446004;

/** What drives the drift, held while it lasts. */
export interface TraitDrive {
  /** Exposure to the controller, 1 = as prescribed; null when the patient has none or it is not known. */
  readonly controllerExposure: (atMs: number) => number;
  readonly cold: boolean;
  readonly highPollen: boolean;
  readonly pm25MicrogramsPerM3: number | null;
}

/** Belief before anything was measured: anything is possible. */
export function priorTraits(atMs: number): TraitState {
  return {
    atMs,
    constriction: 0.2,
    inflammation: 0.35,
    varianceConstriction: STATIONARY_SD.constriction ** 2,
    varianceInflammation: STATIONARY_SD.inflammation ** 2,
    covariance: 0,
    relieverResponse: 1,
  };
}

/** The belief carried forward to a later instant: means drift, bands widen to what is not known. */
export function driftTraits(traits: TraitState, toMs: number, drive: TraitDrive): TraitState {
  let state = traits;
  while (state.atMs < toMs) state = step(state, Math.min(toMs, state.atMs + LONGEST_STEP_MS), drive);
  return state;
}

function step(state: TraitState, toMs: number, drive: TraitDrive): TraitState {
  const days = (toMs - state.atMs) / MS_PER_DAY;
  const keepC = Math.exp(-days / CONSTRICTION_TIME_CONSTANT_DAYS);
  const keepI = Math.exp(-days / INFLAMMATION_TIME_CONSTANT_DAYS);
  const exposure = Math.min(1.2, drive.controllerExposure((state.atMs + toMs) / 2));
  const targetI = clamp(
    UNTREATED_INFLAMMATION * (1 - CONTROLLER_EFFECT * exposure) +
      (drive.cold ? COLD_ADDS : 0) +
      (drive.highPollen ? HIGH_POLLEN_ADDS : 0) +
      (PM25_ADDS_PER_10 * (drive.pm25MicrogramsPerM3 ?? 0)) / 10,
  );
  const inflammation = targetI + (state.inflammation - targetI) * keepI;
  const targetC = RESTING_CONSTRICTION + CONSTRICTION_PER_INFLAMMATION * inflammation;
  const pull = (1 - keepC) * CONSTRICTION_PER_INFLAMMATION;
  const { varianceConstriction: vc, varianceInflammation: vi, covariance: cov } = state;
  return {
    atMs: toMs,
    constriction: targetC + (state.constriction - targetC) * keepC,
    inflammation,
    varianceConstriction:
      keepC * keepC * vc +
      2 * keepC * pull * cov +
      pull * pull * vi +
      STATIONARY_SD.constriction ** 2 * (1 - keepC * keepC),
    varianceInflammation: keepI * keepI * vi + STATIONARY_SD.inflammation ** 2 * (1 - keepI * keepI),
    covariance: keepI * (keepC * cov + pull * vi),
    relieverResponse: 1 - (1 - state.relieverResponse) * Math.exp(-days / RESPONSE_RECOVERS_DAYS),
  };
}

/**
 * The belief after a session of agreeing blows whose best was that share of personal best. A blow tells of the constriction as it is,
 * reliever included. When it is lower than any constriction under the expected reliever effect allows, the reliever has worked less than
 * expected: the airway is never drawn wide because of puffs that did not help.
 */
export function seeBlow(
  traits: TraitState,
  measure: AirflowMeasure,
  fraction: number,
  expectedEffect: number,
): TraitState {
  const effect = expectedEffect * traits.relieverResponse;
  const open = 1 - effect;
  const shown: TraitState = {
    ...traits,
    constriction: traits.constriction * open,
    varianceConstriction: traits.varianceConstriction * open * open + (RESPONSE_SD * effect * traits.constriction) ** 2,
    covariance: traits.covariance * open,
  };
  const seen = updateByBlow(surprised(shown, measure, fraction), measure, fraction);
  const unmasked = seen.constriction / open;
  if (unmasked <= 1) {
    return {
      ...seen,
      constriction: unmasked,
      varianceConstriction: seen.varianceConstriction / (open * open),
      covariance: seen.covariance / open,
      relieverResponse: traits.relieverResponse,
    };
  }
  const stillOpen = seen.constriction;
  return {
    ...seen,
    constriction: 1,
    varianceConstriction: seen.varianceConstriction / (stillOpen * stillOpen),
    covariance: seen.covariance / stillOpen,
    relieverResponse: clamp((1 - stillOpen) / expectedEffect),
  };
}

/**
 * A session whose own blows agree but which lies far from anything expected means that the airways have changed, faster than the drift
 * allows: the constriction is then less certain than the filter thought, just enough to make room for the blow.
 */
function surprised(state: TraitState, measure: AirflowMeasure, fraction: number): TraitState {
  const expected = airflowAtState(measure, state.constriction, state.inflammation);
  const innovation = fraction - expected.fraction;
  const hC = expected.perConstriction;
  const sd = Math.sqrt(predictedVariance(state, hC, expected.perInflammation) + BLOW_SD[measure] ** 2);
  const beyond = Math.abs(innovation) - SURPRISE_SD * sd;
  if (beyond <= 0) return state;
  return { ...state, varianceConstriction: state.varianceConstriction + (beyond / hC) ** 2 };
}

/** The most probable state given the blow, by Gauss-Newton steps from the belief before it: the relation bends too much for one. */
function updateByBlow(prior: TraitState, measure: AirflowMeasure, fraction: number): TraitState {
  let at = prior;
  for (let round = 0; round < BLOW_ROUNDS; round++) {
    const expected = airflowAtState(measure, at.constriction, at.inflammation);
    const { perConstriction: hC, perInflammation: hI } = expected;
    const innovation =
      fraction -
      expected.fraction -
      hC * (prior.constriction - at.constriction) -
      hI * (prior.inflammation - at.inflammation);
    at = update(prior, innovation, hC, hI, BLOW_SD[measure]);
  }
  return at;
}

/** The belief after someone reached for a reliever: airways felt tight. Weak evidence. */
export function seeRelieverUse(traits: TraitState): TraitState {
  return update(traits, 0.45 - traits.constriction, 1, 0, 0.3);
}

/** The belief after a diary day. Weak evidence on both traits. */
export function seeSymptoms(traits: TraitState, day: SymptomsDay): TraitState {
  let next = traits;
  if (day.nightWaking !== null) {
    next = update(next, (day.nightWaking ? 0.65 : 0.3) - next.inflammation, 0, 1, day.nightWaking ? 0.25 : 0.35);
  }
  if (day.daySymptoms !== null) {
    next = update(next, (day.daySymptoms ? 0.4 : 0.15) - next.constriction, 1, 0, 0.3);
  }
  return next;
}

function predictedVariance(state: TraitState, hC: number, hI: number): number {
  const { varianceConstriction: vc, varianceInflammation: vi, covariance: cov } = state;
  return hC * hC * vc + 2 * hC * hI * cov + hI * hI * vi;
}

function update(state: TraitState, innovation: number, hC: number, hI: number, sd: number): TraitState {
  const { varianceConstriction: vc, varianceInflammation: vi, covariance: cov } = state;
  const s = predictedVariance(state, hC, hI) + sd * sd;
  const gainC = (vc * hC + cov * hI) / s;
  const gainI = (cov * hC + vi * hI) / s;
  return {
    ...state,
    constriction: clamp(state.constriction + gainC * innovation),
    inflammation: clamp(state.inflammation + gainI * innovation),
    varianceConstriction: vc - gainC * gainC * s,
    varianceInflammation: vi - gainI * gainI * s,
    covariance: cov - gainC * gainI * s,
  };
}

/** A trait as an 80 % band, scaled by what is left of it (a reliever takes part of the constriction away). */
export function traitBand(mean: number, variance: number, scale = 1): TraitBand {
  const half = EIGHTY_PERCENT * Math.sqrt(variance);
  const low = clamp(mean - half);
  const high = clamp(mean + half);
  return { low: low * scale, mid: mean * scale, high: high * scale, known: (high - low) * scale <= WIDEST_KNOWN_BAND };
}

/** Actuations closer than this are one use. */
export const ONE_USE_MS = 20 * MS_PER_MINUTE;

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
