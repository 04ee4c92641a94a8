import { PLAUSIBLE } from '@airway-twin/domain/measurement';
import type { AirwayTruth } from './body.js';
import { LOOP_AT, type BreathShares } from './lungs/breath-table.js';
import { between } from './lungs/forced-breath.js';
import { personLungs } from './lungs/person-lungs.js';
import { specAgeYears, type DevicePart, type PatientSpec } from './patient-spec.js';
import { predictedLungFunction } from './predicted.js';
import { drawFor, type SeededDraw } from './seeded-draw.js';

/** One forced expiration as a home spirometer reports it. */
export interface Blow {
  readonly fev1Litres: number;
  readonly fvcLitres: number;
  readonly pefLitresPerSecond: number;
  readonly fef2575LitresPerSecond: number;
  readonly forcedExpiratoryTimeSeconds: number;
  readonly backExtrapolatedVolumeLitres: number;
  readonly flowVolumeCurve: { readonly volumesLitres: number[]; readonly flowsLitresPerSecond: number[] };
}

/** What the lungs would give with full effort into a perfect device. */
export interface PerfectBlow {
  readonly fev1Litres: number;
  readonly fvcLitres: number;
  readonly pefLitresPerSecond: number;
  readonly fef2575LitresPerSecond: number;
  readonly endSeconds: number;
  readonly shares: BreathShares;
}

/** What goes wrong with a blow; all of it lowers what is measured. */
const POOR = ['slow-start', 'given-up', 'cough', 'half-hearted'] as const;
const CHILD_UNTIL_YEARS = 12;
/** Beyond this share of FVC a loop is that of the tree; before it the peak is the person's own. */
const PEAK_REGION = 0.4;
const CURVE_AT: readonly number[] = LOOP_AT;

/** Full effort at that state of the airways: the person's tree, on the scale of the predicted values and of the person's own lungs. */
export function perfectBlow(spec: PatientSpec, atMs: number, truth: AirwayTruth): PerfectBlow {
  const predicted = predictedLungFunction(spec.sex, specAgeYears(spec, atMs), spec.heightCm);
  const { table, fev1Factor, fvcFactor, pefFactor } = personLungs(spec);
  const shares = table.at(truth.constrictionOfBlow, truth.inflammation);
  const fvcLitres = predicted.fvcLitres * spec.lungScale * fvcFactor * shares.fvc;
  const fev1Litres = predicted.fev1Litres * spec.lungScale * fev1Factor * shares.fev1;
  const grown = (predicted.fev1Litres * spec.lungScale * fev1Factor) / table.healthy.fev1Litres;
  return {
    fev1Litres: Math.min(fev1Litres, 0.99 * fvcLitres),
    fvcLitres,
    pefLitresPerSecond: (predicted.pefLitresPerMinute / 60) * spec.lungScale * pefFactor * shares.pef,
    fef2575LitresPerSecond: table.healthy.fef2575LitresPerSecond * grown * shares.fef2575,
    endSeconds: shares.endSeconds,
    shares,
  };
}

/** Narrowing at that state: the natural logarithm by which FEV1 falls short of this person's own without constriction and swelling. */
export function narrowingOf(spec: PatientSpec, truth: AirwayTruth): number {
  return Math.max(0, -Math.log(personLungs(spec).table.at(truth.constrictionOfBlow, truth.inflammation).fev1));
}

/** How a person blows in one session: posture, the depth of breath, the day. */
export interface SessionForm {
  readonly factor: number;
}

/** The form of a session; its spread is what between-session variation of spirometry adds to the state of the airways. */
export function sessionForm(spec: PatientSpec, atMs: number, draw: SeededDraw): SessionForm {
  return { factor: Math.exp(draw.normal(0, isChild(spec, atMs) ? 0.024 : 0.016)) };
}

/**
 * One blow at that state of the airways. Effort only lowers, more in children (within one occasion FEV1 varies by about 4 % at 7 years;
 * Thorax 44:474). About one in twenty is poor: slow to start, given up early, coughed or half-hearted.
 */
export function spirometryBlow(
  spec: PatientSpec,
  atMs: number,
  truth: AirwayTruth,
  form: SessionForm,
  draw: SeededDraw,
): Blow {
  const perfect = perfectBlow(spec, atMs, truth);
  const child = isChild(spec, atMs);
  const short = Math.abs(draw.normal(0, child ? 0.042 : 0.022));
  const poor = draw.chance(child ? 0.09 : 0.045) ? draw.oneOf(POOR) : null;
  const device = form.factor * deviceScale(spec, 'spirometer', 0.012);
  let fvcLitres = perfect.fvcLitres * device * (1 - 0.7 * short);
  let fev1Litres = perfect.fev1Litres * device * (1 - short);
  let pef = perfect.pefLitresPerSecond * device * (1 - 1.5 * short) * (1 + draw.normal(0, 0.025));
  let fef2575 = perfect.fef2575LitresPerSecond * device * (1 - short) * (1 + draw.normal(0, 0.035));
  let seconds = Math.min(15.5, perfect.endSeconds + (child ? draw.between(0.3, 1.6) : draw.between(0.9, 2.4)));
  let extrapolated = fvcLitres * draw.between(0.012, 0.035);
  let blownShare = 1;
  switch (poor) {
    case 'slow-start':
      extrapolated = Math.max(0.16, fvcLitres * draw.between(0.07, 0.12));
      pef *= draw.between(0.62, 0.8);
      fev1Litres *= draw.between(0.85, 0.93);
      break;
    case 'given-up':
      seconds = draw.between(0.7, 1.3);
      blownShare = Math.min(0.98, Math.max(fev1Litres / fvcLitres, draw.between(0.7, 0.85)));
      break;
    case 'cough':
      fev1Litres *= draw.between(0.88, 0.97);
      fvcLitres *= draw.between(0.93, 1);
      break;
    case 'half-hearted':
      pef *= draw.between(0.7, 0.9);
      fev1Litres *= draw.between(0.88, 0.97);
      fvcLitres *= draw.between(0.85, 0.97);
      fef2575 *= draw.between(0.8, 1);
      break;
    case null:
  }
  const whole = fvcLitres;
  fvcLitres *= blownShare;
  const fev1 = hundredth(inside(Math.min(fev1Litres, fvcLitres), PLAUSIBLE.fev1Litres));
  const fvc = Math.max(fev1, hundredth(inside(fvcLitres, PLAUSIBLE.fvcLitres)));
  const peak = hundredth(inside(pef, PLAUSIBLE.pefLitresPerSecond));
  const { pefLitresPerSecond: treePeak } = personLungs(spec).table.healthy;
  return {
    fev1Litres: fev1,
    fvcLitres: fvc,
    pefLitresPerSecond: peak,
    fef2575LitresPerSecond: hundredth(inside(fef2575, PLAUSIBLE.fef2575LitresPerSecond)),
    forcedExpiratoryTimeSeconds: hundredth(seconds),
    backExtrapolatedVolumeLitres: hundredth(extrapolated),
    flowVolumeCurve: flowVolumeCurve({
      loop: perfect.shares.loop,
      treePeak:
        treePeak *
        perfect.shares.pef *
        (fev1Litres / (perfect.shares.fev1 * personLungs(spec).table.healthy.fev1Litres)),
      peak,
      fvc,
      whole: Math.max(whole, fvc),
      slow: poor === 'slow-start',
      coughAt: poor === 'cough' ? draw.between(0.3, 0.5) : null,
    }),
  };
}

/** The blows of one peak-flow session, L/min, best not always first. Once in two hundred a stray high one (a spat blow). */
export function peakFlowBlows(spec: PatientSpec, atMs: number, truth: AirwayTruth, draw: SeededDraw): number[] {
  const child = isChild(spec, atMs);
  const form = Math.exp(draw.normal(0, child ? 0.035 : 0.022));
  const best = perfectBlow(spec, atMs, truth).pefLitresPerSecond * 60 * form * deviceScale(spec, 'peakflow', 0.04);
  return [0, 1, 2].map(() => {
    const stray = draw.chance(0.0017) ? draw.between(1.2, 1.4) : 1;
    const weak = draw.chance(0.05) ? draw.between(0.65, 0.85) : 1;
    const blow = best * stray * weak * (1 - Math.abs(draw.normal(0, child ? 0.055 : 0.035)));
    return Math.round(inside(blow, PLAUSIBLE.pefLitresPerMinute));
  });
}

interface LoopToDraw {
  /** Flow over volume as shares of the tree's peak. */
  readonly loop: readonly number[];
  readonly treePeak: number;
  readonly peak: number;
  /** Blown volume, and what would have come with patience, L. */
  readonly fvc: number;
  readonly whole: number;
  readonly slow: boolean;
  readonly coughAt: number | null;
}

/** The loop of the tree, with the person's own peak, cut where the blow ended. */
function flowVolumeCurve({ loop, treePeak, peak, fvc, whole, slow, coughAt }: LoopToDraw): Blow['flowVolumeCurve'] {
  const volumesLitres: number[] = [];
  const flowsLitresPerSecond: number[] = [];
  const blown = fvc / whole;
  for (const at of CURVE_AT) {
    const share = at * blown;
    const early = Math.max(0, 1 - share / PEAK_REGION);
    const scale = treePeak * (1 - early) + peak * early;
    let flow = Math.min(peak, between(LOOP_AT, loop, share) * scale);
    if (slow && share < 0.2) flow *= 0.25 + 3.75 * share;
    if (coughAt !== null && Math.abs(share - coughAt) < 0.05) flow *= 0.3;
    volumesLitres.push(Math.round(at * fvc * 1000) / 1000);
    flowsLitresPerSecond.push(Math.round(flow * 1000) / 1000);
  }
  flowsLitresPerSecond[0] = 0;
  const highest = flowsLitresPerSecond.indexOf(Math.max(...flowsLitresPerSecond));
  flowsLitresPerSecond[highest] = peak;
  return { volumesLitres, flowsLitresPerSecond };
}

/** What this person's own meter reads for a true 1. */
function deviceScale(spec: PatientSpec, part: DevicePart, spread: number): number {
  return Math.exp(drawFor('meter', spec.airwaySeed, part).normal(0, spread));
}

function isChild(spec: PatientSpec, atMs: number): boolean {
  return specAgeYears(spec, atMs) < CHILD_UNTIL_YEARS;
}

function inside(value: number, range: { readonly least: number; readonly most: number }): number {
  return Math.min(range.most, Math.max(range.least, value));
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100;
}
