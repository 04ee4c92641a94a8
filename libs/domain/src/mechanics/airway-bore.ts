import {
  innerWallShare,
  LARGEST_MUSCLE_SHORTENING,
  muscleShortening,
  SMALLEST_LUMEN_SHARE,
  tubeLaw,
  TUBE_LAW_GENERATIONS,
} from '../airways/index.js';
import type { LumpedAirways } from './lumped-airways.js';

/** How far the muscle has shortened and by how much the inner wall has grown. */
export interface AirwayTone {
  /** Muscle shortening of an airway without cartilage, share of the relaxed length. */
  readonly shortening: number;
  /** m = 1 + I: inner wall area as a multiple of the healthy. */
  readonly thickening: number;
}

/** Lumen of every generation as a function of transmural pressure, with the constants of the inner loop worked out beforehand. */
export interface AirwayBore {
  readonly airways: LumpedAirways;
  readonly alpha0: Float64Array;
  /** 1/P1 and 1/P2 of the tube law, per cmH2O. */
  readonly perP1: Float64Array;
  readonly perP2: Float64Array;
  readonly n1: Float64Array;
  readonly n2: Float64Array;
  /** Lumen = span · α(P) + offset, cm², before the guard against closure. */
  readonly spanCm2: Float64Array;
  readonly offsetCm2: Float64Array;
  readonly leastCm2: Float64Array;
  /** How softly the airways of a generation close, one after the other. */
  readonly kneeCm2: Float64Array;
}

/**
 * The airways under a tone: tube law (Lambert 1982) inside a muscle ring whose inner wall cannot be compressed (Moreno 1986, James 1989):
 * A = (α·Am + W0)(1 − PMS)² − m·W0. `largestLoad` is the limit of
 * `livingTone`.
 */
export function airwayBore(airways: LumpedAirways, tone: AirwayTone, largestLoad: number): AirwayBore {
  const perGeneration = (value: (z: number) => number) =>
    Float64Array.from({ length: TUBE_LAW_GENERATIONS }, (_, z) => value(z));
  const largest = (z: number) => airways.largestAreaCm2[z] ?? 0;
  const felt = livingTone(tone, largestLoad);
  const shortening = (z: number) => muscleShortening(z, felt.shortening / LARGEST_MUSCLE_SHORTENING);
  const ring = (z: number) => (1 - shortening(z)) ** 2;
  return {
    airways,
    alpha0: perGeneration((z) => tubeLaw(z).alpha0),
    perP1: perGeneration((z) => tubeLaw(z).slope0 / (tubeLaw(z).alpha0 * tubeLaw(z).n1)),
    perP2: perGeneration((z) => tubeLaw(z).slope0 / (tubeLaw(z).n2 * (tubeLaw(z).alpha0 - 1))),
    n1: perGeneration((z) => tubeLaw(z).n1),
    n2: perGeneration((z) => tubeLaw(z).n2),
    spanCm2: perGeneration((z) => ring(z) * largest(z)),
    offsetCm2: perGeneration((z) => (ring(z) - felt.thickening) * (airways.innerWallCm2[z] ?? 0)),
    leastCm2: perGeneration((z) => SMALLEST_LUMEN_SHARE * largest(z)),
    kneeCm2: perGeneration((z) => {
      const spread = lumenSpread(shortening(z), felt.thickening, innerWallShare(z));
      return Math.hypot(SMALLEST_LUMEN_SHARE, spread) * largest(z);
    }),
  };
}

/**
 * Airways of one generation neither tighten nor swell alike: coefficient of variation of shortening and of thickening (design choice: the low
 * end of 0.3–0.5).
 */
const TONE_SPREAD = 0.3;
/** Relaxed lumen with its wall, share of the largest lumen: typical of where airways close. */
const TYPICAL_RING = 0.8;
/** The mean of a normal variable that is cut off at its middle is 0.4 standard deviations: half of the bend's width. */
const BEND_PER_SPREAD = 0.8;

/**
 * Width of the bend by which a generation closes, as a share of its largest lumen: how far the lumens (α + w)(1 − PMS)² − m·w of its airways
 * lie apart when PMS and m − 1 vary by `TONE_SPREAD`.
 */
function lumenSpread(shortening: number, thickening: number, innerWall: number): number {
  const byShortening = 2 * TYPICAL_RING * (1 - shortening) * shortening;
  const byThickening = innerWall * (thickening - 1);
  return BEND_PER_SPREAD * TONE_SPREAD * Math.hypot(byShortening, byThickening);
}

/**
 * Equal loads, PMS + 0.2·(m − 1), narrow the tree about equally: FEV1 is near a half at 0.3 and between a fifth and
 * a third at 0.375. Design choice.
 */
const THICKENING_WEIGHT = 0.2;
export const FREE_LOAD = 0.3;
/** The limit of most lungs, and by how much it is lowered for lungs that would keep less than a fifth. */
export const USUAL_LARGEST_LOAD = 0.375;
export const LOAD_STEP = 0.01;

/**
 * The tone that a living lung can have: beyond the load at which FEV1 is about a half, more of it closes ever fewer airways, and some
 * always stay open (guard: FEV1 ≥ 20 % of the healthy). Smooth and monotone; mild and moderate tones are left as they are.
 */
function livingTone({ shortening, thickening }: AirwayTone, largestLoad: number): AirwayTone {
  const load = shortening + THICKENING_WEIGHT * (thickening - 1);
  if (load <= FREE_LOAD) return { shortening, thickening };
  const room = largestLoad - FREE_LOAD;
  const kept = (FREE_LOAD + room * -Math.expm1((FREE_LOAD - load) / room)) / load;
  return { shortening: shortening * kept, thickening: 1 + (thickening - 1) * kept };
}

/**
 * Writes lumen area, cm² (all airways of the generation together), and its slope, cm² per cmH2O, to `out[0]` and `out[1]`. The area never
 * falls below 1 % of the largest: it bends smoothly into that guard, so that no airway of a lump closes all at once.
 */
export function boreAt(bore: AirwayBore, z: number, pressureCmH2O: number, out: Float64Array): void {
  const alpha0 = bore.alpha0[z]!;
  let alpha: number;
  let slope: number;
  if (pressureCmH2O <= 0) {
    const base = 1 - pressureCmH2O * bore.perP1[z]!;
    const n1 = bore.n1[z]!;
    alpha = alpha0 * (n1 === 1 ? 1 / base : n1 === 0.5 ? 1 / Math.sqrt(base) : base ** -n1);
    slope = (alpha * n1 * bore.perP1[z]!) / base;
  } else {
    const base = 1 - pressureCmH2O * bore.perP2[z]!;
    const n2 = bore.n2[z]!;
    const rest = (1 - alpha0) / wholePower(base, n2);
    alpha = 1 - rest;
    slope = (-rest * n2 * bore.perP2[z]!) / base;
  }
  const span = bore.spanCm2[z]!;
  const least = bore.leastCm2[z]!;
  const knee = bore.kneeCm2[z]!;
  const above = span * alpha + bore.offsetCm2[z]! - least;
  const bend = Math.sqrt(above * above + knee * knee);
  out[0] = least + 0.5 * (above + bend);
  out[1] = 0.5 * (1 + above / bend) * span * slope;
}

/** base^n for the whole numbers 7–10 of the tube law; far quicker than the general power. */
function wholePower(base: number, n: number): number {
  const square = base * base;
  const eighth = square * square * square * square;
  if (n === 10) return eighth * square;
  if (n === 9) return eighth * base;
  return n === 8 ? eighth : eighth / base;
}
