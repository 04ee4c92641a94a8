import type { SymptomsDay } from '../measurement/observation.js';
import { airflowAt } from '../mechanics/airflow-lookup.js';
import type { AirflowMeasure, AirflowTable } from '../mechanics/airflow-measures.js';
import type { PatientProfile } from '../patient/profile.js';
import { localHour } from '../time/calendar.js';
import {
  blank,
  copied,
  independent,
  merged,
  pack,
  settle,
  spreadInto,
  spreadOf,
  unpack,
  update,
  updateAlong,
  updateByEvent,
  type Belief,
} from './belief.js';
import { driftBelief, heldToShare, type TraitDrive } from './drift.js';
import { EIGHTY_PERCENT, cutNormalQuantile, normalDensity } from './normal.js';
import type { TraitState } from './state.js';
import {
  CONTROLLER_EFFECT,
  FAST_SHARE,
  PRIOR,
  RESTING_TONE,
  SLOW_SHARE,
  STATIONARY_SD,
  TONE_PER_INFLAMMATION,
  TRAIT,
  TRAIT_COUNT,
  TROUGH_HOUR,
  USUAL_RESPONSE,
} from './trait-model.js';
import type { Band, TraitBand } from './view.js';

/**
 * The estimator: an extended Kalman filter on constriction, fast and slow inflammation, virus, reliever response, scale and rhythm
 * (`TRAIT`). Its observation model is the patient's own table of the mechanical airway model. Between observations `drift.ts` carries it
 * forward. Same observations, same state, bit for bit.
 */

/** A band wider than this says nothing that one could act on (physiology reference 2.7). */
export const WIDEST_KNOWN_BAND = 0.4;
/** Before anything is known of the doses taken, this share is supposed. */
const SUPPOSED_EXPOSURE = 0.5;

/** Memory to work in, used again by each function here that takes traits and gives plain data: none of them calls another. */
const working = blank(TRAIT_COUNT);
const slope = new Float64Array(TRAIT_COUNT);
const cross = new Float64Array(TRAIT_COUNT);

/** The measures of a blow that the estimator reads. Spirometer: FEV1; peak-flow meter: PEF. */
export type BlowMeasure = Extract<AirflowMeasure, 'fev1' | 'pef'>;
const LEVEL: Record<BlowMeasure, number> = { fev1: TRAIT.scale, pef: TRAIT.meter };

/** Belief before anything was measured: what is known of people of that size under that treatment. */
export function priorTraits(atMs: number, profile: PatientProfile, airways: AirflowTable): TraitState {
  const { untreated, scale, meter } = PRIOR;
  const inflammation = untreated.mean * (1 - CONTROLLER_EFFECT * SUPPOSED_EXPOSURE);
  const inflammationSd = untreated.sd * (1 - CONTROLLER_EFFECT * SUPPOSED_EXPOSURE);
  const tone = RESTING_TONE + TONE_PER_INFLAMMATION * inflammation;
  const declared = profile.declaredBestPefLitresPerMinute;
  const healthyPef = airways.healthy.pef * 60;
  const mean = new Array<number>(TRAIT_COUNT).fill(0);
  const sd = new Array<number>(TRAIT_COUNT).fill(0);
  const set = (at: number, value: number, spread: number) => {
    mean[at] = value;
    sd[at] = spread;
  };
  set(TRAIT.tone, tone, Math.hypot(STATIONARY_SD.tone, 0.06));
  set(TRAIT.fast, inflammation, Math.hypot(STATIONARY_SD.fast, inflammationSd));
  set(TRAIT.slow, inflammation, Math.hypot(STATIONARY_SD.slow, inflammationSd));
  set(TRAIT.virus, PRIOR.virus.mean, PRIOR.virus.sd);
  set(TRAIT.response, USUAL_RESPONSE, STATIONARY_SD.response);
  set(TRAIT.untreated, untreated.mean, untreated.sd);
  set(TRAIT.scale, 0, profile.declaredBestFev1Litres === null ? scale.predictedSd : scale.calibratedSd);
  // A personal best is blown on a good day, not with perfect airways: a few per cent below what they could.
  if (declared !== null) set(TRAIT.meter, Math.log(declared / healthyPef) + 0.04, meter.declaredSd);
  else set(TRAIT.meter, meter.mean, meter.sd);
  set(TRAIT.cosine, PRIOR.cosine.mean, PRIOR.cosine.sd);
  set(TRAIT.sine, PRIOR.sine.mean, PRIOR.sine.sd);
  set(TRAIT.air, PRIOR.air.mean, PRIOR.air.sd);
  set(TRAIT.pollen, PRIOR.pollen.mean, PRIOR.pollen.sd);
  set(TRAIT.use, PRIOR.use.mean, PRIOR.use.sd);
  return { atMs, ...pack(independent(mean, sd)) };
}

/** When and under which reliever effect (`relieverEffect`, 0…1) something is asked of the belief. */
export interface Moment {
  readonly atMs: number;
  readonly timeZone: string;
  readonly effect: number;
}

interface ShownAirway {
  readonly constriction: number;
  readonly inflammation: number;
  /** Derivatives of the constriction as it is, reliever included: `slope`, until the next is asked for. */
  readonly perState: Float64Array;
}

/** The reliever never takes away more than this of the constriction, however well it works. */
const MOST_TAKEN_AWAY = 0.95;

/** C reliever included and I at the mean of a belief. */
function shownAirway(mean: Float64Array, { atMs, timeZone, effect }: Moment): ShownAirway {
  const angle = ((localHour(atMs, timeZone) - TROUGH_HOUR) * 2 * Math.PI) / 24;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const unmasked = mean[TRAIT.tone]! + mean[TRAIT.cosine]! * cos + mean[TRAIT.sine]! * sin;
  const response = mean[TRAIT.response]!;
  const taken = Math.min(MOST_TAKEN_AWAY, Math.max(0, effect * response));
  const perState = slope;
  for (let i = 0; i < TRAIT_COUNT; i++) perState[i] = 0;
  perState[TRAIT.tone] = 1 - taken;
  perState[TRAIT.cosine] = (1 - taken) * cos;
  perState[TRAIT.sine] = (1 - taken) * sin;
  if (effect > 0) perState[TRAIT.response] = -effect * unmasked;
  return {
    constriction: unmasked * (1 - taken),
    inflammation: FAST_SHARE * mean[TRAIT.fast]! + SLOW_SHARE * mean[TRAIT.slow]!,
    perState,
  };
}

/** The natural logarithm of what a blow would show, and its derivatives by the state. FEV1 in L, PEF in L/s. */
function expectedBlow(
  mean: Float64Array,
  measure: BlowMeasure,
  moment: Moment,
  airways: AirflowTable,
): { value: number; gradient: Float64Array } {
  const shown = shownAirway(mean, moment);
  const { lnShare, perConstriction, perInflammation } = extended(airways, measure, shown);
  const gradient = shown.perState;
  for (let i = 0; i < TRAIT_COUNT; i++) gradient[i]! *= perConstriction;
  gradient[TRAIT.fast] = FAST_SHARE * perInflammation;
  gradient[TRAIT.slow] = SLOW_SHARE * perInflammation;
  gradient[LEVEL[measure]] = 1;
  return { value: Math.log(airways.healthy[measure]) + mean[LEVEL[measure]]! + lnShare, gradient };
}

/** The table holds 0…1; a Gaussian reaches a little beyond, where the edge is continued in a straight line. */
function extended(airways: AirflowTable, measure: BlowMeasure, { constriction, inflammation }: ShownAirway) {
  const c = heldToShare(constriction);
  const i = heldToShare(inflammation);
  const inside = airflowAt(airways, measure, c, i);
  return {
    lnShare: inside.lnShare + inside.perConstriction * (constriction - c) + inside.perInflammation * (inflammation - i),
    perConstriction: inside.perConstriction,
    perInflammation: inside.perInflammation,
  };
}

/** What a blow would show: mean and variance of its natural logarithm, effort and chance of the blow itself left out. */
export function expectedLnBlow(
  traits: TraitState,
  measure: BlowMeasure,
  moment: Moment,
  airways: AirflowTable,
): { mean: number; variance: number } {
  const belief = unpack(traits, working);
  const { value, gradient } = expectedBlow(belief.mean, measure, moment, airways);
  return { mean: value, variance: spreadInto(cross, belief, gradient) };
}

/**
 * How a session's best may have come about: as meant, by a weak effort (one-sided; blows that agree are seldom weak), because the airways
 * have changed at once, or because they have and the reliever did not help. The last two keep an attack from being read as a meter or an
 * effort that is off: sudden change of the tone and of the reliever's response, as standard deviations.
 */
const ORIGINS = [
  { probability: 0.94, bias: 0, spread: 1, tone: 0, response: 0 },
  { probability: 0.04, bias: -1.5, spread: 2.5, tone: 0, response: 0 },
  { probability: 0.03, bias: 0, spread: 1, tone: 0.4, response: 0 },
  { probability: 0.03, bias: 0, spread: 1, tone: 0.4, response: 0.5 },
] as const;
/**
 * Gauss-Newton steps where the airways have changed at once: the relation bends too much for one. Where they have not there is one only: the most
 * probable state leans from the mean to narrower airways in better lungs, and sessions by the hundred would add that up.
 */
const ROUNDS_FROM_A_CHANGE = 3;

/** Memory of `seeBlow`: where each way leads, and what it starts from. */
const WAYS = ORIGINS.map(() => blank(TRAIT_COUNT));
const startOfWay = blank(TRAIT_COUNT);

/** In so many hours a sudden change has its full chance; in minutes there is little time for one, and a pair of sessions about a reliever says more. */
const CHANGE_HOURS = 12;
const LEAST_CHANCE_OF_CHANGE = 0.05;

/** Share of its full chance that a sudden change has had since the session before; `null`: there was none. */
export function chanceOfChange(hoursSinceSession: number | null): number {
  if (hoursSinceSession === null) return 1;
  return Math.min(1, Math.max(LEAST_CHANCE_OF_CHANGE, hoursSinceSession / CHANGE_HOURS));
}

/**
 * The belief after a session whose blows agree. `lnValue`: natural logarithm of its best (FEV1 in L, PEF in L/s); `noiseSd`: how much this
 * person's sessions vary for no reason of the airways, as a share; `chance`: see `chanceOfChange`. A blow after a reliever tells of the constriction that the reliever
 * left, and of how well it works.
 */
export function seeBlow(
  traits: TraitState,
  measure: BlowMeasure,
  lnValue: number,
  noiseSd: number,
  moment: Moment,
  airways: AirflowTable,
  chance = 1,
): TraitState {
  const prior = unpack(traits, working);
  const parts = ORIGINS.map(({ probability, bias, spread, tone, response }, way) => {
    const start = copied(prior, startOfWay);
    start.covariance[TRAIT.tone * TRAIT_COUNT + TRAIT.tone]! += tone * tone;
    start.covariance[TRAIT.response * TRAIT_COUNT + TRAIT.response]! += response * response;
    const noise = (noiseSd * spread) ** 2;
    const changed = WAYS[way]!;
    changed.mean.set(start.mean);
    changed.mean[TRAIT.tone]! += tone;
    changed.mean[TRAIT.response]! -= response;
    const rounds = tone > 0 ? ROUNDS_FROM_A_CHANGE : 1;
    const seen = lnValue - bias * noiseSd;
    const { density, belief } = mostProbable(start, changed, seen, noise, measure, moment, airways, rounds);
    return { weight: probability * (tone > 0 ? chance : 1) * density, belief };
  });
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) return traits;
  const shares = parts.map(({ weight, belief }) => ({ weight: weight / total, belief }));
  const mixed = merged(shares, startOfWay);
  return { ...traits, ...pack(mixed) };
}

/**
 * The belief given the blow, by Gauss-Newton steps, in the memory of `at`. They begin at the mean of `at`, where the way in which the blow is
 * supposed to have come about leads, for at the belief before it a working reliever hides what a change would show. `density`: how likely
 * the blow was, by the last step (Laplace).
 */
function mostProbable(
  prior: Belief,
  at: Belief,
  lnValue: number,
  noise: number,
  measure: BlowMeasure,
  moment: Moment,
  airways: AirflowTable,
  rounds: number,
): { belief: Belief; density: number } {
  let density = 0;
  for (let round = 0; round < rounds; round++) {
    const { value, gradient } = expectedBlow(at.mean, measure, moment, airways);
    let innovation = lnValue - value;
    for (let i = 0; i < TRAIT_COUNT; i++) innovation -= gradient[i]! * (prior.mean[i]! - at.mean[i]!);
    const variance = spreadInto(cross, prior, gradient);
    // Only where the steps end does anybody ask for the covariance.
    if (round < rounds - 1) {
      for (let i = 0; i < TRAIT_COUNT; i++) at.mean[i] = prior.mean[i]! + (cross[i]! / (variance + noise)) * innovation;
      continue;
    }
    density = normalDensity(innovation, Math.sqrt(variance + noise));
    updateAlong(copied(prior, at), cross, variance, innovation, noise);
  }
  return { belief: at, density };
}

/** ln of the uses a day per unit of C and of I beyond the patient's habit. Design choice. */
const USE_PER_CONSTRICTION = 5;
const USE_PER_INFLAMMATION = 1;
/** Of both, what is counted is discounted: reaching for the inhaler comes in clusters. */
const USE_COUNTS = 0.5;
/** However sure the model is, no more uses a day are expected. */
const MOST_USES_PER_DAY = 12;

/**
 * The belief after a time in which the reliever's sensor was watched, and `uses` (0 or 1) at its end: airways that feel tight are reached
 * for more often, and a quiet time speaks for open ones. Each patient has a habit of their own (`TRAIT.use`).
 */
export function seeRelieverUse(traits: TraitState, uses: 0 | 1, watchedDays: number, moment: Moment): TraitState {
  const belief = unpack(traits, working);
  seeUse(belief, uses, watchedDays, moment);
  return { atMs: traits.atMs, ...pack(belief) };
}

/** As `driftTraits` to that moment, and `seeRelieverUse` there of a time without any. */
export function driftUnused(traits: TraitState, drive: TraitDrive, watchedDays: number, moment: Moment): TraitState {
  const belief = unpack(traits, working);
  driftBelief(belief, traits.atMs, moment.atMs, drive);
  settle(belief);
  seeUse(belief, 0, watchedDays, moment);
  return { atMs: moment.atMs, ...pack(belief) };
}

function seeUse(belief: Belief, uses: 0 | 1, watchedDays: number, moment: Moment): void {
  const { constriction, inflammation, perState } = shownAirway(belief.mean, moment);
  const predictor =
    belief.mean[TRAIT.use]! +
    USE_PER_CONSTRICTION * heldToShare(constriction) +
    USE_PER_INFLAMMATION * heldToShare(inflammation);
  for (let i = 0; i < TRAIT_COUNT; i++) perState[i]! *= USE_PER_CONSTRICTION;
  perState[TRAIT.fast] = USE_PER_INFLAMMATION * FAST_SHARE;
  perState[TRAIT.slow] = USE_PER_INFLAMMATION * SLOW_SHARE;
  perState[TRAIT.use] = 1;
  const expected = Math.min(MOST_USES_PER_DAY, Math.exp(predictor)) * watchedDays;
  updateByEvent(belief, perState, USE_COUNTS * (uses - expected), USE_COUNTS * expected, cross);
}

/** A diary answer as a logistic function of C and I: `rest` at none of both. Design choice, weighed down because answers of one person cling together. */
const SYMPTOM = {
  nightWaking: { rest: -3.5, perConstriction: 5, perInflammation: 3 },
  daySymptoms: { rest: -2.5, perConstriction: 5, perInflammation: 2 },
} as const;
const SYMPTOM_COUNTS = 0.4;

/** A cold that the diary names: the strength it stands for, how sure that is, and how suddenly colds begin. */
const NAMED_COLD = { strength: 0.7, sd: 0.25, onset: 0.3 };

/** The belief after a diary day: night waking and day symptoms on C and I, a named cold on the virus. Weak evidence. */
export function seeSymptoms(traits: TraitState, day: SymptomsDay, moment: Moment): TraitState {
  const belief = unpack(traits, working);
  for (const question of ['nightWaking', 'daySymptoms'] as const) {
    const answer = day[question];
    if (answer === null) continue;
    const { rest, perConstriction, perInflammation } = SYMPTOM[question];
    const { constriction, inflammation, perState } = shownAirway(belief.mean, { ...moment, effect: 0 });
    const predictor = rest + perConstriction * heldToShare(constriction) + perInflammation * heldToShare(inflammation);
    const probability = 1 / (1 + Math.exp(-predictor));
    for (let i = 0; i < TRAIT_COUNT; i++) perState[i]! *= perConstriction;
    perState[TRAIT.fast] = perInflammation * FAST_SHARE;
    perState[TRAIT.slow] = perInflammation * SLOW_SHARE;
    updateByEvent(
      belief,
      perState,
      SYMPTOM_COUNTS * ((answer ? 1 : 0) - probability),
      SYMPTOM_COUNTS * probability * (1 - probability),
      cross,
    );
  }
  if (day.triggers.includes('cold')) {
    const gradient = new Float64Array(TRAIT_COUNT);
    gradient[TRAIT.virus] = 1;
    belief.covariance[TRAIT.virus * TRAIT_COUNT + TRAIT.virus]! += NAMED_COLD.onset ** 2;
    update(belief, gradient, NAMED_COLD.strength - belief.mean[TRAIT.virus]!, NAMED_COLD.sd ** 2);
  }
  return { ...traits, ...pack(belief) };
}

/** A trait as an 80 % band within 0…1. */
export function traitBand(mean: number, variance: number): TraitBand {
  const sd = Math.sqrt(Math.max(0, variance));
  const low = cutNormalQuantile(mean, sd, 0.1, 0, 1);
  const high = cutNormalQuantile(mean, sd, 0.9, 0, 1);
  return { low, mid: cutNormalQuantile(mean, sd, 0.5, 0, 1), high, known: high - low <= WIDEST_KNOWN_BAND };
}

/** The constriction at that moment, reliever included, as an 80 % band. How well puffs work is itself not sure and widens it. */
export function shownConstriction(traits: TraitState, moment: Moment): TraitBand {
  const belief = unpack(traits, working);
  const { constriction, perState } = shownAirway(belief.mean, moment);
  return traitBand(constriction, spreadInto(cross, belief, perState));
}

/** Inflammation as an 80 % band. */
export function shownInflammation(traits: TraitState): TraitBand {
  const belief = unpack(traits, working);
  const gradient = slope.fill(0);
  gradient[TRAIT.fast] = FAST_SHARE;
  gradient[TRAIT.slow] = SLOW_SHARE;
  const mean = FAST_SHARE * belief.mean[TRAIT.fast]! + SLOW_SHARE * belief.mean[TRAIT.slow]!;
  return traitBand(mean, spreadInto(cross, belief, gradient));
}

/** FEV1 of the open airways over that of the table, as an 80 % band. */
export function shownScale(traits: TraitState): Band {
  const { mean, covariance } = unpack(traits, working);
  const half = EIGHTY_PERCENT * Math.sqrt(covariance[TRAIT.scale * TRAIT_COUNT + TRAIT.scale]!);
  const ln = mean[TRAIT.scale]!;
  return { low: Math.exp(ln - half), mid: Math.exp(ln), high: Math.exp(ln + half) };
}

/** How much of its usual effect a reliever has now, 0…1. */
export function relieverResponse(traits: TraitState): number {
  return heldToShare(traits.mean[TRAIT.response]!);
}

/** Correlation of the beliefs about C (relaxed from reliever) and I, −1…1. */
export function traitCorrelation(traits: TraitState): number {
  const belief = unpack(traits);
  const gradient = new Float64Array(TRAIT_COUNT);
  gradient[TRAIT.fast] = FAST_SHARE;
  gradient[TRAIT.slow] = SLOW_SHARE;
  const { cross, variance } = spreadOf(belief, gradient);
  return cross[TRAIT.tone]! / Math.sqrt(variance * belief.covariance[TRAIT.tone * TRAIT_COUNT + TRAIT.tone]!);
}
