import { DRUG_CLASS, type DrugClass } from '../../patient/drugs.js';
import { MS_PER_DAY } from '../../time/calendar.js';
import { classifiedPuffs } from '../../twin/classified-puffs.js';
import { reason } from '../reason-codes.js';
import type { Reason, Rule, RuleContext } from '../recommendation.js';

const PUFFS_PER_CANISTER = 200;
const REVIEW_CANISTERS_PER_YEAR = 3;
const PACE_WINDOW_DAYS = 14;
/** A day of overuse stays a reason for review this long, so that it does not vanish before a clinician looks. */
const REMEMBERED_MS = 3 * MS_PER_DAY;

/**
 * R6: reliever puffs within any 24 hours of the last three days reach the plan's limit for a review, or the SABA pace is three canisters a
 * year or more. Maintenance puffs of a MART inhaler never count.
 */
export const relieverOveruse: Rule = {
  id: 'reliever-overuse',
  version: 1,
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
    const canistersPerYear = sabaCanistersPerYear(context);
    if (canistersPerYear !== null && canistersPerYear >= REVIEW_CANISTERS_PER_YEAR) {
      reasons.push(reason('reliever-pace', { canistersPerYear, limit: REVIEW_CANISTERS_PER_YEAR }));
    }
    return reasons.length > 0 ? { reasons } : null;
  },
  effect: (context, recommendation) => {
    const stillHigh = mostPuffsIn24Hours(context) >= context.profile.actionPlan.reviewRelieverPuffsPer24h;
    const pace = sabaCanistersPerYear(context);
    if (recommendation.status !== 'acknowledged' || stillHigh) return null;
    if (pace !== null && pace >= REVIEW_CANISTERS_PER_YEAR) return null;
    return [reason('reliever-use-fell', { puffs: context.view.medication.relieverPuffs24h })];
  },
};

/** The most reliever puffs within 24 hours that end in the last three days. */
function mostPuffsIn24Hours({ state, nowMs }: RuleContext): number {
  const times = classifiedPuffs(state)
    .filter((puff) => puff.use === 'reliever' && puff.atMs <= nowMs)
    .map((puff) => puff.atMs);
  let most = 0;
  let first = 0;
  for (const [index, atMs] of times.entries()) {
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
