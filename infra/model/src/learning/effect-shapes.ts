import {
  RISK_FEATURES,
  type EffectOfMissing,
  type EffectStretch,
  type RiskFeatureName,
} from '@airway-twin/domain/risk';
import { FEATURE_COUNT, type PatientDays } from './patient-days.js';

/**
 * Which way a feature may move the risk, all else equal; a feature not named may go either way. What a missed dose of the preventer moves
 * (adherence, the twin's inflammation, the silence of the inhaler) is among them or not read (`NOT_READ`), so that more missed doses never
 * lower the risk.
 */
export const DIRECTION: { readonly [name in RiskFeatureName]?: 1 | -1 } = {
  constrictionEstimate: 1,
  inflammationEstimate: 1,
  inflammationRise: 1,
  virusEstimate: 1,
  lungFunctionPercentOfBest7d: -1,
  lungFunctionFall3d: 1,
  lungFunctionZ3d: -1,
  lungFunctionSlope7d: -1,
  lungFunctionSpread14d: 1,
  relieverPuffsPerDay14d: 1,
  relieverRise4d: 1,
  relieverPuffs24h: 1,
  nightWakingShare7d: 1,
  symptomDayShare7d: 1,
  symptomRise3d: 1,
  controllerAdherence7d: -1,
  controllerAdherenceChange7d: -1,
  techniqueFailureShare: 1,
  attackLastYear: 1,
  repeatedAttacksLastYear: 1,
  coldReported7d: 1,
  pm25MicrogramsPerM3: 1,
  no2MicrogramsPerM3: 1,
  highPollenDay: 1,
  childInSeptember: 1,
  daysWithoutInhaler: 1,
};

/**
 * What the additive model does not read, since the twin explains a blow by all of its parts together. How wide its band is says how much is
 * known, not how the airways are: with an effect of its own a low blow, which narrows the band, would lower the risk. Constriction and virus
 * are what missed doses leave over of the same blows: the more inflamed the airways of who takes nothing, the less is left for them, and the
 * risk would fall with every dose missed. The blows themselves, which nothing explains away, are read. The change of adherence would lower
 * the risk for doses missed a week ago.
 */
export const NOT_READ: ReadonlySet<RiskFeatureName> = new Set<RiskFeatureName>([
  'constrictionEstimate',
  'constrictionBandWidth',
  'virusEstimate',
  'controllerAdherenceChange7d',
]);

/** The basis of an additive model before its coefficients are known. */
export interface EffectShapes {
  readonly stretches: readonly Omit<EffectStretch, 'logOdds'>[];
  readonly missing: readonly Omit<EffectOfMissing, 'logOdds'>[];
}

/** Ends of the stretches as shares of the people's days: the effect is level outside the first and the last. */
const ENDS = [0.002, 0.5, 0.9, 0.98, 0.998];
const LEAST_MISSING_SHARE = 0.002;
/** A stretch is at least this share of all: shorter ones go with their neighbour. */
const LEAST_LENGTH_SHARE = 0.03;
/** Every so many rows are looked at: plenty for quantiles. */
const EVERY = 7;

/** Stretches between quantiles of each feature over those rows, and an indicator for each feature that is at times missing. */
export function effectShapes(
  days: PatientDays,
  rows: Int32Array,
  names: readonly RiskFeatureName[] = RISK_FEATURES.map(({ name }) => name),
): EffectShapes {
  const stretches: Omit<EffectStretch, 'logOdds'>[] = [];
  const missing: Omit<EffectOfMissing, 'logOdds'>[] = [];
  for (const name of names) {
    if (NOT_READ.has(name)) continue;
    const feature = RISK_FEATURES.findIndex((each) => each.name === name);
    const all = Array.from(
      rows.filter((_row, at) => at % EVERY === 0),
      (row) => days.features[row * FEATURE_COUNT + feature]!,
    );
    const known = Float64Array.from(all.filter((value) => !Number.isNaN(value))).sort();
    if (known.length < all.length * (1 - LEAST_MISSING_SHARE)) missing.push({ feature });
    if (known.length === 0) continue;
    const ends = apart([...new Set(ENDS.map((share) => endAt(known, share)))]);
    for (let at = 0; at + 1 < ends.length; at++) {
      const [from, to] = [ends[at]!, ends[at + 1]!];
      const passed = known.reduce((sum, value) => sum + (Math.min(to, Math.max(from, value)) - from) / (to - from), 0);
      stretches.push({ feature, from, to, mean: short(passed / known.length) });
    }
  }
  return { stretches, missing };
}

/** Ends without those inside that lie too close to the one before or to the last. */
function apart(ends: readonly number[]): number[] {
  const last = ends.at(-1)!;
  const least = LEAST_LENGTH_SHARE * (last - ends[0]!);
  const kept: number[] = [];
  for (const [at, end] of ends.entries()) {
    const inside = at > 0 && at < ends.length - 1;
    if (inside && (end - kept.at(-1)! < least || last - end < least)) continue;
    kept.push(end);
  }
  return kept;
}

/** Few digits: readable in the manifest, and the same when read back. */
function endAt(sorted: Float64Array, share: number): number {
  return Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toPrecision(4));
}

export function short(value: number): number {
  return Number(value.toPrecision(7));
}
