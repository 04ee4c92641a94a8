import { DRUG_CLASS, type DrugClass } from '../../patient/drugs.js';
import type { PatientProfile } from '../../patient/profile.js';
import { MS_PER_DAY } from '../../time/calendar.js';
import { puffHistory } from '../../twin/classified-puffs.js';
import { isDosingKnown } from '../../twin/medication.js';
import type { MedicationState } from '../../twin/state.js';
import { reason } from '../reason-codes.js';
import type { Reason, Rule, RuleContext } from '../recommendation.js';

const PUFFS_PER_CANISTER = 200;
const REVIEW_CANISTERS_PER_YEAR = 3;
const PACE_WINDOW_DAYS = 14;
/** A day of overuse stays a reason for review this long, so that it does not vanish before a clinician looks. */
const REMEMBERED_MS = 3 * MS_PER_DAY;

/** Two puffs twice a day: so many of an ICS-formoterol inhaler may be maintenance whatever the regimen. Design choice. */
const USUAL_MAINTENANCE_PUFFS = 4;

/**
 * R6: reliever puffs within any 24 hours of the last three days reach the plan's limit for a review, or the SABA pace is three canisters a
 * year or more. Maintenance puffs of a MART inhaler never count. Where the regimen does not say which puffs of an ICS-formoterol inhaler are
 * maintenance, none is called a reliever puff, but all of them together may reach the limit, under a reason of their own.
 */
export const relieverOveruse: Rule = {
  id: 'reliever-overuse',
  version: 2,
  audience: 'clinician',
  needsApproval: false,
  urgency: 'soon',
  expiresAfterMs: 7 * MS_PER_DAY,
  quietForMs: 14 * MS_PER_DAY,
  deviceRequest: null,
  source: 'Clinical reference 5.4, R6; canisters: SABINA, ERJ 2020;55:1901872',
  when: (context) => {
    const reasons: Reason[] = [];
    const puffs = mostPuffsIn24Hours(context);
    const limit = context.profile.actionPlan.reviewRelieverPuffsPer24h;
    if (puffs >= limit) reasons.push(reason('reliever-puffs-24h', { puffs, limit }));
    const undosed = mostUndosedPuffsIn24Hours(context);
    if (undosed > USUAL_MAINTENANCE_PUFFS && undosed >= limit) {
      reasons.push(reason('unknown-dosing-puffs-24h', { puffs: undosed, limit }));
    }
    const canistersPerYear = sabaCanistersPerYear(context);
    if (canistersPerYear !== null && canistersPerYear >= REVIEW_CANISTERS_PER_YEAR) {
      reasons.push(reason('reliever-pace', { canistersPerYear, limit: REVIEW_CANISTERS_PER_YEAR }));
    }
    return reasons.length > 0 ? { reasons } : null;
  },
  effect: (context, recommendation) => {
    const most = Math.max(mostPuffsIn24Hours(context), mostUndosedPuffsIn24Hours(context));
    const stillHigh = most >= context.profile.actionPlan.reviewRelieverPuffsPer24h;
    const pace = sabaCanistersPerYear(context);
    if (recommendation.status !== 'acknowledged' || stillHigh) return null;
    if (pace !== null && pace >= REVIEW_CANISTERS_PER_YEAR) return null;
    return [reason('reliever-use-fell', { puffs: context.view.medication.relieverPuffs24h })];
  },
};

/** The most reliever puffs within 24 hours that end in the last three days. */
function mostPuffsIn24Hours(context: RuleContext): number {
  return mostIn24Hours(puffHistory(context.state).relieverAtMs, context.nowMs);
}

/** The same of ICS-formoterol puffs, maintenance and relief alike, whose dosing the regimen does not say. */
function mostUndosedPuffsIn24Hours(context: RuleContext): number {
  return mostIn24Hours(undosedAtMs(context), context.nowMs);
}

interface UndosedPuffs {
  readonly profile: PatientProfile;
  readonly atMs: readonly number[];
}

const known = new WeakMap<MedicationState['actuations'], UndosedPuffs>();

/** When those puffs were taken, oldest first: worked out once as long as neither doses nor profile change. */
function undosedAtMs({ state, profile }: RuleContext): readonly number[] {
  const { actuations } = state.medication;
  const before = known.get(actuations);
  if (before?.profile === profile) return before.atMs;
  const atMs: number[] = [];
  for (const each of actuations) {
    const kind: DrugClass = DRUG_CLASS[each.drug];
    if (kind !== 'ics-formoterol' || each.role === 'reliever') continue;
    if (!isDosingKnown(profile.medications.find(({ drug }) => drug === each.drug))) atMs.push(each.atMs);
  }
  known.set(actuations, { profile, atMs });
  return atMs;
}

/** `times`: oldest first. */
function mostIn24Hours(times: readonly number[], nowMs: number): number {
  let most = 0;
  let first = 0;
  for (let index = 0; index < times.length && times[index]! <= nowMs; index++) {
    const atMs = times[index]!;
    while (atMs - times[first]! > MS_PER_DAY) first++;
    if (nowMs - atMs <= REMEMBERED_MS) most = Math.max(most, index - first + 1);
  }
  return most;
}

/** SABA puffs of the last 14 days as canisters a year; null while fewer days were watched. */
function sabaCanistersPerYear({ state, nowMs }: RuleContext): number | null {
  if (state.firstObservationAtMs === null || nowMs - state.firstObservationAtMs < PACE_WINDOW_DAYS * MS_PER_DAY)
    return null;
  const puffs = state.medication.actuations.filter((actuation) => {
    const kind: DrugClass = DRUG_CLASS[actuation.drug];
    return actuation.role === 'reliever' && kind === 'saba' && nowMs - actuation.atMs <= PACE_WINDOW_DAYS * MS_PER_DAY;
  }).length;
  return ((puffs / PACE_WINDOW_DAYS) * 365) / PUFFS_PER_CANISTER;
}
