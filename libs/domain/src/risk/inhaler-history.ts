import { prescribedDosesPerDay, type PatientProfile } from '../patient/profile.js';
import { MS_PER_DAY } from '../time/calendar.js';
import { ADHERENCE_DAYS, SENSOR_SILENT_AFTER_MS, controllerWatch } from '../twin/adherence.js';
import { puffHistory, type PuffHistory } from '../twin/classified-puffs.js';
import { TECHNIQUES_KEPT } from '../twin/medication.js';
import type { MedicationState, TwinState } from '../twin/state.js';
import { endsAt, firstNotBefore, firstWithin, type SteadySpan } from './steady-span.js';

/** What the features read of the remembered actuations, each kind with its instants, oldest first. */
export interface InhalerHistory extends PuffHistory {
  readonly flowAtMs: readonly number[];
  readonly flowsLitresPerMinute: readonly number[];
}

/** The preventer's doses as far as they stay as they are for a while. */
export interface PreventerDoses {
  /** Since when the preventer's sensor was watched; `NaN`: it is not, or the regimen is not known. */
  readonly sinceMs: number;
  readonly prescribedPerDay: number;
  /** Taken in the week before the last, as far as it was watched. */
  readonly takenBefore: number;
}

const WEEK_DAYS = 7;
/** The week before has to have been watched this far back, or its share of doses says nothing. */
const LEAST_WATCHED_DAYS = 12;
const INHALATIONS_FOR_A_FLOW = 3;

interface Known {
  readonly profile: PatientProfile;
  readonly history: InhalerHistory;
}

const known = new WeakMap<MedicationState['actuations'], Known>();

/** The remembered actuations by kind, worked out once as long as neither they nor the profile change. */
export function inhalerHistory(state: TwinState): InhalerHistory {
  const { actuations } = state.medication;
  const { profile } = state;
  const before = known.get(actuations);
  if (before?.profile === profile) return before.history;
  const flowAtMs: number[] = [];
  const flowsLitresPerMinute: number[] = [];
  for (let at = Math.max(0, actuations.length - TECHNIQUES_KEPT); at < actuations.length; at++) {
    const { technique, atMs } = actuations[at]!;
    const flow = technique?.peakInspiratoryFlowLitresPerMinute ?? null;
    if (flow === null) continue;
    flowAtMs.push(atMs);
    flowsLitresPerMinute.push(flow);
  }
  const { puffs, relieverAtMs, doseAtMs, doses } = puffHistory(state);
  const history = { puffs, relieverAtMs, doseAtMs, doses, flowAtMs, flowsLitresPerMinute };
  known.set(actuations, { profile, history });
  return history;
}

/** The preventer's doses at the span's instant. */
export function preventerDoses(
  state: TwinState,
  { doseAtMs, doses }: InhalerHistory,
  span: SteadySpan,
): PreventerDoses {
  const { nowMs } = span;
  const prescribed = prescribedDosesPerDay(state.profile);
  for (const { lastSignAtMs, speakingSinceMs } of state.medication.devices) {
    endsAt(span, lastSignAtMs + SENSOR_SILENT_AFTER_MS);
    endsAt(span, speakingSinceMs + ADHERENCE_DAYS * MS_PER_DAY);
  }
  const watch = controllerWatch(state, nowMs);
  if (!prescribed || !watch) return { sinceMs: NaN, prescribedPerDay: 0, takenBefore: 0 };
  const watchedDays = (nowMs - watch.sinceMs) / MS_PER_DAY;
  if (watchedDays < 2 * WEEK_DAYS) endsAt(span, watch.sinceMs + 2 * WEEK_DAYS * MS_PER_DAY);
  const from = firstNotBefore(doseAtMs, Math.min(2 * WEEK_DAYS, watchedDays), span);
  const to = firstNotBefore(doseAtMs, WEEK_DAYS, span);
  let takenBefore = 0;
  for (let at = from; at < to; at++) takenBefore += doses[at]!;
  return { sinceMs: watch.sinceMs, prescribedPerDay: prescribed, takenBefore };
}

/**
 * Share of the prescribed doses taken in the last 7 days less that of the 7 days before, −1…1; `NaN` when the regimen is not known or the
 * preventer's sensor was not watched through both.
 */
export function adherenceChange(
  { sinceMs, prescribedPerDay, takenBefore }: PreventerDoses,
  adherence7d: number | null,
  nowMs: number,
): number {
  const watchedDays = (nowMs - sinceMs) / MS_PER_DAY;
  if (adherence7d === null || !(watchedDays >= LEAST_WATCHED_DAYS)) return NaN;
  const untilDays = Math.min(2 * WEEK_DAYS, watchedDays);
  return adherence7d - Math.min(1, takenBefore / (prescribedPerDay * (untilDays - WEEK_DAYS)));
}

/** Mean peak inspiratory flow of the newest sensed inhalations (at most ten, of 14 days), L/min; `NaN` with fewer than three. */
export function inspiratoryFlow({ flowAtMs, flowsLitresPerMinute }: InhalerHistory, span: SteadySpan): number {
  const from = firstNotBefore(flowAtMs, 2 * WEEK_DAYS, span);
  const to = firstWithin(flowAtMs, 0, span);
  if (to - from < INHALATIONS_FOR_A_FLOW) return NaN;
  let sum = 0;
  for (let at = from; at < to; at++) sum += flowsLitresPerMinute[at]!;
  return sum / (to - from);
}
