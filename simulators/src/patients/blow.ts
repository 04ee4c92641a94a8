import { PLAUSIBLE } from '@airway-twin/domain/measurement';
import { specAgeYears, type PatientSpec } from './patient-spec.js';
import { predictedLungFunction } from './predicted.js';
import type { SeededDraw } from './seeded-draw.js';

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

/** How strongly each quantity follows the narrowing (of ln FEV1): small airways most, the whole volume least. */
const FOLLOWS = { fvc: 0.45, pef: 1.1, fef2575: 1.9 } as const;
const CURVE_POINTS = 40;

/** One blow at that narrowing. About one in twenty is a poor effort: slow start, or given up early. */
export function spirometryBlow(spec: PatientSpec, atMs: number, narrowing: number, draw: SeededDraw): Blow {
  const predicted = predictedLungFunction(spec.sex, specAgeYears(spec, atMs), spec.heightCm);
  const child = specAgeYears(spec, atMs) < 12;
  const effort = 1 - Math.abs(draw.normal(0, child ? 0.022 : 0.014));
  const poor = draw.chance(child ? 0.08 : 0.04) ? draw.oneOf(['slow-start', 'given-up'] as const) : null;
  const best = spec.lungScale * effort;
  let fvcLitres = predicted.fvcLitres * best * Math.exp(-FOLLOWS.fvc * narrowing);
  let fev1Litres = Math.min(predicted.fev1Litres * best * Math.exp(-narrowing), fvcLitres * 0.985);
  let pefLitresPerSecond =
    (predicted.pefLitresPerMinute / 60) * best * Math.exp(-FOLLOWS.pef * narrowing) * (1 + draw.normal(0, 0.025));
  const fef2575LitresPerSecond =
    predicted.fev1Litres * 1.05 * best * Math.exp(-FOLLOWS.fef2575 * narrowing) * (1 + draw.normal(0, 0.05));
  let forcedExpiratoryTimeSeconds = child ? draw.between(2.2, 4.2) : draw.between(5, 9);
  let backExtrapolatedVolumeLitres = fvcLitres * draw.between(0.012, 0.035);
  if (poor === 'slow-start') {
    backExtrapolatedVolumeLitres = Math.max(0.16, fvcLitres * draw.between(0.07, 0.12));
    pefLitresPerSecond *= draw.between(0.62, 0.8);
    fev1Litres *= draw.between(0.85, 0.93);
  }
  if (poor === 'given-up') {
    forcedExpiratoryTimeSeconds = draw.between(0.7, 1.3);
    fvcLitres = Math.max(fev1Litres, fvcLitres * draw.between(0.7, 0.85));
    fev1Litres = Math.min(fev1Litres, fvcLitres);
  }
  const fev1 = hundredth(inside(fev1Litres, PLAUSIBLE.fev1Litres));
  const fvc = Math.max(fev1, hundredth(inside(fvcLitres, PLAUSIBLE.fvcLitres)));
  const pef = hundredth(inside(pefLitresPerSecond, PLAUSIBLE.pefLitresPerSecond));
  return {
    fev1Litres: fev1,
    fvcLitres: fvc,
    pefLitresPerSecond: pef,
    fef2575LitresPerSecond: hundredth(inside(fef2575LitresPerSecond, PLAUSIBLE.fef2575LitresPerSecond)),
    forcedExpiratoryTimeSeconds: hundredth(forcedExpiratoryTimeSeconds),
    backExtrapolatedVolumeLitres: hundredth(backExtrapolatedVolumeLitres),
    flowVolumeCurve: flowVolumeCurve(pef, fvc, narrowing),
  };
}

/** The blows of one peak-flow session, L/min, best not always first. Once in two hundred a stray high one (a spat blow). */
export function peakFlowBlows(spec: PatientSpec, atMs: number, narrowing: number, draw: SeededDraw): number[] {
  const predicted = predictedLungFunction(spec.sex, specAgeYears(spec, atMs), spec.heightCm);
  const best = predicted.pefLitresPerMinute * spec.lungScale * Math.exp(-FOLLOWS.pef * narrowing);
  return [0, 1, 2].map(() => {
    const stray = draw.chance(0.0017) ? draw.between(1.2, 1.4) : 1;
    const weak = draw.chance(0.05) ? draw.between(0.65, 0.85) : 1;
    const blow = best * stray * weak * (1 - Math.abs(draw.normal(0, 0.03)));
    return Math.round(inside(blow, PLAUSIBLE.pefLitresPerMinute));
  });
}

/** Steep rise to the peak at a tenth of the volume, then a fall that hangs through the more the narrower the airways are. */
function flowVolumeCurve(pef: number, fvc: number, narrowing: number): Blow['flowVolumeCurve'] {
  const peakAt = 0.1;
  const hang = 1 + 1.6 * narrowing;
  const volumesLitres: number[] = [];
  const flowsLitresPerSecond: number[] = [];
  for (let point = 0; point <= CURVE_POINTS; point++) {
    const share = point / CURVE_POINTS;
    const flow = share < peakAt ? pef * Math.sqrt(share / peakAt) : pef * ((1 - share) / (1 - peakAt)) ** hang;
    volumesLitres.push(Math.round(share * fvc * 1000) / 1000);
    flowsLitresPerSecond.push(hundredth(flow));
  }
  return { volumesLitres, flowsLitresPerSecond };
}

function inside(value: number, range: { readonly least: number; readonly most: number }): number {
  return Math.min(range.most, Math.max(range.least, value));
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100;
}
