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

/** Standard deviation of one session's best, as a share of personal best (Thorax 44:474 within-occasion CV, and effort). */
const BLOW_SD: Record<AirflowMeasure, number> = { fev1: 0.06, pef: 0.09 };
/** Beyond this many standard deviations below what was expected a blow counts for less: bad effort only lowers. */
const ROBUST_SD = 2;

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
  };
}

/** The belief after a session of agreeing blows whose best was that share of personal best, under the reliever effect of the moment. */
export function seeBlow(
  traits: TraitState,
  measure: AirflowMeasure,
  fraction: number,
  relieverEffect: number,
): TraitState {
  const masked = 1 - relieverEffect;
  const expected = airflowAtState(measure, traits.constriction * masked, traits.inflammation);
  return update(
    traits,
    fraction - expected.fraction,
    expected.perConstriction * masked,
    expected.perInflammation,
    BLOW_SD[measure],
  );
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

function update(state: TraitState, innovation: number, hC: number, hI: number, sd: number): TraitState {
  const { varianceConstriction: vc, varianceInflammation: vi, covariance: cov } = state;
  const predicted = hC * hC * vc + 2 * hC * hI * cov + hI * hI * vi;
  const total = Math.sqrt(predicted + sd * sd);
  const far = innovation < -ROBUST_SD * total ? (innovation / (ROBUST_SD * total)) ** 2 : 1;
  const s = predicted + sd * sd * far;
  const gainC = (vc * hC + cov * hI) / s;
  const gainI = (cov * hC + vi * hI) / s;
  return {
    atMs: state.atMs,
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
  return { low: low * scale, mid: mean * scale, high: high * scale, known: high - low <= WIDEST_KNOWN_BAND };
}

/** Actuations closer than this are one use. */
export const ONE_USE_MS = 20 * MS_PER_MINUTE;

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
