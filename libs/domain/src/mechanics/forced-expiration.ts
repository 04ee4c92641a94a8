import { LARGEST_MUSCLE_SHORTENING } from '../airways/index.js';
import { airwayBore, type AirwayTone } from './airway-bore.js';
import { recoilPressure, type Lungs } from './lungs.js';
import { limitedFlow, type FlowLimit } from './wave-speed.js';

/** The two treatable traits, 0…1 each; `constriction` is that of quiet breathing. */
export interface TraitPair {
  readonly constriction: number;
  readonly inflammation: number;
}

/** What a forced expiration of a full breath gives. */
export interface ForcedExpiration {
  readonly fev1Litres: number;
  readonly fvcLitres: number;
  readonly pefLitresPerSecond: number;
  readonly fef2575LitresPerSecond: number;
  /** The blow as a spirometer draws it: time, expired volume and flow, in step. */
  readonly loop: {
    readonly timesSeconds: readonly number[];
    readonly volumesLitres: readonly number[];
    readonly flowsLitresPerSecond: readonly number[];
  };
  /** Where flow is held back at each expired share of the vital capacity, from full lungs down. */
  readonly choke: readonly { readonly expiredShare: number; readonly at: FlowLimit }[];
}

/** The deep breath before a blow undoes a quarter of the constriction of quiet breathing (design choice, fitted to Urbankowski 2021). */
export const DEEP_BREATH_FACTOR = 0.75;

/**
 * A forced expiration with that constriction and inflammation. The deep breath before it is counted in.
 * Errors: RangeError when a trait is not within 0…1.
 */
export function forcedExpiration(lungs: Lungs, traits: TraitPair): ForcedExpiration {
  return forcedExpirationAtTone(lungs, toneOf(traits, DEEP_BREATH_FACTOR));
}

/** Muscle shortening and wall of a pair of traits; `breathFactor` is the share of the constriction that the breathing leaves. */
export function toneOf({ constriction, inflammation }: TraitPair, breathFactor: number): AirwayTone {
  for (const [name, value] of Object.entries({ constriction, inflammation }))
    if (!(value >= 0 && value <= 1)) throw new RangeError(`${name}: expected a number from 0 to 1, got ${value}`);
  return { shortening: LARGEST_MUSCLE_SHORTENING * breathFactor * constriction, thickening: 1 + inflammation };
}

/** Expired shares of the vital capacity at which the greatest flow is worked out. */
const EXPIRED_SHARES = [
  0, 0.01, 0.025, 0.045, 0.07, 0.1, 0.14, 0.18, 0.23, 0.28, 0.34, 0.4, 0.46, 0.52, 0.58, 0.64, 0.7, 0.76, 0.81, 0.86,
  0.9, 0.93, 0.955, 0.975, 0.99, 1,
] as const;

const RISE_SECONDS = 0.05;
/** A blow ends here, or earlier at residual volume. */
const LONGEST_SECONDS = 6;

/** A forced expiration at a given tone of the airways. */
export function forcedExpirationAtTone(lungs: Lungs, tone: AirwayTone): ForcedExpiration {
  const bore = airwayBore(lungs.airways, tone, lungs.largestLoad);
  const vitalCapacity = lungs.totalLungCapacityLitres - lungs.residualVolumeLitres;
  const expired: number[] = [];
  const flows: number[] = [];
  const choke: { expiredShare: number; at: FlowLimit }[] = [];
  for (const expiredShare of EXPIRED_SHARES) {
    const volume = lungs.totalLungCapacityLitres - expiredShare * vitalCapacity;
    const { flowLitresPerSecond, limit } = limitedFlow(
      lungs,
      bore,
      volume,
      recoilPressure(lungs, volume),
      guessFlow(expired, flows, expiredShare * vitalCapacity),
    );
    expired.push(expiredShare * vitalCapacity);
    flows.push(flowLitresPerSecond);
    choke.push({ expiredShare, at: limit });
  }
  const blow = emptying(expired, flows);
  const fvcLitres = blow.expiredAt(blow.endSeconds);
  const middle = blow.secondsAt(0.75 * fvcLitres) - blow.secondsAt(0.25 * fvcLitres);
  return {
    fev1Litres: blow.expiredAt(Math.min(1, blow.endSeconds)),
    fvcLitres,
    pefLitresPerSecond: peakFlow(blow),
    fef2575LitresPerSecond: (0.5 * fvcLitres) / middle,
    loop: drawnLoop(blow),
    choke,
  };
}

/** Flow at the next volume if the last two carry on falling in proportion; null before there is any. */
function guessFlow(expired: readonly number[], flows: readonly number[], nextLitres: number): number | null {
  const last = flows.at(-1);
  const before = flows.at(-2);
  if (last === undefined || before === undefined) return last ?? null;
  return last * (last / before) ** ((nextLitres - expired.at(-1)!) / (expired.at(-1)! - expired.at(-2)!));
}

/** How the lungs empty: with a rise of flow Q(t) = Q(V)(1 − e^(−t/τ)) the volume depends on the effective time t − τ(1 − e^(−t/τ)) alone. */
interface Emptying {
  readonly endSeconds: number;
  readonly expiredAt: (seconds: number) => number;
  readonly flowAt: (seconds: number) => number;
  readonly secondsAt: (expiredLitres: number) => number;
}

function emptying(expired: readonly number[], flows: readonly number[]): Emptying {
  // Between two volumes flow is taken as linear in volume, so that time is a logarithm and volume an exponential.
  const reached: number[] = [0];
  for (let at = 1; at < expired.length; at += 1)
    reached.push(reached[at - 1]! + timeBetween(expired[at - 1]!, expired[at]!, flows[at - 1]!, flows[at]!));
  const endSeconds = Math.min(LONGEST_SECONDS, secondsOf(reached.at(-1)!));
  const interval = (effective: number): number => {
    let at = 0;
    while (at < reached.length - 1 && reached[at + 1]! <= effective) at += 1;
    return Math.min(at, expired.length - 2);
  };
  const expiredAtEffective = (effective: number): number => {
    const at = interval(effective);
    const slope = (flows[at + 1]! - flows[at]!) / (expired[at + 1]! - expired[at]!);
    const since = effective - reached[at]!;
    return (
      expired[at]! +
      (Math.abs(slope * since) < 1e-9 ? flows[at]! * since : (flows[at]! * Math.expm1(slope * since)) / slope)
    );
  };
  const flowAtExpired = (litres: number): number => {
    let at = 0;
    while (at < expired.length - 2 && expired[at + 1]! <= litres) at += 1;
    return flows[at]! + ((flows[at + 1]! - flows[at]!) * (litres - expired[at]!)) / (expired[at + 1]! - expired[at]!);
  };
  const expiredAt = (seconds: number) => expiredAtEffective(effectiveTime(seconds));
  return {
    endSeconds,
    expiredAt,
    flowAt: (seconds) => flowAtExpired(expiredAt(seconds)) * -Math.expm1(-seconds / RISE_SECONDS),
    secondsAt: (litres) => {
      let at = 0;
      while (at < expired.length - 2 && expired[at + 1]! <= litres) at += 1;
      return secondsOf(reached[at]! + timeBetween(expired[at]!, litres, flows[at]!, flowAtExpired(litres)));
    },
  };
}

function timeBetween(from: number, to: number, flowFrom: number, flowTo: number): number {
  const ratio = flowFrom / flowTo;
  return Math.abs(ratio - 1) < 1e-6 ? (to - from) / flowFrom : ((to - from) * Math.log(ratio)) / (flowFrom - flowTo);
}

function effectiveTime(seconds: number): number {
  return seconds + RISE_SECONDS * Math.expm1(-seconds / RISE_SECONDS);
}

/** The inverse of `effectiveTime`, by Newton's method from above, where it converges from one side. */
function secondsOf(effective: number): number {
  if (effective <= 0) return 0;
  let seconds = effective + RISE_SECONDS;
  for (let round = 0; round < 30; round += 1) {
    const change = (effectiveTime(seconds) - effective) / -Math.expm1(-seconds / RISE_SECONDS);
    seconds -= change;
    if (Math.abs(change) < 1e-9) break;
  }
  return seconds;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Flow rises and then falls: its peak by golden section over the first second. */
function peakFlow(blow: Emptying): number {
  let from = 0;
  let to = Math.min(0.6, blow.endSeconds);
  let left = to - GOLDEN * (to - from);
  let right = from + GOLDEN * (to - from);
  let atLeft = blow.flowAt(left);
  let atRight = blow.flowAt(right);
  while (to - from > 1e-4) {
    if (atLeft > atRight) {
      to = right;
      right = left;
      atRight = atLeft;
      left = to - GOLDEN * (to - from);
      atLeft = blow.flowAt(left);
    } else {
      from = left;
      left = right;
      atLeft = atRight;
      right = from + GOLDEN * (to - from);
      atRight = blow.flowAt(right);
    }
  }
  return Math.max(atLeft, atRight);
}

const LOOP_POINTS = 80;

/** Close points while flow rises, wider ones later: times grow with the square of the point's number. */
function drawnLoop(blow: Emptying): ForcedExpiration['loop'] {
  const timesSeconds = Array.from({ length: LOOP_POINTS + 1 }, (_, at) => blow.endSeconds * (at / LOOP_POINTS) ** 2);
  return {
    timesSeconds,
    volumesLitres: timesSeconds.map(blow.expiredAt),
    flowsLitresPerSecond: timesSeconds.map(blow.flowAt),
  };
}
