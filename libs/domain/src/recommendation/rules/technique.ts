import { MS_PER_DAY } from '../../time/calendar.js';
import { inhalationSufficed } from '../../twin/medication.js';
import { sentAtMs } from '../lifetime.js';
import { reason } from '../reason-codes.js';
import type { Reason, Rule, RuleContext } from '../recommendation.js';

const FAILURES = 2;
const JUDGED = 5;
const GOOD_INHALATIONS_AFTERWARDS = 2;

/** R2: at least 2 of the last 5 sensed inhalations missed what their inhaler needs. A clinician approves before coaching is sent. */
export const technique: Rule = {
  id: 'technique',
  version: 1,
  audience: 'patient',
  needsApproval: true,
  urgency: 'routine',
  expiresAfterMs: 14 * MS_PER_DAY,
  quietForMs: 14 * MS_PER_DAY,
  deviceRequest: null,
  source: 'Clinical reference 5.4, R2; flows by inhaler, PMC8445793 table 1',
  when: (context) => {
    const { judged, failed } = context.view.medication.technique;
    if (failed < FAILURES) return null;
    return { reasons: [reason('technique-failed', { failed, judged }), ...whatWentWrong(context)] };
  },
  effect: ({ state, profile }, recommendation) => {
    const since = sentAtMs(recommendation);
    const judged = state.medication.actuations
      .filter((actuation) => actuation.atMs > since)
      .map((actuation) => inhalationSufficed(profile, actuation))
      .filter((sufficed) => sufficed !== null);
    const failed = judged.filter((sufficed) => !sufficed).length;
    const worked =
      judged.length >= GOOD_INHALATIONS_AFTERWARDS && judged.slice(-GOOD_INHALATIONS_AFTERWARDS).every(Boolean);
    return worked ? [reason('technique-improved', { failed, judged: judged.length })] : null;
  },
};

/** The newest failing inhalation, as far as the sensor tells what was wrong. */
function whatWentWrong({ state, profile }: RuleContext): Reason[] {
  const sensed = state.medication.actuations.filter((actuation) => inhalationSufficed(profile, actuation) !== null);
  const failing = sensed.slice(-JUDGED).findLast((actuation) => inhalationSufficed(profile, actuation) === false);
  if (!failing) return [];
  const flow = failing.technique?.peakInspiratoryFlowLitresPerMinute ?? null;
  const needed = profile.medications.find((each) => each.drug === failing.drug)?.minimumInspiratoryFlowLitresPerMinute;
  const reasons: Reason[] = [];
  if (flow !== null && needed != null && flow < needed) {
    reasons.push(reason('inhaled-too-softly', { flowLitresPerMinute: flow, neededLitresPerMinute: needed }));
  }
  if (failing.technique?.shaken === false) reasons.push(reason('not-shaken', {}));
  return reasons;
}
