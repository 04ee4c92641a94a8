import { MS_PER_DAY } from '../time/calendar.js';
import {
  blank,
  independent,
  packBillionths,
  spreadInto,
  unpackBillionths,
  type Belief,
  type BillionthsBelief,
} from './belief.js';
import { normalDensity, type NormalPart } from './normal.js';

/**
 * What the sessions of one person on one kind of meter are usually like, beside what the airways explain: a level, a slow swing, the hours
 * of the day, and above all how much they vary for no reason (home sessions do: 23 % of children's manoeuvres are not reproducible). It
 * gives a forecast its honest width, and the estimator its noise. It never moves C or I.
 *
 * A bank of linear Gaussian models that differ in noise, in how the sessions swing, and in whether they follow what the airways foretell
 * or only the sessions themselves; weighted by how well each has foretold the sessions so far, old ones fading.
 */
export interface SessionHabit {
  readonly atMs: number;
  /** What the airways foretold of the first session: where models that do not follow them start. */
  readonly anchor: number;
  /** One per model of the bank, in the order of `BANK`. */
  readonly members: readonly (BillionthsBelief & { readonly lnWeight: number })[];
}

/** Standard deviation of a session's best, as a share, that a model of the bank supposes for peak flow; FEV1 is steadier. */
const NOISE_SD = [0.03, 0.045, 0.06, 0.08, 0.11, 0.15];
const NOISE_OF_MEASURE = { pef: 1, fev1: 0.4 };
/** How sessions swing about their level for days: a little and briefly, or more and longer. */
const SWINGS = [
  { sd: 0.03, tauDays: 3 },
  { sd: 0.05, tauDays: 10 },
];
/** `swing`: place in `SWINGS`. */
const BANK = [true, false].flatMap((followsAirways) =>
  SWINGS.flatMap((_unused, swing) => NOISE_SD.map((noise) => ({ followsAirways, swing, noise }))),
);
/** Walk of the level per square root of a day. */
const LEVEL_WALK_SD = 0.002;

const PART = { level: 0, swing: 1, day: 2, half: 4 } as const;
const PART_COUNT = 6;
/** Memory that every model of the bank is worked in, one after the other. */
const working = blank(PART_COUNT);
const cross = new Float64Array(PART_COUNT);
/** Of each swing, what is left of it since the session before: worked out once for all models that share it. */
const keptOfSwing = new Float64Array(SWINGS.length);
/** Weight of each model, until it is asked for again. */
const shares = new Float64Array(BANK.length);

/** Level, swing, rhythm of 24 and of 12 hours. */
const PRIOR_SD = [0.1, 0.03, 0.03, 0.03, 0.02, 0.02];
/** Evidence about the noise fades by this factor with each session: people change how they blow. */
const FADING = 0.97;
/** As meant; a weak effort, one-sided; or a stray of the meter. In units of the noise. */
const EFFORTS = [
  { probability: 0.895, bias: 0, spread: 1 },
  { probability: 0.1, bias: -1.5, spread: 2.5 },
  { probability: 0.005, bias: 0, spread: 8 },
] as const;

export type HabitMeasure = keyof typeof NOISE_OF_MEASURE;

/** A person of whom no session has been seen; `anchor`: see `SessionHabit`. */
export function unknownHabit(atMs: number, anchor: number): SessionHabit {
  const start = packBillionths(independent(new Array<number>(PART_COUNT).fill(0), PRIOR_SD));
  return { atMs, anchor, members: BANK.map(() => ({ ...start, lnWeight: 0 })) };
}

/** What the airways alone foretell of a session: natural logarithm of its best, and the variance of that belief. */
export interface AirwayForecast {
  readonly mean: number;
  readonly variance: number;
}

/**
 * The distribution of the natural logarithm of the next session's best, as a mixture of normals; weights add up to one. `hour`: of the
 * patient's day.
 */
export function foretell(
  habit: SessionHabit,
  measure: HabitMeasure,
  airways: AirwayForecast,
  atMs: number,
  hour: number,
): NormalPart[] {
  weigh(habit);
  const seen = hourRow(hour);
  const alone = { mean: habit.anchor, variance: 0 };
  const days = fade(habit.atMs, atMs);
  return habit.members.flatMap((member, index) => {
    const belief = carried(member, index, days);
    const { mean, variance } = outlook(belief, seen, BANK[index]!.followsAirways ? airways : alone);
    const noise = noiseOf(index, measure);
    return EFFORTS.map(({ probability, bias, spread }) => ({
      weight: shares[index]! * probability,
      mean: mean + bias * noise,
      sd: Math.sqrt(variance + (noise * spread) ** 2),
    }));
  });
}

/** The habit after a session with that natural logarithm of its best, whatever its quality; `airways` as foretold before it. */
export function rememberSession(
  habit: SessionHabit,
  measure: HabitMeasure,
  airways: AirwayForecast,
  lnValue: number,
  atMs: number,
  hour: number,
): SessionHabit {
  const seen = hourRow(hour);
  const alone = { mean: habit.anchor, variance: 0 };
  const days = fade(habit.atMs, atMs);
  const members: (BillionthsBelief & { lnWeight: number })[] = [];
  let most = -Infinity;
  for (let index = 0; index < habit.members.length; index++) {
    const member = habit.members[index]!;
    const belief = carried(member, index, days);
    const foretold = BANK[index]!.followsAirways ? airways : alone;
    const total = seeSession(belief, seen, noiseOf(index, measure), foretold, lnValue);
    const lnWeight = FADING * member.lnWeight + Math.log(Math.max(total, 1e-12));
    const { meanBillionths, covarianceBillionths } = packBillionths(belief);
    members.push({ meanBillionths, covarianceBillionths, lnWeight });
    most = Math.max(most, lnWeight);
  }
  for (const member of members) member.lnWeight -= most;
  return { ...habit, atMs, members };
}

/** How likely the session was under each effort, and what it says of it; used again by each call of `seeSession`. */
const likely = new Float64Array(EFFORTS.length);
const gains = new Float64Array(EFFORTS.length);
const certainties = new Float64Array(EFFORTS.length);

/**
 * Changes a model's belief by a session and returns how likely the session was. Each effort would move the belief along the same direction,
 * the covariance with what was seen: so the mean and covariance of their mixture are one step of rank one. Of the covariance the upper
 * triangle is changed, which is what is packed.
 */
function seeSession(
  belief: Belief,
  seen: Float64Array,
  noise: number,
  airways: AirwayForecast,
  lnValue: number,
): number {
  const { mean, variance } = outlook(belief, seen, airways);
  let total = 0;
  for (let way = 0; way < EFFORTS.length; way++) {
    const { probability, bias, spread } = EFFORTS[way]!;
    const apart = lnValue - (mean + bias * noise);
    const sd = Math.sqrt(variance + (noise * spread) ** 2);
    likely[way] = probability * normalDensity(apart, sd);
    gains[way] = apart / (sd * sd);
    certainties[way] = 1 / (sd * sd);
    total += likely[way]!;
  }
  if (!(total > Number.MIN_VALUE)) return total;
  let gain = 0;
  let shrink = 0;
  for (let way = 0; way < EFFORTS.length; way++) {
    const share = likely[way]! / total;
    gain += share * gains[way]!;
    shrink += share * (certainties[way]! - gains[way]! * gains[way]!);
  }
  shrink += gain * gain;
  for (let row = 0; row < PART_COUNT; row++) {
    belief.mean[row]! += gain * cross[row]!;
    const part = shrink * cross[row]!;
    for (let column = row; column < PART_COUNT; column++)
      belief.covariance[row * PART_COUNT + column]! -= part * cross[column]!;
  }
  return total;
}

/** How much this person's sessions vary for no reason, as a share: mean over the bank. */
export function sessionNoiseSd(habit: SessionHabit, measure: HabitMeasure): number {
  weigh(habit);
  let sum = 0;
  for (let index = 0; index < shares.length; index++) sum += shares[index]! * noiseOf(index, measure);
  return sum;
}

function noiseOf(index: number, measure: HabitMeasure): number {
  return BANK[index]!.noise * NOISE_OF_MEASURE[measure];
}

/** Fills in `shares`. */
function weigh({ members }: SessionHabit): void {
  let most = -Infinity;
  for (const { lnWeight } of members) most = Math.max(most, lnWeight);
  let sum = 0;
  for (let index = 0; index < shares.length; index++) {
    shares[index] = Math.exp(members[index]!.lnWeight - most);
    sum += shares[index]!;
  }
  for (let index = 0; index < shares.length; index++) shares[index]! /= sum;
}

function hourRow(hour: number): Float64Array {
  const angle = (2 * Math.PI * hour) / 24;
  const row = new Float64Array(PART_COUNT);
  row[PART.level] = 1;
  row[PART.swing] = 1;
  row[PART.day] = Math.cos(angle);
  row[PART.day + 1] = Math.sin(angle);
  row[PART.half] = Math.cos(2 * angle);
  row[PART.half + 1] = Math.sin(2 * angle);
  return row;
}

/** Fills in `keptOfSwing`; returns the days between. */
function fade(fromMs: number, toMs: number): number {
  const days = Math.max(0, toMs - fromMs) / MS_PER_DAY;
  for (let swing = 0; swing < SWINGS.length; swing++) keptOfSwing[swing] = Math.exp(-days / SWINGS[swing]!.tauDays);
  return days;
}

/** A model's belief so many days after the session before, in the memory of `working`. `fade` has been asked about them. */
function carried(member: BillionthsBelief, index: number, days: number): Belief {
  const belief = unpackBillionths(member, working);
  const place = BANK[index]!.swing;
  const { sd } = SWINGS[place]!;
  const kept = keptOfSwing[place]!;
  const { mean, covariance } = belief;
  const { level, swing } = PART;
  mean[swing]! *= kept;
  for (let other = 0; other < PART_COUNT; other++) {
    covariance[swing * PART_COUNT + other]! *= kept;
    covariance[other * PART_COUNT + swing]! *= kept;
  }
  covariance[swing * PART_COUNT + swing]! += (1 - kept * kept) * sd ** 2;
  covariance[level * PART_COUNT + level]! += LEVEL_WALK_SD ** 2 * days;
  return belief;
}

/** What is foretold of a session blown as meant, its own noise left out; leaves the covariance with what will be seen in `cross`. */
function outlook(belief: Belief, seen: Float64Array, airways: AirwayForecast): AirwayForecast {
  const shownVariance = spreadInto(cross, belief, seen);
  let mean = airways.mean;
  for (let i = 0; i < PART_COUNT; i++) mean += seen[i]! * belief.mean[i]!;
  return { mean, variance: shownVariance + airways.variance };
}
