import { specAgeYears, type PatientSpec } from '../patient-spec.js';
import { predictedLungFunction } from '../predicted.js';
import { drawFor } from '../seeded-draw.js';
import { breathTable, type BreathTable } from './breath-table.js';
import { forcedBreath } from './forced-breath.js';
import { drawHiddenLungs, type HiddenLungs } from './hidden-lungs.js';

/** The lungs of one invented person: the tree, the scale of its airways, and what it breathes. */
export interface PersonLungs {
  readonly lungs: HiddenLungs;
  /** Scale of all diameters at which the healthy FEV1 is the person's own. */
  readonly calibre: number;
  readonly table: BreathTable;
  /** Healthy FEV1, FVC and peak flow of this person against predicted × their lung scale, about 1. */
  readonly fev1Factor: number;
  readonly fvcFactor: number;
  readonly pefFactor: number;
}

/** The body at this instant shapes the tree; what a child grows afterwards scales with the predicted values. */
const SIZED_AT_MS = Date.parse('2026-07-01T00:00:00Z');
const CALIBRE = { least: 0.6, most: 1.7, rounds: 6 } as const;
const CLOSE_ENOUGH = 0.002;
const PERSONS_KEPT = 400;
const kept = new Map<string, PersonLungs>();
const keptBySpec = new WeakMap<PatientSpec, PersonLungs>();

/**
 * The lungs of that person. Drawn and calibrated once (some tens of milliseconds), then remembered by what they depend on: sex, birth
 * date, height, airway seed and lung scale.
 */
export function personLungs(spec: PatientSpec): PersonLungs {
  const known = keptBySpec.get(spec);
  if (known) return known;
  const key = [spec.sex, spec.birthDate, spec.heightCm, spec.airwaySeed, spec.lungScale].join('|');
  let found = kept.get(key);
  if (!found) {
    if (kept.size >= PERSONS_KEPT) kept.delete(kept.keys().next().value!);
    found = grownLungs(spec);
    kept.set(key, found);
  }
  keptBySpec.set(spec, found);
  return found;
}

function grownLungs(spec: PatientSpec): PersonLungs {
  const ageYears = Math.max(4, specAgeYears(spec, SIZED_AT_MS));
  const draw = drawFor('lungs', spec.airwaySeed);
  const predicted = predictedLungFunction(spec.sex, ageYears, spec.heightCm);
  // Airways and lungs do not grow in step (dysanapsis; Green, Mead and Turner 1974): FVC and PEF have a factor of their own.
  const roomFactor = Math.exp(draw.normal(0, 0.035));
  const pefFactor = Math.exp(draw.normal(0, 0.05));
  const lungs = drawHiddenLungs(
    { heightCm: spec.heightCm, ageYears, vitalCapacityLitres: predicted.fvcLitres * spec.lungScale * roomFactor },
    draw,
  );
  const calibre = calibreFor(lungs, predicted.fev1Litres * spec.lungScale);
  const table = breathTable(lungs, calibre);
  return {
    lungs,
    calibre,
    table,
    fev1Factor: table.healthy.fev1Litres / (predicted.fev1Litres * spec.lungScale),
    fvcFactor: table.healthy.fvcLitres / (predicted.fvcLitres * spec.lungScale),
    pefFactor,
  };
}

/** The scale of all diameters at which the healthy tree blows that FEV1: the secant on ln calibre, held within a bracket. */
function calibreFor(lungs: HiddenLungs, fev1Litres: number): number {
  const miss = (logCalibre: number): number =>
    Math.log(forcedBreath(lungs, Math.exp(logCalibre), 0, 0).fev1Litres / fev1Litres);
  let low = Math.log(CALIBRE.least);
  let high = Math.log(CALIBRE.most);
  let at = 0;
  let slope = 0.6;
  let last: { readonly at: number; readonly miss: number } | null = null;
  for (let round = 0; round < CALIBRE.rounds; round++) {
    const missed = miss(at);
    if (Math.abs(missed) < CLOSE_ENOUGH) break;
    if (missed > 0) high = at;
    else low = at;
    if (last && at !== last.at) slope = Math.max(0.08, (missed - last.miss) / (at - last.at));
    last = { at, miss: missed };
    const next = at - missed / slope;
    at = next > low && next < high ? next : (low + high) / 2;
  }
  return Math.exp(at);
}
