import { MS_PER_DAY, MS_PER_HOUR } from '../../time/calendar.js';
import { classifiedPuffs } from '../../twin/classified-puffs.js';
import { sentAtMs } from '../lifetime.js';
import { reason } from '../reason-codes.js';
import type { Rule } from '../recommendation.js';

/** R1: fewer than 80 % of the prescribed controller doses in 7 days. Below this share the patient and the inhaler are reminded. */
const LEAST_ADHERENCE = 0.8;
const WINDOW_DAYS = 7;

export const missedController: Rule = {
  id: 'missed-controller',
  version: 1,
  audience: 'patient',
  needsApproval: false,
  urgency: 'routine',
  expiresAfterMs: MS_PER_DAY,
  quietForMs: 36 * MS_PER_HOUR,
  deviceRequest: 'remind-controller',
  source: 'Clinical reference 5.4, R1',
  when: ({ state, view, nowMs }) => {
    const { adherence7d } = view.medication;
    const watchedForMs = nowMs - (state.firstObservationAtMs ?? nowMs);
    if (adherence7d === null || adherence7d >= LEAST_ADHERENCE || watchedForMs < WINDOW_DAYS * MS_PER_DAY) return null;
    return { reasons: [reason('controller-doses-missed', { sharePercent: adherence7d * 100, days: WINDOW_DAYS })] };
  },
  effect: ({ state }, recommendation) => {
    const since = sentAtMs(recommendation);
    const doses = classifiedPuffs(state)
      .filter((puff) => puff.use === 'controller' && puff.atMs > since)
      .reduce((sum, puff) => sum + puff.doses, 0);
    return doses > 0 ? [reason('controller-taken', { doses })] : null;
  },
};
