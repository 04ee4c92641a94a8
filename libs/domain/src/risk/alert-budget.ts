import { MS_PER_DAY } from '../time/calendar.js';
import type { AlertData } from './alert-data.js';
import type { RiskOperatingPoint } from './risk.js';

/*
 * From scores to alerts: a risk is put before a clinician when it lasts, when the data bear it, and within a budget (clinical reference
 * 3.2: at a useful sensitivity most alerts of such models come before nothing). Zones know nothing of this.
 */

/** Clinician risk alerts per patient and month, unless the site says otherwise. */
export const DEFAULT_ALERTS_PER_PATIENT_MONTH = 1;
const MONTH_DAYS = 30;
/** However large the budget: a risk that was put before a clinician is not put before them again within a week. */
const LEAST_APART_MS = 7 * MS_PER_DAY;

/** What is remembered of a patient between looks. */
export interface AlertMemory {
  /** Days of the patient's calendar on which a score was high, oldest first: those that persistence still looks at. */
  readonly highDays: readonly number[];
  /** The risk lasted and has not fallen below the end of its hysteresis since. */
  readonly standing: boolean;
  /** When alerts were sent, oldest first: those that the budget still counts. */
  readonly sentAtMs: readonly number[];
}

export const NO_ALERTS: AlertMemory = { highDays: [], standing: false, sentAtMs: [] };

export interface AlertLook {
  readonly nowMs: number;
  /** `calendarDay` of the patient's day. */
  readonly day: number;
  /** null: not scored. */
  readonly within7Days: number | null;
  readonly data: AlertData;
  /** A clinician has one before them that is still open. */
  readonly open: boolean;
}

/** Whether a clinician is to be told of the risk now; if not, why not. */
export type AlertDecision =
  | { readonly kind: 'alert'; readonly highDays: number; readonly thresholdRisk: number }
  /** Told already, and it still holds. */
  | { readonly kind: 'standing'; readonly highDays: number; readonly thresholdRisk: number }
  | {
      readonly kind: 'none';
      readonly because:
        | 'not-scored'
        | 'below-threshold'
        | 'not-lasting'
        | 'too-little-data'
        | 'poor-data'
        | 'after-attack'
        | 'budget-spent';
    };

/**
 * One look at the risk. High on `daysPersistent.high` of the last `daysPersistent.of` days, today's score not below `alertUntil`, starts an
 * alert; it stands until a score falls below `alertUntil`. A score on data that do not bear it, and no score, change nothing and send
 * nothing. At most `perPatientMonth` are sent in any 30 days (one in 30/perPatientMonth days when it is below 1, none when 0).
 */
export function alertAfterLook(
  memory: AlertMemory,
  { nowMs, day, within7Days, data, open }: AlertLook,
  { alertFrom, alertUntil, daysPersistent }: RiskOperatingPoint,
  perPatientMonth: number,
): { readonly memory: AlertMemory; readonly decision: AlertDecision } {
  const sentAtMs = memory.sentAtMs.filter((atMs) => nowMs - atMs < windowMs(perPatientMonth));
  const kept = { ...memory, sentAtMs };
  const usable = within7Days !== null && data === 'enough';
  if (!usable) {
    const because = within7Days === null ? 'not-scored' : (data as Exclude<AlertData, 'enough'>);
    const told = memory.standing && open;
    return { memory: kept, decision: told ? spoken('standing', memory.highDays) : { kind: 'none', because } };
  }
  const recent = memory.highDays.filter((each) => each > day - daysPersistent.of);
  const highDays = within7Days >= alertFrom && !recent.includes(day) ? [...recent, day].sort((a, b) => a - b) : recent;
  const above = within7Days >= alertUntil;
  const standing = above && (memory.standing || highDays.length >= daysPersistent.high);
  // a risk that has ended has to last anew
  const after: AlertMemory = { highDays: memory.standing && !above ? [] : highDays, standing, sentAtMs };
  if (!standing) {
    return {
      memory: after,
      decision: { kind: 'none', because: above && highDays.length > 0 ? 'not-lasting' : 'below-threshold' },
    };
  }
  if (open) return { memory: after, decision: spoken('standing', highDays) };
  const spent = !mayStillSend(sentAtMs, nowMs, perPatientMonth);
  return { memory: after, decision: spent ? { kind: 'none', because: 'budget-spent' } : spoken('alert', highDays) };

  function spoken(kind: 'alert' | 'standing', days: readonly number[]): AlertDecision {
    return { kind, highDays: days.length, thresholdRisk: alertFrom };
  }
}

/** The memory after an alert was sent. */
export function alertAfterSending(memory: AlertMemory, nowMs: number): AlertMemory {
  return { ...memory, sentAtMs: [...memory.sentAtMs, nowMs] };
}

/** Alerts sent in the 30 days before `nowMs`. */
export function alertsOfMonth({ sentAtMs }: AlertMemory, nowMs: number): number {
  return sentAtMs.filter((atMs) => nowMs - atMs < MONTH_DAYS * MS_PER_DAY).length;
}

function mayStillSend(sentAtMs: readonly number[], nowMs: number, perPatientMonth: number): boolean {
  if (perPatientMonth <= 0) return false;
  if (sentAtMs.some((atMs) => nowMs - atMs < LEAST_APART_MS)) return false;
  return sentAtMs.length < Math.max(1, Math.floor(perPatientMonth));
}

/** In how long so many may be sent: a month, or as long as one takes of a budget below one a month. */
function windowMs(perPatientMonth: number): number {
  const days = perPatientMonth > 0 && perPatientMonth < 1 ? MONTH_DAYS / perPatientMonth : MONTH_DAYS;
  return days * MS_PER_DAY;
}
