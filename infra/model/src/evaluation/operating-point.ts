import type { PatientDays, Person } from '../learning/patient-days.js';
import { alertFigures, alertTallies, thresholds, type AlertPolicy } from './alerts.js';

/** Expected clinician alerts per patient and month, at most. */
export const ALERT_BUDGET_PER_MONTH = 1;
/** Where more attacks are not asked for: alerts cost attention (clinical reference 3.2). */
export const WANTED_SENSITIVITY = 0.6;
/** High on two of three days; a standing alert ends below this share of the odds at which it began. */
const PERSISTENCE = { highDays: 2, ofDays: 3 };
const ENDS_BELOW_ODDS_SHARE = 0.6;

export interface ChosenThreshold {
  readonly alertFrom: number;
  readonly alertUntil: number;
}

/** The policy that is served with that threshold. */
export function alertPolicy({ alertFrom, alertUntil }: ChosenThreshold): AlertPolicy {
  return { alertFrom, alertUntil, ...PERSISTENCE };
}

/**
 * The highest threshold that sees the wanted share of the attacks within the budget; when none does, the one within the budget that sees
 * most. `risk7d` by row.
 */
export function chosenThreshold(days: PatientDays, people: readonly Person[], risk7d: Float64Array): ChosenThreshold {
  let best: { chosen: ChosenThreshold; sensitivity: number } | null = null;
  for (const alertFrom of thresholds(days, people, risk7d).reverse()) {
    if (!(alertFrom > 0)) continue;
    const chosen = withEnd(alertFrom);
    const { alertsPerPatientMonth, sensitivity } = alertFigures(
      alertTallies(days, people, risk7d, alertPolicy(chosen)),
    );
    if (alertsPerPatientMonth > ALERT_BUDGET_PER_MONTH) break;
    if (best === null || sensitivity > best.sensitivity) best = { chosen, sensitivity };
    if (sensitivity >= WANTED_SENSITIVITY) break;
  }
  return best?.chosen ?? withEnd(1);
}

function withEnd(alertFrom: number): ChosenThreshold {
  const from = Number(alertFrom.toPrecision(4));
  const odds = (ENDS_BELOW_ODDS_SHARE * from) / (1 - from);
  return { alertFrom: from, alertUntil: from >= 1 ? 1 : Number((odds / (1 + odds)).toPrecision(4)) };
}
