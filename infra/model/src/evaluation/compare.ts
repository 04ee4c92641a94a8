import type { RiskEvaluation, RiskFigure } from '@airway-twin/contracts/risk-model';
import type { AdditiveRisk } from '@airway-twin/domain/risk';
import { treeProbabilities, type BoostedTrees } from '../learning/boosted-trees.js';
import { personalRisks } from '../learning/frailty.js';
import { judgedRows, type PatientDays } from '../learning/patient-days.js';
import { netProbabilities, type RecurrentNet } from '../learning/recurrent-net.js';
import { additiveRisks } from '../learning/train.js';
import {
  QUIET_DAYS,
  alertFigures,
  alertTallies,
  thresholdForSensitivity,
  thresholds,
  type ServedPolicy,
  type SimplePolicy,
} from './alerts.js';
import { differences, figure, figuresWithIntervals, judged, resamples, type Judged } from './figures.js';
import { WANTED_SENSITIVITY, servedPolicy, type ChosenThreshold } from './operating-point.js';

/** What is compared; what is null is left out. */
export interface Contestants {
  readonly additive: AdditiveRisk;
  readonly frailtyShape: number;
  readonly threshold: ChosenThreshold;
  readonly sets: Readonly<Record<'inhaler' | 'peakFlowAndSymptoms', AdditiveRisk>> | null;
  readonly trees: BoostedTrees | null;
  readonly net: RecurrentNet | null;
}

const SEED = 5;

interface Contestant {
  readonly name: string;
  /** By row, NaN where there is no score. */
  readonly score: Float64Array;
  readonly isProbability: boolean;
  /** Where the rule itself calls; null: a model, which has none of its own. */
  readonly ownThreshold: number | null;
}

export const SERVED = 'additive logistic, personal';
export const POPULATION = 'additive logistic, population';
export const TREES = 'boosted trees';
export const NET = 'recurrent net, 14 days';

/** All figures over those people: each model and rule, what the simplest is worth against the others, and alerts as served. */
export function evaluated(days: PatientDays, contestants: Contestants): RiskEvaluation {
  const { people } = days;
  const rows = judgedRows(days, people);
  const all = contestantsOf(days, contestants, rows);
  const judgedOf = ({ score, isProbability }: Contestant): Judged =>
    judged(
      days,
      people,
      rows,
      Float64Array.from(rows, (row) => score[row]!),
      isProbability,
    );
  const byName = (name: string): Judged => judgedOf(all.find((each) => each.name === name)!);
  const served = all[0]!;
  const models = all.map((each) => ({
    name: each.name,
    figures: { ...figuresWithIntervals(judgedOf(each), SEED), ...alertsOf(days, each) },
  }));
  const population = byName(POPULATION);
  const rivals = [TREES, NET].filter((name) => all.some((each) => each.name === name));
  const attacks = alertFiguresWithIntervals(days, served.score, servedPolicy(contestants.threshold));
  return {
    people: people.length,
    events: attacks.events,
    patientDays: rows.length,
    personYears: Number((days.count / 365.25).toFixed(1)),
    models,
    /** The other less the additive population model. */
    differences: rivals.map((name) => ({ name, figures: differences(population, byName(name), SEED) })),
    /** The personal less the population model. */
    personalGain: differences(population, judgedOf(served), SEED),
    atOperatingPoint: attacks.figures,
  };
}

function contestantsOf(days: PatientDays, given: Contestants, rows: Int32Array): Contestant[] {
  const risks = additiveRisks(given.additive, days);
  const model = (name: string, score: Float64Array): Contestant => ({
    name,
    score,
    isProbability: true,
    ownThreshold: null,
  });
  const atRows = (values: Float64Array): Float64Array => {
    const score = new Float64Array(days.count).fill(NaN);
    for (const [at, row] of rows.entries()) score[row] = values[at]!;
    return score;
  };
  const rule = (name: string, values: Float32Array, ownThreshold: number): Contestant => ({
    name,
    score: Float64Array.from(values, (value) => (Number.isNaN(value) ? -1 : value)),
    isProbability: false,
    ownThreshold,
  });
  return [
    model(SERVED, personalRisks(days, days.people, risks, given.frailtyShape)),
    model(POPULATION, risks),
    ...(given.trees ? [model(TREES, atRows(treeProbabilities(given.trees, days, rows)))] : []),
    ...(given.net ? [model(NET, atRows(netProbabilities(given.net, days, rows)))] : []),
    ...(given.sets
      ? [
          model('reliever and inspiratory flow only', additiveRisks(given.sets.inhaler, days)),
          model('peak flow and symptoms only', additiveRisks(given.sets.peakFlowAndSymptoms, days)),
        ]
      : []),
    rule('rule: peak flow below 80 % on two days', days.peakFlowBelow80TwoDays, 1),
    rule('rule: reliever puffs in 24 h (4 or more)', days.relieverPuffs24h, 4),
    rule('rule: action plan yellow or red', days.zone, 1),
  ];
}

/** Alerts at the sensitivity that all are held to; for a rule, also where it calls by itself. */
function alertsOf(days: PatientDays, { score, ownThreshold }: Contestant): Record<string, RiskFigure> {
  const { people } = days;
  const from = thresholdForSensitivity(days, people, score, WANTED_SENSITIVITY);
  const none: RiskFigure = { value: null, low: null, high: null };
  // A threshold below which nothing lies calls every week for everybody: that is no rule.
  const usable = from !== null && from > thresholds(days, people, score)[0]!;
  const fixed = usable ? alertFiguresWithIntervals(days, score, { from, quietDays: QUIET_DAYS }).figures : null;
  const own =
    ownThreshold === null
      ? null
      : alertFiguresWithIntervals(days, score, { from: ownThreshold, quietDays: QUIET_DAYS }).figures;
  return {
    alertsPerPatientMonth: fixed?.['alertsPerPatientMonth'] ?? none,
    precedeAttackOfHundred: fixed?.['precedeAttackOfHundred'] ?? none,
    leadDays: fixed?.['leadDays'] ?? none,
    ...(own && {
      ownSensitivity: own['sensitivity']!,
      ownAlertsPerPatientMonth: own['alertsPerPatientMonth']!,
    }),
  };
}

function alertFiguresWithIntervals(
  days: PatientDays,
  score: Float64Array,
  policy: ServedPolicy | SimplePolicy,
): { figures: Record<string, RiskFigure>; events: number } {
  const tallies = alertTallies(days, days.people, score, policy);
  const value = alertFigures(tallies);
  const replicates = resamples(days.people.length, SEED).map((weight) => alertFigures(tallies, weight));
  const names = ['alertsPerPatientMonth', 'sensitivity', 'precedeAttackOfHundred', 'leadDays'] as const;
  return {
    figures: Object.fromEntries(
      names.map((name) => [
        name,
        figure(
          value[name],
          replicates.map((each) => each[name]),
        ),
      ]),
    ),
    events: tallies.reduce((sum, { attacks }) => sum + attacks, 0),
  };
}
