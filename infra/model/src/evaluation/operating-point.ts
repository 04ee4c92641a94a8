import { UNEVALUATED_OPERATING_POINT } from '@airway-twin/domain/risk';
import type { PatientDays, Person } from '../learning/patient-days.js';
import { alertFigures, alertTallies, thresholds, type ServedPolicy } from './alerts.js';

/** Expected clinician alerts per patient and month, at most. */
export const ALERT_BUDGET_PER_MONTH = 1;
/** The sensitivity at which models and rules are compared. */
export const WANTED_SENSITIVITY = 0.6;
/** High on two of three days; a standing alert ends below this share of the odds at which it began. */
export const PERSISTENCE = { high: 2, of: 3 } as const;
const ENDS_BELOW_ODDS_SHARE = 0.6;

export interface ChosenThreshold {
  readonly alertFrom: number;
  readonly alertUntil: number;
}

/** The policy that is served with that threshold. */
export function servedPolicy(threshold: ChosenThreshold): ServedPolicy {
  const point = { ...UNEVALUATED_OPERATING_POINT, ...threshold, daysPersistent: PERSISTENCE };
  return { point, alertsPerPatientMonth: ALERT_BUDGET_PER_MONTH };
}

/** So many thresholds are tried. */
const TRIED = 60;
/**
 * Below some threshold more alerts see hardly more attacks, for the budget is spent before they come: a threshold that sees this share of
 * the most that any sees is as good, with fewer alerts.
 */
const NEARLY_AS_MANY = 0.85;

/** The highest threshold within the budget that sees nearly as many attacks as any within it. `risk7d` by row. */
export function chosenThreshold(days: PatientDays, people: readonly Person[], risk7d: Float64Array): ChosenThreshold {
  const tried = thresholds(days, people, risk7d, TRIED)
    .filter((alertFrom) => alertFrom > 0)
    .map((alertFrom) => {
      const chosen = withEnd(alertFrom);
      return { chosen, ...alertFigures(alertTallies(days, people, risk7d, servedPolicy(chosen))) };
    })
    .filter(({ alertsPerPatientMonth }) => alertsPerPatientMonth <= ALERT_BUDGET_PER_MONTH);
  const most = Math.max(0, ...tried.map(({ sensitivity }) => sensitivity));
  return tried.findLast(({ sensitivity }) => sensitivity >= NEARLY_AS_MANY * most)?.chosen ?? withEnd(1);
}

function withEnd(alertFrom: number): ChosenThreshold {
  const from = Number(alertFrom.toPrecision(4));
  const odds = (ENDS_BELOW_ODDS_SHARE * from) / (1 - from);
  return { alertFrom: from, alertUntil: from >= 1 ? 1 : Number((odds / (1 + odds)).toPrecision(4)) };
}
