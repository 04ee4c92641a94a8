import type { Sex } from '../patient/index.js';
import { referenceValue } from '../spirometry/reference-value.js';
import { FREE_LOAD, LOAD_STEP } from './airway-bore.js';
import type { AirwayBuild } from './airway-build.js';
import { forcedExpiration, forcedExpirationAtTone } from './forced-expiration.js';
import { lungsOfSize, type Lungs } from './lungs.js';

const HEALTHY = { shortening: 0, thickening: 1 };

/** Predicted FEV1 and FVC of GLI Global 2022 (Bowerman 2023), L; the mean of both sexes when the sex is not known. */
export function predictedVolumes(build: AirwayBuild): { fev1Litres: number; fvcLitres: number } {
  const sexes: readonly Sex[] = build.sex === null ? ['female', 'male'] : [build.sex];
  const mean = (measure: 'fev1' | 'fvc') => {
    let sum = 0;
    for (const sex of sexes) {
      const person = { sex, ageYears: build.ageYears, heightCm: build.heightCm };
      const value = referenceValue(measure, person, { name: 'gli-global-2022', group: null });
      if (value.kind === 'refused') throw new RangeError(`${value.field}: expected ${value.expected}`);
      sum += value.predicted;
    }
    return sum / sexes.length;
  };
  return { fev1Litres: mean('fev1'), fvcLitres: mean('fvc') };
}

/** Airway scale of somebody whose FEV1 and FVC are as predicted may be this far from 1, as a logarithm: three prior standard deviations. */
const LN_SCALE_LIMIT = 0.3;
/** A personal best moves the scale from there by at most two standard deviations of the prior (lognormal, 0.10); the rest is lung size. */
const LN_BEST_LIMIT = 0.2;
/** Lungs of less than a third or more than three times the usual size are a slip of the pen: a best FEV1 beyond is not followed further. */
const LN_SIZE_LIMIT = 1.1;
/** Lungs of another size have airways of another size: diameters go with the cube root of the volume. */
const SCALE_PER_SIZE = 1 / 3;
const LEAST_FEV1_SHARE = 0.2;
const TOLERANCE = 1e-5;
/** d ln FEV1 by d ln s and by d ln(vital capacity) near health: start values of the search, not its result. */
const PER_SCALE = 0.8;
const PER_SIZE = 0.4;
const PER_SIZE_AND_SCALE = PER_SIZE + SCALE_PER_SIZE * PER_SCALE;

/**
 * The lungs of a build: vital capacity and one scale s on all airway diameters such that a healthy blow gives the predicted FEV1 and FVC, then s
 * moved so that it gives the personal best FEV1. What s cannot explain within its plausible range goes to the size of the lungs with their airways.
 * Errors: RangeError when age or height is out of GLI's range (`airwayBuildOf` keeps them inside) or the best FEV1 is not above 0.
 */
export function lungsOf(build: AirwayBuild): Lungs {
  const { bestFev1Litres } = build;
  if (bestFev1Litres !== null && !(bestFev1Litres > 0))
    throw new RangeError(`bestFev1Litres: expected a volume above 0 L or null, got ${bestFev1Litres}`);
  const predicted = predictedVolumes(build);
  const fit: Fit = { lnScale: 0, vitalCapacityLitres: predicted.fvcLitres };
  for (let round = 0; round < 20; round += 1) {
    const blow = healthyBlow(build, fit);
    const fev1Gap = Math.log(predicted.fev1Litres / blow.fev1Litres);
    const fvcGap = Math.log(predicted.fvcLitres / blow.fvcLitres);
    if (Math.abs(fev1Gap) + Math.abs(fvcGap) < TOLERANCE) break;
    fit.vitalCapacityLitres *= Math.exp(fvcGap);
    fit.lnScale = within(LN_SCALE_LIMIT, fit.lnScale + (fev1Gap - PER_SIZE * fvcGap) / PER_SCALE);
  }
  if (bestFev1Litres !== null) reachBest(build, fit, bestFev1Litres);
  return neverClosing(built(build, fit));
}

interface Fit {
  lnScale: number;
  vitalCapacityLitres: number;
}

function reachBest(build: AirwayBuild, fit: Fit, bestFev1Litres: number): void {
  const usual = { ...fit };
  const gap = () => Math.log(bestFev1Litres / healthyBlow(build, fit).fev1Litres);
  secant(
    (moved) => {
      fit.lnScale = usual.lnScale + moved;
      return gap();
    },
    PER_SCALE,
    LN_BEST_LIMIT,
  );
  if (Math.abs(gap()) < 10 * TOLERANCE) return;
  const scaled = { ...fit };
  secant(
    (moved) => {
      fit.vitalCapacityLitres = scaled.vitalCapacityLitres * Math.exp(moved);
      fit.lnScale = scaled.lnScale + SCALE_PER_SIZE * moved;
      return gap();
    },
    PER_SIZE_AND_SCALE,
    LN_SIZE_LIMIT,
  );
}

/** Moves an unknown within ±`limit` until `gapAt` is closed, as near as it gets; leaves the last value tried in place. */
function secant(gapAt: (moved: number) => number, slope: number, limit: number): void {
  let before = 0;
  let gapBefore = gapAt(before);
  let moved = within(limit, gapBefore / slope);
  for (let round = 0; round < 12; round += 1) {
    const gap = gapAt(moved);
    if (Math.abs(gap) < TOLERANCE || moved === before) return;
    const change = (gap * (moved - before)) / (gapBefore - gap);
    [before, gapBefore] = [moved, gap];
    moved = within(limit, moved + (Number.isFinite(change) ? change : 0));
  }
}

/** Lowers the load that the airways take until a fifth of FEV1 is left when constriction and inflammation are greatest. */
function neverClosing(lungs: Lungs): Lungs {
  const least = LEAST_FEV1_SHARE * forcedExpirationAtTone(lungs, HEALTHY).fev1Litres;
  const keepsEnough = (guarded: Lungs) =>
    forcedExpiration(guarded, { constriction: 1, inflammation: 1 }).fev1Litres >= least;
  let guarded = lungs;
  while (guarded.largestLoad - LOAD_STEP > FREE_LOAD && !keepsEnough(guarded))
    guarded = { ...guarded, largestLoad: guarded.largestLoad - LOAD_STEP };
  return guarded;
}

function healthyBlow(build: AirwayBuild, fit: Fit) {
  return forcedExpirationAtTone(built(build, fit), HEALTHY);
}

function built({ heightCm, ageYears, sex }: AirwayBuild, { lnScale, vitalCapacityLitres }: Fit): Lungs {
  return lungsOfSize({ heightCm, ageYears, sex, vitalCapacityLitres, airwayScale: Math.exp(lnScale) });
}

function within(limit: number, value: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
