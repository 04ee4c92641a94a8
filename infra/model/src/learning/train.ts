import type { AdditiveRisk, RiskFeatureName } from '@airway-twin/domain/risk';
import { scoreAdditively } from '@airway-twin/domain/risk';
import { chosenThreshold, type ChosenThreshold } from '../evaluation/operating-point.js';
import { fitTrees, type BoostedTrees } from './boosted-trees.js';
import { drawsFrom } from './draw.js';
import { effectShapes } from './effect-shapes.js';
import { expectedAndObserved, frailtyShapeOf, personalRisks } from './frailty.js';
import { additiveModel, designOf, fitLogistic, logLoss, probabilitiesOf } from './logistic.js';
import { FEATURE_COUNT, dividedByPerson, judgedRows, type PatientDays, type Person } from './patient-days.js';
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

const PENALTIES = [3, 10, 30, 100];
const TRAIN_SHARE = 0.8;

/** What training gives: the additive model with how it is to be used, and what it is compared with. */
export interface Trained {
  readonly additive: AdditiveRisk;
  readonly penalty: number;
  readonly frailtyShape: number;
  readonly baseRate7d: number;
  readonly threshold: ChosenThreshold;
  readonly sets: Readonly<Record<keyof typeof PUBLISHED_SETS, AdditiveRisk>>;
  readonly trees: BoostedTrees | null;
  readonly net: RecurrentNet | null;
}

/**
 * Everything that is learnt, from these patients alone: 80 of 100 people teach, 20 tune. The same rows and seed give the same numbers.
 * `compared`: train trees and net too.
 */
export function trainOn(
  days: PatientDays,
  seed: number,
  compared = true,
  say: (line: string) => void = () => {},
): Trained {
  const [teaching, tuning] = dividedByPerson(days.people, TRAIN_SHARE, drawsFrom(seed));
  const train = judgedRows(days, teaching);
  const tune = judgedRows(days, tuning);
  say(`${teaching.length} people teach on ${train.length} days, ${tuning.length} tune on ${tune.length}`);
  const { additive, penalty } = additiveFrom(days, teaching, train, tune);
  say(
    `additive logistic: ridge ${penalty}, ${additive.stretches.length} stretches, ${additive.missing.length} for missing values`,
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
    sets: {
      inhaler: additiveFrom(days, teaching, train, tune, PUBLISHED_SETS.inhaler).additive,
      peakFlowAndSymptoms: additiveFrom(days, teaching, train, tune, PUBLISHED_SETS.peakFlowAndSymptoms).additive,
    },
    trees,
    net,
  };
}

function additiveFrom(
  days: PatientDays,
  teaching: readonly Person[],
  train: Int32Array,
  tune: Int32Array,
  names?: readonly RiskFeatureName[],
): { additive: AdditiveRisk; penalty: number } {
  const shapes = effectShapes(days, train, names);
  const design = designOf(days, train, shapes);
  const judge = designOf(days, tune, shapes);
  let best: { coefficients: Float64Array; penalty: number; loss: number } | null = null;
  for (const penalty of PENALTIES) {
    const coefficients = fitLogistic(design, shapes, penalty, best?.coefficients);
    const loss = logLoss(probabilitiesOf(judge, coefficients), judge.outcome);
    if (best === null || loss < best.loss) best = { coefficients, penalty, loss };
  }
  const { coefficients, penalty } = best!;
  return { additive: additiveModel(design, shapes, coefficients, penalty, days, teaching), penalty };
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
