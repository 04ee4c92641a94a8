import { MS_PER_MINUTE } from '../time/calendar.js';
import type { SymptomsDay } from '../measurement/observation.js';
import { airflowAtState, type AirflowMeasure } from './airflow.js';
import { STATIONARY_SD, heldToShare } from './drift.js';
import type { TraitState } from './state.js';
import type { TraitBand } from './view.js';

/**
 * An extended Kalman filter on (C, I). Between observations both drift to where exposure to the controller, a cold and pollen let them
 * go; blows, reliever use and diary pull them. The constants are design choices within the published time courses (Mehta 2009, Reddel
 * 1999; physiology reference 2.6, 2.7); they are the seam that the mechanical airway model takes over.
 */

/** How far the reliever's effect may be from what is expected, as a share of it. */
const RESPONSE_SD = 0.4;

/** Standard deviation of one session's best, as a share of personal best (Thorax 44:474 within-occasion CV, and effort). */
const BLOW_SD: Record<AirflowMeasure, number> = { fev1: 0.06, pef: 0.09 };
/** Blows this many standard deviations from what was expected still pass as chance. */
const SURPRISE_SD = 2;
const BLOW_ROUNDS = 4;

/** A band wider than this says nothing that one could act on. */
export const WIDEST_KNOWN_BAND = 0.4;
/** Quantile of the standard normal that leaves 10 % on each side. */
const EIGHTY_PERCENT = 1.2815515655446004;

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
    seenEffect: 0,
  };
}

/** From this inflammation on a reliever does less, down to half at the second. Design choice on Reddel et al. 1999: half in an exacerbation. */
const BLUNTED_FROM_INFLAMMATION = 0.4;
const BLUNTED_FULLY_AT_INFLAMMATION = 0.8;
const BLUNTED_RESPONSE = 0.5;

function responseWhenInflamed(inflammation: number): number {
  const share =
    (inflammation - BLUNTED_FROM_INFLAMMATION) / (BLUNTED_FULLY_AT_INFLAMMATION - BLUNTED_FROM_INFLAMMATION);
  return 1 - (1 - BLUNTED_RESPONSE) * heldToShare(share);
}

/** How much of its usual effect a reliever has now, 0…1: less in inflamed airways, and as little as blows after it have shown. */
export function relieverResponse(traits: TraitState): number {
  return traits.relieverResponse * responseWhenInflamed(traits.inflammation);
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
  const effect = expectedEffect * relieverResponse(traits);
  const open = 1 - effect;
  const { constriction, variance } = underReliever(traits, effect);
  const shown: TraitState = {
    ...traits,
    constriction,
    varianceConstriction: variance,
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
      seenEffect: effect,
    };
  }
  const stillOpen = seen.constriction;
  return {
    ...seen,
    constriction: 1,
    varianceConstriction: seen.varianceConstriction / (stillOpen * stillOpen),
    covariance: seen.covariance / stillOpen,
    relieverResponse: heldToShare((1 - stillOpen) / (expectedEffect * responseWhenInflamed(traits.inflammation))),
    seenEffect: 1 - stillOpen,
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
    constriction: heldToShare(state.constriction + gainC * innovation),
    inflammation: heldToShare(state.inflammation + gainI * innovation),
    varianceConstriction: vc - gainC * gainC * s,
    varianceInflammation: vi - gainI * gainI * s,
    covariance: cov - gainC * gainI * s,
  };
}

/** A trait as an 80 % band. */
export function traitBand(mean: number, variance: number): TraitBand {
  const half = EIGHTY_PERCENT * Math.sqrt(variance);
  const low = heldToShare(mean - half);
  const high = heldToShare(mean + half);
  return { low, mid: mean, high, known: high - low <= WIDEST_KNOWN_BAND };
}

/** Belief about the constriction under a reliever, as mean and variance: how well the puffs work is itself not sure. */
function underReliever(traits: TraitState, effect: number): { constriction: number; variance: number } {
  const open = 1 - effect;
  return {
    constriction: traits.constriction * open,
    variance:
      traits.varianceConstriction * open * open +
      (RESPONSE_SD * (effect - traits.seenEffect) * traits.constriction) ** 2,
  };
}

/**
 * The constriction as it is now, reliever included, as an 80 % band. Puffs alone never make it sure: until a blow has shown what they did,
 * the band holds the doubt about their effect.
 */
export function shownConstriction(traits: TraitState, effect: number): TraitBand {
  const { constriction, variance } = underReliever(traits, effect);
  return traitBand(constriction, variance);
}

/** Actuations closer than this are one use. */
export const ONE_USE_MS = 20 * MS_PER_MINUTE;
