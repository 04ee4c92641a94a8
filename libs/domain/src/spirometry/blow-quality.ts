import type { SpirometerBlow } from '../measurement/observation.js';
import { pointTimesSeconds, volumeAtSeconds } from './blow-timing.js';

/** What a blow is worth for one measure: `usable` is kept when nothing better is there. */
export type BlowWorth = 'acceptable' | 'usable' | 'unusable';

/** What is wrong with a blow, or what could not be seen of it. */
export const BLOW_FAULTS = [
  'slow-start',
  'cough-in-first-second',
  'shorter-than-a-second',
  'stopped-too-early',
] as const;
export type BlowFault = (typeof BLOW_FAULTS)[number];

/** How the end of forced expiration was reached. `time-alone`: no curve, judged by how long the blow took. */
export type EndOfExpiration = 'plateau' | 'fifteen-seconds' | 'repeats-largest-fvc' | 'time-alone' | 'not-reached';

/** What of a blow its quality is judged by. */
export type BlowToJudge = Pick<
  SpirometerBlow,
  'fev1Litres' | 'fvcLitres' | 'forcedExpiratoryTimeSeconds' | 'backExtrapolatedVolumeLitres' | 'flowVolumeCurve'
>;

/** A blow with its worth: small enough to be remembered where the curve is not. */
export interface JudgedBlow {
  readonly fev1Litres: number;
  readonly fvcLitres: number;
  readonly fev1: BlowWorth;
  readonly fvc: BlowWorth;
  readonly faults: readonly BlowFault[];
  readonly end: EndOfExpiration;
}

/** Years up to which the tolerances for young children hold (Graham et al., Am J Respir Crit Care Med 2019;200:e70, table 10). */
export const YOUNG_CHILD_UNTIL_YEARS = 6;

const PLATEAU_LITRES = 0.025;
const PLATEAU_SECONDS = 1;
const LONG_ENOUGH_SECONDS = 15;
/** A blow broken off earlier says nothing about FVC. */
const SHORTEST_SECONDS = { youngChild: 0.75, older: 1 } as const;
/** The 2005 standard's minimum (Miller et al., Eur Respir J 2005;26:319). Design choice: only where a device sends no curve. */
const TIME_ALONE_SECONDS = { child: 3, adult: 6 } as const;
const TIME_ALONE_CHILD_UNTIL_YEARS = 10;
/** Design choice: a dip of the flow that recovers by more than this share of the peak within the first second is a cough. */
const COUGH_RECOVERS_SHARE = 0.15;
/** Volumes are compared to the millilitre, so that 3.20 and 3.05 L differ by 0.150 L and not by a hair more. */
const ROUNDING_LITRES = 0.0005;

/**
 * What one blow is worth for FEV1 and for FVC by ATS/ERS 2019 (Graham et al., AJRCCM 2019;200:e70, table 7; the fine print to verify), as
 * far as a home device lets see: start, cough and length for FEV1; start and end of forced expiration for FVC. Leaks, a blocked
 * mouthpiece and the inspired FVC are beyond it. Age in years, null (not known) is taken as an adult's; `largestFvcLitresBefore` is the
 * largest FVC of the earlier blows of the session.
 */
export function judgeBlow(
  blow: BlowToJudge,
  ageYears: number | null,
  largestFvcLitresBefore: number | null,
): JudgedBlow {
  const faults: BlowFault[] = [];
  const slowStart = blow.backExtrapolatedVolumeLitres > Math.max(0.05 * blow.fvcLitres, 0.1) + 1e-9;
  const times = blow.flowVolumeCurve ? pointTimesSeconds(blow.flowVolumeCurve) : [];
  const cough = coughedInFirstSecond(blow.flowVolumeCurve, times);
  const seconds = blow.forcedExpiratoryTimeSeconds;
  const shortest = isYoungChild(ageYears) ? SHORTEST_SECONDS.youngChild : SHORTEST_SECONDS.older;
  const end = endOfExpiration(blow, times, ageYears, largestFvcLitresBefore);
  if (slowStart) faults.push('slow-start');
  if (cough) faults.push('cough-in-first-second');
  if (seconds < 1) faults.push('shorter-than-a-second');
  if (end === 'not-reached') faults.push('stopped-too-early');
  return {
    fev1Litres: blow.fev1Litres,
    fvcLitres: blow.fvcLitres,
    fev1: slowStart || cough || seconds < 1 ? 'unusable' : 'acceptable',
    fvc: seconds < shortest ? 'unusable' : slowStart || end === 'not-reached' ? 'usable' : 'acceptable',
    faults,
    end,
  };
}

/** How far two FEV1 or two FVC may lie apart, L, to count as the same: 0.150 L; at 6 years and below 0.100 L or 10 % of the larger one. */
export function repeatabilityLitres(ageYears: number | null, largestLitres: number): number {
  return isYoungChild(ageYears) ? Math.max(0.1, 0.1 * largestLitres) : 0.15;
}

/** Is the person in the younger age class of the standard, 6 years or less? Not when the age is not known. */
export function isYoungChild(ageYears: number | null): boolean {
  return ageYears !== null && ageYears <= YOUNG_CHILD_UNTIL_YEARS;
}

/** Are the two values, L, at most `withinLitres` apart, to the millilitre? */
export function agreeWithin(a: number, b: number, withinLitres: number): boolean {
  return Math.abs(a - b) < withinLitres + ROUNDING_LITRES;
}

function endOfExpiration(
  { fvcLitres, forcedExpiratoryTimeSeconds: seconds, flowVolumeCurve }: BlowToJudge,
  times: readonly number[],
  ageYears: number | null,
  largestBefore: number | null,
): EndOfExpiration {
  const before =
    flowVolumeCurve && seconds > PLATEAU_SECONDS
      ? volumeAtSeconds(flowVolumeCurve, seconds - PLATEAU_SECONDS, times)
      : null;
  if (before !== null && fvcLitres - before <= PLATEAU_LITRES) return 'plateau';
  if (seconds >= LONG_ENOUGH_SECONDS) return 'fifteen-seconds';
  if (largestBefore !== null) {
    const tolerance = repeatabilityLitres(ageYears, Math.max(fvcLitres, largestBefore));
    if (fvcLitres >= largestBefore || agreeWithin(fvcLitres, largestBefore, tolerance)) return 'repeats-largest-fvc';
  }
  const child = ageYears !== null && ageYears <= TIME_ALONE_CHILD_UNTIL_YEARS;
  const seen = flowVolumeCurve !== null && flowVolumeCurve.volumesLitres.length >= 3;
  return !seen && seconds >= TIME_ALONE_SECONDS[child ? 'child' : 'adult'] ? 'time-alone' : 'not-reached';
}

function coughedInFirstSecond(curve: BlowToJudge['flowVolumeCurve'], times: readonly number[]): boolean {
  if (!curve || curve.flowsLitresPerSecond.length < 3) return false;
  const flows = curve.flowsLitresPerSecond;
  const peak = Math.max(...flows);
  let lowest = Infinity;
  for (let point = flows.indexOf(peak); point < flows.length && times[point]! <= 1; point++) {
    lowest = Math.min(lowest, flows[point]!);
    if (flows[point]! - lowest > COUGH_RECOVERS_SHARE * peak) return true;
  }
  return false;
}
