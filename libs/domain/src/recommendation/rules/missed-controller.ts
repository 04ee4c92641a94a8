import type { PatientProfile } from '../../patient/profile.js';
import { MS_PER_DAY, MS_PER_HOUR, localDate } from '../../time/calendar.js';
import { controllerWatch, type ControllerWatch } from '../../twin/adherence.js';
import { classifiedPuffs } from '../../twin/classified-puffs.js';
import { sentAtMs } from '../lifetime.js';
import { reason } from '../reason-codes.js';
import type { Reason, Rule } from '../recommendation.js';

/** R1: fewer than 80 % of the prescribed controller doses in 7 days. Below this share the patient and the inhaler are reminded. */
const LEAST_ADHERENCE = 0.8;
const WINDOW_DAYS = 7;

export const missedController: Rule = {
  id: 'missed-controller',
  version: 2,
  audience: 'patient',
  needsApproval: false,
  urgency: 'routine',
  expiresAfterMs: MS_PER_DAY,
  quietForMs: 36 * MS_PER_HOUR,
  deviceRequest: 'remind-controller',
  source: 'Clinical reference 5.4, R1',
  when: ({ state, view, profile, nowMs }) => {
    const { adherence7d } = view.medication;
    const watch = controllerWatch(state, nowMs);
    if (adherence7d === null || adherence7d >= LEAST_ADHERENCE || !watch) return null;
    if (nowMs - watch.sinceMs < WINDOW_DAYS * MS_PER_DAY) return null;
    if (!watch.pressed) return { reasons: [neverPressed(watch, profile)] };
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

/** That the sensor which may be the preventer's has shown no press, and since which day of the patient it has been watched. */
export function neverPressed(watch: ControllerWatch, { timeZone }: PatientProfile): Reason {
  return reason('controller-never-pressed', { localDate: localDate(watch.sinceMs, timeZone) });
}
