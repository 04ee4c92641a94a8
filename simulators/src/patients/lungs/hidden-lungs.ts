import { diameterScale, REFERENCE_HEIGHT_CM } from '@airway-twin/domain/airways';
import type { SeededDraw } from '../seeded-draw.js';
import {
  CT_OVER_CAST,
  LARGEST_AREA_CM2,
  LAST_GENERATION,
  LENGTH_MM,
  LOBE_SHARE,
  NAMED_BRONCHI,
  PRESSURE_AT_CAPACITY_CMH2O,
  SEGMENTAL_ORDER,
  type NamedBronchus,
} from './bronchial-sizes.js';
import type { CollapsibleAirway } from './collapsible-airway.js';
import { areaShareAt, tabulatedTubeLaw } from './tabulated-tube-law.js';

/** Airways of one kind before muscle and swelling act on them. */
export interface RelaxedAirway {
  readonly order: number;
  readonly count: number;
  readonly lengthCm: number;
  /** Largest lumen area of one, cm², at calibre 1. */
  readonly largestAreaCm2: number;
  /** Inner wall of one, as a share of its largest lumen area, without swelling. */
  readonly wallShare: number;
}

/** One bronchopulmonary segment: what it holds, how it pulls back, how strongly it answers. */
export interface LungSegment {
  readonly name: string;
  readonly volumeShare: number;
  /** Recoil against that of the whole lung. */
  readonly recoilFactor: number;
  /** How strongly a stimulus constricts, or swells, this segment against the others; about 1. */
  readonly constrictionSensitivity: number;
  readonly swellingSensitivity: number;
  /** From the smallest airways to the segmental bronchus. */
  readonly airways: readonly RelaxedAirway[];
}

/** A bronchus that segments share. */
export interface SharedBronchus {
  readonly name: string;
  readonly parent: string | null;
  readonly airway: RelaxedAirway;
  /** Segments and shared bronchi that open into it. */
  readonly branches: readonly string[];
}

/** The lungs of one invented person, drawn. Volumes in litres. */
export interface HiddenLungs {
  readonly segments: readonly LungSegment[];
  /** Peripheral ones first, the trachea last. */
  readonly shared: readonly SharedBronchus[];
  readonly capacityLitres: number;
  readonly residualLitres: number;
  /** Recoil constant, per cmH2O. */
  readonly recoilPerCmH2O: number;
  /** Largest effort, cmH2O, and how fast it is reached, s. */
  readonly mostEffortCmH2O: number;
  readonly effortRiseSeconds: number;
  readonly upperAirwayFactor: number;
}

export interface BodyOfLungs {
  readonly heightCm: number;
  readonly ageYears: number;
  /** Volume between full inspiration and full expiration, L. */
  readonly vitalCapacityLitres: number;
}

/** Coefficients of variation between the segments of one person. */
const BETWEEN_SEGMENTS = { calibre: 0.06, taper: 0.05, wall: 0.15, recoil: 0.08, volume: 0.12 } as const;
const CARTILAGE = [0, 0.3, 0.6, 0.9] as const;
const MOST_SHORTENING = 0.4;
/** A lumen is never taken below this share of its largest area: it is as good as closed then. */
const LEAST_LUMEN_SHARE = 0.004;

/** Lungs for that body: everything in which people differ is drawn, within published ranges. */
export function drawHiddenLungs(body: BodyOfLungs, draw: SeededDraw): HiddenLungs {
  const { heightCm, ageYears, vitalCapacityLitres } = body;
  const tall = heightCm / REFERENCE_HEIGHT_CM;
  const wallFactor = lognormal(draw, 0.12);
  const spread = { constriction: draw.between(0.3, 0.5), swelling: draw.between(0.3, 0.5) };
  const segments = NAMED_BRONCHI.filter(isSegmental).map((bronchus) =>
    drawSegment(bronchus, heightCm, wallFactor, spread, draw),
  );
  const whole = segments.reduce((sum, segment) => sum + segment.volumeShare, 0);
  // Residual volume 22–24 % of capacity in children, rising with age (Stocks and Quanjer 1995, about).
  const residualShare = Math.min(
    0.4,
    Math.max(0.2, 0.21 + 0.0022 * Math.max(0, ageYears - 18) + draw.normal(0.01, 0.012)),
  );
  const capacityLitres = vitalCapacityLitres / (1 - residualShare);
  const young = Math.min(1, Math.max(0, (18 - ageYears) / 12));
  return {
    segments: segments.map((segment) => ({ ...segment, volumeShare: segment.volumeShare / whole })),
    shared: NAMED_BRONCHI.filter((bronchus) => !isSegmental(bronchus))
      .toReversed()
      .map((bronchus) => ({
        name: bronchus.name,
        parent: bronchus.parent,
        airway: namedAirway(bronchus, heightCm, lognormal(draw, 0.04), wallFactor),
        branches: NAMED_BRONCHI.filter(({ parent }) => parent === bronchus.name).map(({ name }) => name),
      })),
    capacityLitres,
    residualLitres: capacityLitres * residualShare,
    recoilPerCmH2O: (0.122 + 0.03 * young) * lognormal(draw, 0.08) + 0.0004 * Math.max(0, ageYears - 30),
    mostEffortCmH2O: draw.between(95, 150) * Math.sqrt(tall),
    effortRiseSeconds: draw.between(0.04, 0.075),
    upperAirwayFactor: draw.between(0.8, 1.25) / tall ** 1.5,
  };
}

/** Constriction (0…1) and swelling (0…1) of every segment when the means over the lung, weighted by volume, are those. */
export function segmentConditions(
  lungs: HiddenLungs,
  meanConstriction: number,
  meanInflammation: number,
): { readonly constriction: readonly number[]; readonly inflammation: readonly number[] } {
  const { segments } = lungs;
  return {
    constriction: answers(segments, meanConstriction, (segment) => segment.constrictionSensitivity),
    inflammation: answers(segments, meanInflammation, (segment) => segment.swellingSensitivity),
  };
}

/**
 * The airways as they are under a constriction and a swelling (each 0…1; C = 1 is 40 % muscle shortening, I = 1 doubles the inner wall).
 * `calibre` scales all diameters of the person.
 */
export function conditionedAirway(
  { order, count, lengthCm, largestAreaCm2, wallShare }: RelaxedAirway,
  calibre: number,
  constriction: number,
  inflammation: number,
): CollapsibleAirway {
  const largest = largestAreaCm2 * calibre * calibre;
  const left = (1 - MOST_SHORTENING * constriction * (CARTILAGE[order] ?? 1)) ** 2;
  return {
    law: tabulatedTubeLaw(order),
    count,
    lengthCm,
    perAreaShareCm2: largest * left,
    shiftCm2: largest * wallShare * (left - 1 - inflammation),
    leastAreaCm2: largest * LEAST_LUMEN_SHARE,
    pieces: order <= SEGMENTAL_ORDER ? 2 : 1,
  };
}

function isSegmental(bronchus: NamedBronchus): boolean {
  return bronchus.order === SEGMENTAL_ORDER;
}

function drawSegment(
  bronchus: NamedBronchus,
  heightCm: number,
  wallFactor: number,
  spread: { readonly constriction: number; readonly swelling: number },
  draw: SeededDraw,
): LungSegment {
  // Within a lobe volume goes with the bronchus that supplies it (flow ∝ d^2.8, Kitaoka and Suki 1997).
  const lobe = lobeOf(bronchus);
  const supplied = (one: NamedBronchus): number => one.diameterMm ** 2.8;
  const siblings = NAMED_BRONCHI.filter((one) => isSegmental(one) && lobeOf(one) === lobe);
  const ofLobe = supplied(bronchus) / siblings.reduce((sum, one) => sum + supplied(one), 0);
  const volumeShare = (LOBE_SHARE[lobe] ?? 0) * ofLobe * lognormal(draw, BETWEEN_SEGMENTS.volume);
  const calibre = lognormal(draw, BETWEEN_SEGMENTS.calibre);
  const taper = lognormal(draw, BETWEEN_SEGMENTS.taper);
  const wall = wallFactor * lognormal(draw, BETWEEN_SEGMENTS.wall);
  // What is inflamed is often twitchy too: the two sensitivities share half of their variance.
  const shared = draw.normal(0, 1);
  const own = (): number => Math.SQRT1_2 * (shared + draw.normal(0, 1));
  const airways: RelaxedAirway[] = [];
  for (let order = LAST_GENERATION; order > SEGMENTAL_ORDER; order--) {
    const widening = calibre * taper ** ((order - SEGMENTAL_ORDER) / (LAST_GENERATION - SEGMENTAL_ORDER));
    const diameter = CT_OVER_CAST * diameterScale(order, heightCm) * widening;
    airways.push({
      order,
      count: volumeShare * 2 ** order,
      lengthCm: ((LENGTH_MM[order] ?? 0) / 10) * (heightCm / REFERENCE_HEIGHT_CM),
      largestAreaCm2: ((LARGEST_AREA_CM2[order] ?? 0) / 2 ** order) * diameter * diameter,
      wallShare: innerWall(order, wall),
    });
  }
  airways.push(namedAirway(bronchus, heightCm, calibre, wall));
  return {
    name: bronchus.name,
    volumeShare,
    recoilFactor: lognormal(draw, BETWEEN_SEGMENTS.recoil),
    constrictionSensitivity: Math.exp(spread.constriction * own()),
    swellingSensitivity: Math.exp(spread.swelling * own()),
    airways,
  };
}

function namedAirway(bronchus: NamedBronchus, heightCm: number, calibre: number, wall: number): RelaxedAirway {
  const { order, diameterMm, lengthMm } = bronchus;
  const diameterCm = (diameterMm / 10) * diameterScale(order, heightCm) * calibre;
  const atCapacity = areaShareAt(tabulatedTubeLaw(order), PRESSURE_AT_CAPACITY_CMH2O);
  return {
    order,
    count: 1,
    lengthCm: (lengthMm / 10) * (heightCm / REFERENCE_HEIGHT_CM),
    largestAreaCm2: (Math.PI * diameterCm * diameterCm) / 4 / atCapacity,
    wallShare: innerWall(order, wall),
  };
}

/** Inner wall as a share of the largest lumen: f/(1−f), f from 0.15 (trachea) to 0.30 (generation 16) times the person's own factor. */
function innerWall(order: number, factor: number): number {
  const share = Math.min(0.45, (0.15 + (0.15 * order) / LAST_GENERATION) * factor);
  return share / (1 - share);
}

function lobeOf(bronchus: NamedBronchus): string {
  let at: NamedBronchus | undefined = bronchus;
  while (at && LOBE_SHARE[at.name] === undefined) {
    const { parent }: NamedBronchus = at;
    at = NAMED_BRONCHI.find(({ name }) => name === parent);
  }
  return at?.name ?? '';
}

/** Every segment answers one stimulus as 1 − e^(−stimulus × sensitivity); the stimulus is the one that gives the mean asked for. */
function answers(
  segments: readonly LungSegment[],
  mean: number,
  sensitivityOf: (segment: LungSegment) => number,
): number[] {
  if (mean <= 0) return segments.map(() => 0);
  if (mean >= 1) return segments.map(() => 1);
  const answer = (stimulus: number): number =>
    segments.reduce(
      (sum, segment) => sum + segment.volumeShare * (1 - Math.exp(-stimulus * sensitivityOf(segment))),
      0,
    );
  let low = 0;
  let high = 1;
  while (answer(high) < mean) high *= 2;
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2;
    if (answer(middle) < mean) low = middle;
    else high = middle;
  }
  return segments.map((segment) => 1 - Math.exp(-high * sensitivityOf(segment)));
}

/** Log-normal with median 1. */
function lognormal(draw: SeededDraw, spread: number): number {
  return Math.exp(draw.normal(0, spread));
}
