import { NO_ALERTS, alertAfterLook, alertAfterSending, type RiskOperatingPoint } from '@airway-twin/domain/risk';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import type { PatientDays, Person } from '../learning/patient-days.js';

/** How the product makes alerts of scores: thresholds with hysteresis, high days of some, and a budget of each patient's month. */
export interface ServedPolicy {
  readonly point: RiskOperatingPoint;
  readonly alertsPerPatientMonth: number;
}

/** An alert on the first day at or above the threshold, and no second one for a week: what any score can be given. */
export interface SimplePolicy {
  readonly from: number;
  readonly quietDays: number;
}

export interface AlertTally {
  readonly alerts: number;
  /** Alerts with an attack within the 7 days after them. */
  readonly beforeAttack: number;
  readonly attacks: number;
  /** Attacks with an alert in the 7 days before them. */
  readonly seen: number;
  readonly months: number;
  /** Days from the earliest such alert to the attack. */
  readonly leadDays: readonly number[];
}

export const TARGET_DAYS = 7;
const DAYS_PER_MONTH = 365.25 / 12;
export const QUIET_DAYS = 7;

/** For each person the tally of alerts; `score` by row, NaN where there is none. Only days at risk can alert. */
export function alertTallies(
  days: PatientDays,
  people: readonly Person[],
  score: Float64Array,
  policy: ServedPolicy | SimplePolicy,
): AlertTally[] {
  return people.map((person) => talliedFor(days, person, raisedDays(days, person, score, policy)));
}

/** Days on which an alert is raised. As served: each is answered on its day, so the next may come when the budget allows. */
function raisedDays(
  days: PatientDays,
  { from, to }: Person,
  score: Float64Array,
  policy: ServedPolicy | SimplePolicy,
): number[] {
  const raised: number[] = [];
  let memory = NO_ALERTS;
  for (let row = from; row < to; row++) {
    const day = days.day[row]!;
    const value = score[row]!;
    if (Number.isNaN(value) || Number.isNaN(days.outcome[row]!)) continue;
    if ('from' in policy) {
      if (value >= policy.from && day - (raised.at(-1) ?? -Infinity) >= policy.quietDays) raised.push(day);
      continue;
    }
    // Most days are quiet, and quiet days need no look.
    if (value < policy.point.alertUntil && !memory.standing && memory.highDays.length === 0) continue;
    const nowMs = day * MS_PER_DAY;
    const look = { nowMs, day, within7Days: value, data: 'enough' as const, open: false };
    const { memory: after, decision } = alertAfterLook(memory, look, policy.point, policy.alertsPerPatientMonth);
    memory = decision.kind === 'alert' ? alertAfterSending(after, nowMs) : after;
    if (decision.kind === 'alert') raised.push(day);
  }
  return raised;
}

function talliedFor(days: PatientDays, { from, to }: Person, raised: readonly number[]): AlertTally {
  const attackDays: number[] = [];
  let atRisk = 0;
  for (let row = from; row < to; row++) {
    if (!Number.isNaN(days.outcome[row]!)) atRisk++;
    // An attack on the first day had nobody to foretell it.
    if (days.attackToday[row] === 1 && row > from) attackDays.push(days.day[row]!);
  }
  const before = (attack: number) => (day: number) => attack - day >= 1 && attack - day <= TARGET_DAYS;
  const leadDays = attackDays.flatMap((attack) => {
    const alerts = raised.filter(before(attack));
    return alerts.length === 0 ? [] : [attack - alerts[0]!];
  });
  return {
    alerts: raised.length,
    beforeAttack: raised.filter((day) => attackDays.some((attack) => before(attack)(day))).length,
    attacks: attackDays.length,
    seen: leadDays.length,
    months: atRisk / DAYS_PER_MONTH,
    leadDays,
  };
}

/** All people together, each counted `weight` times. */
export interface AlertFigures {
  readonly alertsPerPatientMonth: number;
  readonly sensitivity: number;
  readonly precedeAttackOfHundred: number;
  readonly leadDays: number | null;
}

export function alertFigures(tallies: readonly AlertTally[], weight?: Float64Array): AlertFigures {
  let [alerts, beforeAttack, attacks, seen, months] = [0, 0, 0, 0, 0];
  const lead: number[] = [];
  for (const [index, each] of tallies.entries()) {
    const times = weight ? weight[index]! : 1;
    alerts += times * each.alerts;
    beforeAttack += times * each.beforeAttack;
    attacks += times * each.attacks;
    seen += times * each.seen;
    months += times * each.months;
    for (let copy = 0; copy < times; copy++) lead.push(...each.leadDays);
  }
  lead.sort((a, b) => a - b);
  return {
    alertsPerPatientMonth: months > 0 ? alerts / months : 0,
    sensitivity: attacks > 0 ? seen / attacks : 0,
    precedeAttackOfHundred: alerts > 0 ? (100 * beforeAttack) / alerts : 0,
    leadDays: lead.length > 0 ? lead[Math.floor(lead.length / 2)]! : null,
  };
}

/** The highest threshold that still sees that share of the attacks, by halving over the scores; null when none does. */
export function thresholdForSensitivity(
  days: PatientDays,
  people: readonly Person[],
  score: Float64Array,
  sensitivity: number,
): number | null {
  const seenFrom = (from: number): number =>
    alertFigures(alertTallies(days, people, score, { from, quietDays: QUIET_DAYS })).sensitivity;
  const candidates = thresholds(days, people, score);
  let [low, high] = [0, candidates.length - 1];
  if (high < 0 || seenFrom(candidates[0]!) < sensitivity) return null;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (seenFrom(candidates[middle]!) >= sensitivity) low = middle;
    else high = middle - 1;
  }
  return candidates[low]!;
}

/** Scores that occur on days at risk, ascending, at most `count` spread over their order (finer at the top). */
export function thresholds(days: PatientDays, people: readonly Person[], score: Float64Array, count = 500): number[] {
  const values: number[] = [];
  for (const { from, to } of people)
    for (let row = from; row < to; row++)
      if (!Number.isNaN(score[row]!) && !Number.isNaN(days.outcome[row]!)) values.push(score[row]!);
  values.sort((a, b) => a - b);
  const shares = Array.from({ length: count }, (_unused, at) => 1 - 10 ** ((-4 * at) / (count - 1)));
  return [...new Set(shares.map((share) => values[Math.floor(share * (values.length - 1))]!))];
}
