import { MS_PER_DAY, MS_PER_HOUR } from '../time/calendar.js';
import { blank, mapRow, pack, unpack, widenRow, type Belief } from './belief.js';
import type { TraitState } from './state.js';
import {
  CONTROLLER_EFFECT,
  FAST_SHARE,
  INFLAMMATION_ON_RESPONSE,
  ORAL_STEROID_LEAVES,
  RESTING_TONE,
  SLOW_SHARE,
  STATIONARY_SD,
  TIME_CONSTANT_DAYS,
  TONE_PER_INFLAMMATION,
  TRAIT,
  TRAIT_COUNT,
  USUAL_RESPONSE,
  VIRUS_ON_FAST,
  VIRUS_ON_RESPONSE,
  VIRUS_ON_SLOW,
  VIRUS_ON_TONE,
  WALK_SD,
} from './trait-model.js';

/** What acts on the airways between observations. Each thing that ends says when, so that a step never reaches over its end. */
export interface TraitDrive {
  /** Exposure to the controller at an instant, 1 = as prescribed. */
  readonly controllerExposure: (atMs: number) => number;
  readonly oralSteroidUntilMs: number;
  /** 0 none … 1 very high. */
  readonly pollen: number;
  readonly pollenUntilMs: number;
  /** Air in units of 10 µg/m³ of PM2.5, other gases by their published weight against it. */
  readonly air: number;
  readonly airUntilMs: number;
}

/** Steps are this long, and later this share of the time that has passed since the last observation: by then little still moves. */
const SHORT_STEP_MS = 6 * MS_PER_HOUR;
const STEP_SHARE = 0.03;

/** Memory of `driftTraits` and of a step, used again by each: neither keeps anything in it. */
const working = blank(TRAIT_COUNT);
const mixed = new Float64Array(TRAIT_COUNT);
const weights = new Float64Array(6);

/** The belief carried forward to a later instant: means go where the drives let them, bands widen to what is not known. */
export function driftTraits(traits: TraitState, toMs: number, drive: TraitDrive): TraitState {
  if (toMs <= traits.atMs) return traits;
  const belief = unpack(traits, working);
  driftBelief(belief, traits.atMs, toMs, drive);
  return { atMs: toMs, ...pack(belief) };
}

/** As `driftTraits`, on a belief in working form, which it changes. */
export function driftBelief(belief: Belief, fromMs: number, toMs: number, drive: TraitDrive): void {
  let atMs = fromMs;
  while (atMs < toMs) {
    const stopMs = nextEnd(drive, atMs, toMs);
    while (atMs < stopMs) {
      const stepMs = Math.max(SHORT_STEP_MS, (atMs - fromMs) * STEP_SHARE);
      const nextMs = Math.min(stopMs, atMs + stepMs);
      step(belief, (nextMs - atMs) / MS_PER_DAY, (atMs + nextMs) / 2, drive);
      atMs = nextMs;
    }
  }
}

/** When the first of what acts on the airways ends after that instant; `toMs` when nothing ends before it. */
function nextEnd({ oralSteroidUntilMs, pollenUntilMs, airUntilMs }: TraitDrive, atMs: number, toMs: number): number {
  let next = toMs;
  if (oralSteroidUntilMs > atMs && oralSteroidUntilMs < next) next = oralSteroidUntilMs;
  if (pollenUntilMs > atMs && pollenUntilMs < next) next = pollenUntilMs;
  if (airUntilMs > atMs && airUntilMs < next) next = airUntilMs;
  return next;
}

const { tone: C, fast: F, slow: S, virus: V, response: R, untreated: U } = TRAIT;
/** What each part's target is made of, itself first. */
const TONE_FROM = [C, F, S, V, TRAIT.air, TRAIT.pollen];
const FAST_FROM = [F, U, V];
const SLOW_FROM = [S, U, V];
const RESPONSE_FROM = [R, V, F, S];
const VIRUS_FROM = [V];

/**
 * One step: every part relaxes to its target, the others held. dC/dt = (rest + k·I + virus + air + pollen − C)/τ and likewise for the two
 * parts of I, whose target is the untreated inflammation less what the controller takes away. Each row sees those before it moved on.
 */
function step(belief: Belief, days: number, middleMs: number, drive: TraitDrive): void {
  const onSteroid = middleMs < drive.oralSteroidUntilMs;
  const tone = Math.exp(-days / TIME_CONSTANT_DAYS.tone);
  const fast = Math.exp(-days / (onSteroid ? TIME_CONSTANT_DAYS.oralSteroid : TIME_CONSTANT_DAYS.fast));
  const slow = Math.exp(-days / TIME_CONSTANT_DAYS.slow);
  const virus = Math.exp(-days / TIME_CONSTANT_DAYS.virus);
  const response = Math.exp(-days / TIME_CONSTANT_DAYS.response);
  const driven = onSteroid ? ORAL_STEROID_LEAVES : 1;
  const left = driven * (1 - CONTROLLER_EFFECT * drive.controllerExposure(middleMs));
  const air = middleMs < drive.airUntilMs ? drive.air : 0;
  const pollen = middleMs < drive.pollenUntilMs ? drive.pollen : 0;

  weights[0] = tone;
  weights[1] = (1 - tone) * (TONE_PER_INFLAMMATION * FAST_SHARE);
  weights[2] = (1 - tone) * (TONE_PER_INFLAMMATION * SLOW_SHARE);
  weights[3] = (1 - tone) * VIRUS_ON_TONE;
  weights[4] = (1 - tone) * air;
  weights[5] = (1 - tone) * pollen;
  mapRow(belief, C, TONE_FROM, weights, (1 - tone) * RESTING_TONE, around(tone, STATIONARY_SD.tone), mixed);

  weights[0] = fast;
  weights[1] = (1 - fast) * left;
  weights[2] = (1 - fast) * (driven * VIRUS_ON_FAST);
  mapRow(belief, F, FAST_FROM, weights, 0, around(fast, STATIONARY_SD.fast), mixed);

  weights[0] = slow;
  weights[1] = (1 - slow) * left;
  weights[2] = (1 - slow) * (driven * VIRUS_ON_SLOW);
  mapRow(belief, S, SLOW_FROM, weights, 0, around(slow, STATIONARY_SD.slow), mixed);

  weights[0] = response;
  weights[1] = -(1 - response) * VIRUS_ON_RESPONSE;
  weights[2] = -(1 - response) * (INFLAMMATION_ON_RESPONSE * FAST_SHARE);
  weights[3] = -(1 - response) * (INFLAMMATION_ON_RESPONSE * SLOW_SHARE);
  mapRow(
    belief,
    R,
    RESPONSE_FROM,
    weights,
    (1 - response) * USUAL_RESPONSE,
    around(response, STATIONARY_SD.response),
    mixed,
  );

  weights[0] = virus;
  mapRow(belief, V, VIRUS_FROM, weights, 0, around(virus, STATIONARY_SD.virus), mixed);
  widenRow(belief, U, 0, walk(WALK_SD.untreated, days));
  widenRow(belief, TRAIT.scale, 0, walk(WALK_SD.scale, days));
  widenRow(belief, TRAIT.meter, 0, walk(WALK_SD.meter, days));
  widenRow(belief, TRAIT.cosine, 0, walk(WALK_SD.rhythm, days));
  widenRow(belief, TRAIT.sine, 0, walk(WALK_SD.rhythm, days));
  widenRow(belief, TRAIT.use, 0, walk(WALK_SD.use, days));
}

/** Noise that keeps a relaxing part as far around its target as it is in the long run. */
function around(kept: number, sd: number): number {
  return (1 - kept * kept) * sd * sd;
}

/** Noise of a random walk. */
function walk(sd: number, days: number): number {
  return sd * sd * days;
}

/** The value, held between 0 and 1. */
export function heldToShare(value: number): number {
  return Math.min(1, Math.max(0, value));
}
