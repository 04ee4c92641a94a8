import type { AdditiveRisk, RiskFeatureName } from '@airway-twin/domain/risk';
import { scoreAdditively } from '@airway-twin/domain/risk';
import { chosenThreshold, type ChosenThreshold } from '../evaluation/operating-point.js';
import { fitTrees, type BoostedTrees } from './boosted-trees.js';
import { drawsFrom } from './draw.js';
import { effectShapes } from './effect-shapes.js';
import { expectedAndObserved, frailtyShapeOf, personalRisks } from './frailty.js';
import {
  additiveModel,
  designOf,
  fitLogistic,
  logLoss,
  partOf,
  probabilitiesOf,
  recalibrationSlope,
  stretched,
} from './logistic.js';
import { FEATURE_COUNT, dividedByPerson, judgedRows, type PatientDays } from './patient-days.js';
import { fitRecurrentNet, type RecurrentNet } from './recurrent-net.js';

/** Features that published models read: inhaler only (Lugogo 2022, JAA 15:1623); peak flow and symptoms only (de Hond 2022, Sci Rep 12:20363). */
export const PUBLISHED_SETS = {
  inhaler: [
    'relieverPuffsPerDay14d',
    'relieverRise4d',
    'relieverPuffs24h',
    'inspiratoryFlowLitresPerMinute',
    'techniqueFailureShare',
  ],
  peakFlowAndSymptoms: [
    'lungFunctionPercentOfBest7d',
    'lungFunctionFall3d',
    'lungFunctionZ3d',
    'lungFunctionSlope7d',
    'lungFunctionSpread14d',
    'nightWakingShare7d',
    'symptomDayShare7d',
    'symptomRise3d',
  ],
} as const satisfies Record<string, readonly RiskFeatureName[]>;

const PENALTIES = [100, 30, 10, 3, 1];
/** Four fifths of the people teach when the rest is asked: with fewer, risks look more extreme than those of the model of all people. */
const GROUPS = 5;
const TRAIN_SHARE = 0.8;
/** Days next to each other tell nearly the same: of more than these, every second, third … is learnt from. */
const MOST_TEACHING_DAYS = 200_000;

/** What training gives: the additive model with how it is to be used, and what it is compared with. */
export interface Trained {
  readonly additive: AdditiveRisk;
  readonly penalty: number;
  readonly frailtyShape: number;
  readonly baseRate7d: number;
  readonly threshold: ChosenThreshold;
  readonly sets: Readonly<Record<keyof typeof PUBLISHED_SETS, AdditiveRisk>> | null;
  readonly trees: BoostedTrees | null;
  readonly net: RecurrentNet | null;
}

/**
 * Everything that is learnt, from these patients alone: the additive model by
 * cross-validation between people; of trees and net 80 of 100 people teach, 20 tune. The same rows and seed give the same numbers.
 * `compared`: train what it is compared with too, trees, net and the published sets of features.
 */
export function trainOn(
  days: PatientDays,
  seed: number,
  compared = true,
  say: (line: string) => void = () => {},
): Trained {
  const [teaching, tuning] = dividedByPerson(days.people, TRAIN_SHARE, drawsFrom(seed));
  const train = thinned(judgedRows(days, teaching));
  const tune = thinned(judgedRows(days, tuning));
  say(`${teaching.length} people teach on ${train.length} days, ${tuning.length} tune on ${tune.length}`);
  const { additive, penalty, slope } = additiveFrom(days, seed + 3);
  say(
    `additive logistic: ridge ${penalty}, slope ${slope.toFixed(2)}, ${additive.stretches.length} stretches, ${additive.missing.length} for missing values`,
  );
  const risks = additiveRisks(additive, days);
  const frailtyShape = frailtyShapeOf(expectedAndObserved(days, days.people, risks));
  say(`personal factor: shape ${frailtyShape}`);
  const threshold = chosenThreshold(days, days.people, personalRisks(days, days.people, risks, frailtyShape));
  const all = judgedRows(days, days.people);
  const events = all.reduce((sum, row) => sum + days.outcome[row]!, 0);
  const trees = compared ? fitTrees(days, train, tune, seed + 1) : null;
  if (trees) say(`trees: ${trees.trees.length}`);
  const net = compared ? fitRecurrentNet(days, train, tune, seed + 2) : null;
  return {
    additive,
    penalty,
    frailtyShape,
    baseRate7d: Number((events / Math.max(1, all.length)).toPrecision(6)),
    threshold,
    sets: compared
      ? {
          inhaler: additiveFrom(days, seed + 3, PUBLISHED_SETS.inhaler).additive,
          peakFlowAndSymptoms: additiveFrom(days, seed + 3, PUBLISHED_SETS.peakFlowAndSymptoms).additive,
        }
      : null,
    trees,
    net,
  };
}

function thinned(rows: Int32Array): Int32Array {
  const every = Math.ceil(rows.length / MOST_TEACHING_DAYS);
  return rows.filter((_row, at) => at % every === 0);
}

/**
 * The additive model of all people. Penalty and slope come from people left out in turn (cross-validation by person): the penalty by their
 * log loss, the slope such that risks of people not learnt from are neither too flat nor too extreme (held within 0.7–1.4).
 */
function additiveFrom(
  days: PatientDays,
  seed: number,
  names?: readonly RiskFeatureName[],
): { additive: AdditiveRisk; penalty: number; slope: number } {
  const rows = thinned(judgedRows(days, days.people));
  const shapes = effectShapes(days, rows, names);
  const design = designOf(days, rows, shapes);
  const groupOf = groups(days, seed);
  const leftOut = PENALTIES.map(() => new Float64Array(rows.length));
  for (let group = 0; group < GROUPS; group++) {
    const places = Int32Array.from(rows.keys());
    const rest = partOf(
      design,
      places.filter((place) => groupOf[rows[place]!] !== group),
    );
    const own = places.filter((place) => groupOf[rows[place]!] === group);
    const judge = partOf(design, own);
    let start: Float64Array | undefined;
    for (const [at, penalty] of PENALTIES.entries()) {
      start = fitLogistic(rest, shapes, penalty, start);
      const given = probabilitiesOf(judge, start);
      for (const [index, place] of own.entries()) leftOut[at]![place] = given[index]!;
    }
  }
  const losses = leftOut.map((given) => logLoss(given, design.outcome));
  const best = losses.indexOf(Math.min(...losses));
  const penalty = PENALTIES[best]!;
  const slope = Math.min(1.4, Math.max(0.7, recalibrationSlope(leftOut[best]!, design.outcome)));
  const coefficients = stretched(design, fitLogistic(design, shapes, penalty), slope);
  return { additive: additiveModel(design, shapes, coefficients, penalty, days, days.people), penalty, slope };
}

/** For each row the group of its person. */
function groups({ count, people }: PatientDays, seed: number): Uint8Array {
  const draw = drawsFrom(seed);
  const groupOf = new Uint8Array(count);
  for (const { from, to } of people) groupOf.fill(Math.floor(draw() * GROUPS), from, to);
  return groupOf;
}

/** The 7-day risk of every scored row, without personal part; NaN for the others. */
export function additiveRisks(model: AdditiveRisk, days: PatientDays): Float64Array {
  // The spread is not asked for here, and it is most of the work.
  const plain = { ...model, uncertainty: [] };
  const nobody = { logOdds: 0, variance: 0 };
  return Float64Array.from({ length: days.count }, (_unused, row) => {
    if (days.unscored[row]) return NaN;
    const features = Float64Array.from(days.features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT));
    return 1 / (1 + Math.exp(-scoreAdditively(plain, { features, personal: nobody }).logOdds7d));
  });
}
