import { MS_PER_DAY } from '../time/calendar.js';
import { EXPOSURE_TIME_CONSTANT_DAYS } from './medication.js';
import type { TraitState } from './state.js';

/**
 * Between observations the two traits drift to where exposure to the controller, a cold, pollen and dirty air let them go. The constants
 * are design choices within the published time courses (Mehta 2009, Reddel 1999; physiology reference 2.6, 2.7).
 */
const CONSTRICTION_TIME_CONSTANT_DAYS = 1.5;
const INFLAMMATION_TIME_CONSTANT_DAYS = 6;
const UNTREATED_INFLAMMATION = 0.6;
/** Share of the untreated inflammation that a fully taken controller removes. */
const CONTROLLER_EFFECT = 0.7;
const COLD_ADDS = 0.2;
const HIGH_POLLEN_ADDS = 0.04;
const PM25_ADDS_PER_10 = 0.01;
const RESTING_CONSTRICTION = 0.05;
/** Inflamed airways are twitchy: this much constriction rests on each unit of inflammation. */
const CONSTRICTION_PER_INFLAMMATION = 0.35;
/** More than the prescribed exposure to the controller gives no more. */
const MOST_EXPOSURE = 1.2;
/** A reliever that did little in an attack (Reddel et al. 1999: impaired beta-2 response in viral exacerbations) does again within days. */
const RESPONSE_RECOVERS_DAYS = 3;
export const STATIONARY_SD = { constriction: 0.17, inflammation: 0.18 };

/** What drives the drift: each drive with the instant at which it ends, so that a long drift is the same as many short ones. */
export interface TraitDrive {
  /** Exposure to the controller at an instant, 1 = as prescribed. */
  readonly controllerExposure: (atMs: number) => number;
  /** Whether that wanes, with `EXPOSURE_TIME_CONSTANT_DAYS`, or holds (a prior, while no dose has been seen). */
  readonly exposureWanes: boolean;
  readonly coldUntilMs: number;
  readonly highPollenUntilMs: number;
  readonly pm25MicrogramsPerM3: number;
  readonly pm25UntilMs: number;
}

/** The belief carried forward to a later instant: means drift, bands widen to what is not known. */
export function driftTraits(traits: TraitState, toMs: number, drive: TraitDrive): TraitState {
  const ends = [drive.coldUntilMs, drive.highPollenUntilMs, drive.pm25UntilMs, fullExposureUntilMs(traits.atMs, drive)];
  const stops = ends.filter((atMs) => atMs > traits.atMs && atMs < toMs).sort((a, b) => a - b);
  return [...stops, toMs].reduce((state, stopMs) => (stopMs > state.atMs ? step(state, stopMs, drive) : state), traits);
}

/** Until when the exposure is above what counts. */
function fullExposureUntilMs(fromMs: number, { controllerExposure, exposureWanes }: TraitDrive): number {
  const exposure = controllerExposure(fromMs);
  if (!exposureWanes || exposure <= MOST_EXPOSURE) return fromMs;
  return fromMs + Math.log(exposure / MOST_EXPOSURE) * EXPOSURE_TIME_CONSTANT_DAYS * MS_PER_DAY;
}

/** Rates per day: of constriction, of inflammation, of the waning exposure. All differ, as the closed form needs. */
const RATE_C = 1 / CONSTRICTION_TIME_CONSTANT_DAYS;
const RATE_I = 1 / INFLAMMATION_TIME_CONSTANT_DAYS;
const RATE_E = 1 / EXPOSURE_TIME_CONSTANT_DAYS;
/** How much of a deviation of inflammation goes over to constriction, as the difference of two decays. */
const COUPLING = (RATE_C * CONSTRICTION_PER_INFLAMMATION) / (RATE_C - RATE_I);

/**
 * The drift over a time in which no drive ends, in closed form, so that it does not matter into how many steps a time is cut:
 * dI/dt = (target − I)/τI with target = base − relief·exposure, dC/dt = (rest + k·I − C)/τC, and the covariance of the same linear system
 * under white noise that alone would hold each trait at its stationary spread.
 */
function step(state: TraitState, toMs: number, drive: TraitDrive): TraitState {
  const days = (toMs - state.atMs) / MS_PER_DAY;
  const middleMs = (state.atMs + toMs) / 2;
  const keepC = Math.exp(-days * RATE_C);
  const keepI = Math.exp(-days * RATE_I);
  const isFull = drive.controllerExposure(middleMs) >= MOST_EXPOSURE;
  const exposure = isFull ? MOST_EXPOSURE : drive.controllerExposure(state.atMs);
  const wanes = drive.exposureWanes && !isFull;
  const relief = UNTREATED_INFLAMMATION * CONTROLLER_EFFECT * exposure;
  const base = targetOf(drive, middleMs) - (wanes ? 0 : relief);

  // I = base + waning·e^(−t/τE) + own·e^(−t/τI)
  const waning = wanes ? (-RATE_I * relief) / (RATE_I - RATE_E) : 0;
  const own = state.inflammation - base - waning;
  const keepE = Math.exp(-days * RATE_E);
  const inflammation = base + waning * keepE + own * keepI;
  const restC = RESTING_CONSTRICTION + CONSTRICTION_PER_INFLAMMATION * base;
  const waningC = (RATE_C * CONSTRICTION_PER_INFLAMMATION * waning) / (RATE_C - RATE_E);
  const ownC = COUPLING * own;
  const constriction = restC + waningC * keepE + ownC * keepI + (state.constriction - restC - waningC - ownC) * keepC;

  return {
    atMs: toMs,
    constriction: heldToShare(constriction),
    inflammation: heldToShare(inflammation),
    ...driftSpread(state, days),
    seenEffect: state.seenEffect,
    relieverResponse: 1 - (1 - state.relieverResponse) * Math.exp(-days / RESPONSE_RECOVERS_DAYS),
  };
}

/** Where inflammation would go without a controller. */
function targetOf(drive: TraitDrive, atMs: number): number {
  return heldToShare(
    UNTREATED_INFLAMMATION +
      (atMs < drive.coldUntilMs ? COLD_ADDS : 0) +
      (atMs < drive.highPollenUntilMs ? HIGH_POLLEN_ADDS : 0) +
      (atMs < drive.pm25UntilMs ? (PM25_ADDS_PER_10 * drive.pm25MicrogramsPerM3) / 10 : 0),
  );
}

/** Covariance of (C, I) after so many days: what is left of it, and what the noise has added. */
function driftSpread(
  { varianceConstriction: vc, varianceInflammation: vi, covariance: cov }: TraitState,
  days: number,
): Pick<TraitState, 'varianceConstriction' | 'varianceInflammation' | 'covariance'> {
  const keepC = Math.exp(-days * RATE_C);
  const keepI = Math.exp(-days * RATE_I);
  const pull = COUPLING * (keepI - keepC);
  const noiseI = 2 * RATE_I * STATIONARY_SD.inflammation ** 2;
  const twiceI = (1 - keepI * keepI) / (2 * RATE_I);
  const twiceC = (1 - keepC * keepC) / (2 * RATE_C);
  const both = (1 - keepI * keepC) / (RATE_I + RATE_C);
  return {
    varianceConstriction:
      keepC * keepC * vc +
      2 * keepC * pull * cov +
      pull * pull * vi +
      STATIONARY_SD.constriction ** 2 * (1 - keepC * keepC) +
      noiseI * COUPLING ** 2 * (twiceI - 2 * both + twiceC),
    varianceInflammation: keepI * keepI * vi + noiseI * twiceI,
    covariance: keepI * (keepC * cov + pull * vi) + noiseI * COUPLING * (twiceI - both),
  };
}

/** The value, held between 0 and 1. */
export function heldToShare(value: number): number {
  return Math.min(1, Math.max(0, value));
}
