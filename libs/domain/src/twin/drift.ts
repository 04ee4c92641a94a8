import { MS_PER_DAY, MS_PER_HOUR } from '../time/calendar.js';
import { mapRows, pack, unpack, type Belief, type MappedRow } from './belief.js';
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

/** The belief carried forward to a later instant: means go where the drives let them, bands widen to what is not known. */
export function driftTraits(traits: TraitState, toMs: number, drive: TraitDrive): TraitState {
  if (toMs <= traits.atMs) return traits;
  const belief = unpack(traits);
  driftBelief(belief, traits.atMs, toMs, drive);
  return { ...traits, atMs: toMs, ...pack(belief) };
}

/** As `driftTraits`, on a belief in working form, which it changes. */
export function driftBelief(belief: Belief, fromMs: number, toMs: number, drive: TraitDrive): void {
  const ends = [drive.oralSteroidUntilMs, drive.pollenUntilMs, drive.airUntilMs];
  const stops = ends.filter((atMs) => atMs > fromMs && atMs < toMs).sort((a, b) => a - b);
  let atMs = fromMs;
  for (const stopMs of [...stops, toMs]) {
    while (atMs < stopMs) {
      const stepMs = Math.max(SHORT_STEP_MS, (atMs - fromMs) * STEP_SHARE);
      const nextMs = Math.min(stopMs, atMs + stepMs);
      mapRows(belief, stepRows((nextMs - atMs) / MS_PER_DAY, (atMs + nextMs) / 2, drive));
      atMs = nextMs;
    }
  }
}

/**
 * One step: every part relaxes to its target, the others held. dC/dt = (rest + k·I + virus + air + pollen − C)/τ and likewise for the two
 * parts of I, whose target is the untreated inflammation less what the controller takes away.
 */
function stepRows(days: number, middleMs: number, drive: TraitDrive): MappedRow[] {
  const onSteroid = middleMs < drive.oralSteroidUntilMs;
  const keep = (tauDays: number) => Math.exp(-days / tauDays);
  const tone = keep(TIME_CONSTANT_DAYS.tone);
  const fast = keep(onSteroid ? TIME_CONSTANT_DAYS.oralSteroid : TIME_CONSTANT_DAYS.fast);
  const slow = keep(TIME_CONSTANT_DAYS.slow);
  const virus = keep(TIME_CONSTANT_DAYS.virus);
  const response = keep(TIME_CONSTANT_DAYS.response);
  const driven = onSteroid ? ORAL_STEROID_LEAVES : 1;
  const left = driven * (1 - CONTROLLER_EFFECT * drive.controllerExposure(middleMs));
  const air = middleMs < drive.airUntilMs ? drive.air : 0;
  const pollen = middleMs < drive.pollenUntilMs ? drive.pollen : 0;
  const noise = (kept: number, sd: number) => (1 - kept * kept) * sd * sd;
  const walk = (sd: number) => sd * sd * days;
  const { tone: C, fast: F, slow: S, virus: V } = TRAIT;
  return [
    {
      row: C,
      from: [C, F, S, V, TRAIT.air, TRAIT.pollen],
      weights: [
        tone,
        ...[TONE_PER_INFLAMMATION * FAST_SHARE, TONE_PER_INFLAMMATION * SLOW_SHARE, VIRUS_ON_TONE, air, pollen].map(
          (weight) => (1 - tone) * weight,
        ),
      ],
      plus: (1 - tone) * RESTING_TONE,
      noise: noise(tone, STATIONARY_SD.tone),
    },
    relaxing(F, fast, left, driven * VIRUS_ON_FAST, noise(fast, STATIONARY_SD.fast)),
    relaxing(S, slow, left, driven * VIRUS_ON_SLOW, noise(slow, STATIONARY_SD.slow)),
    {
      row: TRAIT.response,
      from: [TRAIT.response, V, F, S],
      weights: [
        response,
        ...[VIRUS_ON_RESPONSE, INFLAMMATION_ON_RESPONSE * FAST_SHARE, INFLAMMATION_ON_RESPONSE * SLOW_SHARE].map(
          (weight) => -(1 - response) * weight,
        ),
      ],
      plus: (1 - response) * USUAL_RESPONSE,
      noise: noise(response, STATIONARY_SD.response),
    },
    staying(V, virus, noise(virus, STATIONARY_SD.virus)),
    staying(TRAIT.untreated, 1, walk(WALK_SD.untreated)),
    staying(TRAIT.scale, 1, walk(WALK_SD.scale)),
    staying(TRAIT.meter, 1, walk(WALK_SD.meter)),
    staying(TRAIT.cosine, 1, walk(WALK_SD.rhythm)),
    staying(TRAIT.sine, 1, walk(WALK_SD.rhythm)),
    staying(TRAIT.use, 1, walk(WALK_SD.use)),
  ];
}

function relaxing(row: number, kept: number, untreated: number, virus: number, noise: number): MappedRow {
  return {
    row,
    from: [row, TRAIT.untreated, TRAIT.virus],
    weights: [kept, (1 - kept) * untreated, (1 - kept) * virus],
    plus: 0,
    noise,
  };
}

function staying(row: number, kept: number, noise: number): MappedRow {
  return { row, from: [row], weights: [kept], plus: 0, noise };
}

/** The value, held between 0 and 1. */
export function heldToShare(value: number): number {
  return Math.min(1, Math.max(0, value));
}
