import { prescribedDosesPerDay } from '../patient/profile.js';
import { MS_PER_DAY } from '../time/calendar.js';
import { controllerWatch } from '../twin/adherence.js';
import { classifiedPuffs } from '../twin/classified-puffs.js';
import type { TwinState } from '../twin/state.js';

const WEEK_DAYS = 7;
/** The week before has to have been watched this far back, or its share of doses says nothing. */
const LEAST_WATCHED_DAYS = 12;
const INHALATIONS_FOR_A_FLOW = 3;

/**
 * Share of the prescribed doses taken in the last 7 days less that of the 7 days before, −1…1; null when the regimen is not known or the
 * preventer's sensor was not watched through both.
 */
export function adherenceChange(state: TwinState, adherence7d: number | null, nowMs: number): number | null {
  const prescribed = prescribedDosesPerDay(state.profile);
  const watch = controllerWatch(state, nowMs);
  if (adherence7d === null || !prescribed || !watch) return null;
  const watchedDays = (nowMs - watch.sinceMs) / MS_PER_DAY;
  if (watchedDays < LEAST_WATCHED_DAYS) return null;
  const untilDays = Math.min(2 * WEEK_DAYS, watchedDays);
  const taken = classifiedPuffs(state).reduce((sum, puff) => {
    const ageDays = (nowMs - puff.atMs) / MS_PER_DAY;
    return ageDays > WEEK_DAYS && ageDays <= untilDays ? sum + puff.doses : sum;
  }, 0);
  return adherence7d - Math.min(1, taken / (prescribed * (untilDays - WEEK_DAYS)));
}

/** Mean peak inspiratory flow of the newest sensed inhalations (at most ten, of 14 days), L/min; null with fewer than three. */
export function inspiratoryFlow({ medication }: TwinState, nowMs: number): number | null {
  const flows = medication.actuations.flatMap(({ atMs, technique }) => {
    const flow = technique?.peakInspiratoryFlowLitresPerMinute ?? null;
    const ageDays = (nowMs - atMs) / MS_PER_DAY;
    return flow === null || ageDays < 0 || ageDays > 2 * WEEK_DAYS ? [] : [flow];
  });
  if (flows.length < INHALATIONS_FOR_A_FLOW) return null;
  return flows.reduce((sum, flow) => sum + flow, 0) / flows.length;
}
