import { MS_PER_DAY } from '../time/calendar.js';
import { NO_ALERTS, type AlertDecision, type AlertMemory } from './alert-budget.js';
import { EMPTY_PERSONAL_RECORD, type PersonalRecord } from './personal-record.js';

/** What the product remembers of a patient's scores beside the twin's state. */
export interface RiskMemory {
  readonly personal: PersonalRecord;
  readonly alerts: AlertMemory;
  /** What came of the newest look. */
  readonly decision: AlertDecision;
  /** Instant of the newest score kept for the trajectory. */
  readonly keptAtMs: number | null;
}

export const NO_RISK_MEMORY: RiskMemory = {
  personal: EMPTY_PERSONAL_RECORD,
  alerts: NO_ALERTS,
  decision: { kind: 'none', because: 'not-scored' },
  keptAtMs: null,
};

/** The trajectory keeps the first score of every so long. */
const KEPT_APART_MS = MS_PER_DAY / 4;

/** Is a score of that instant kept for the trajectory: is it the first of its quarter of a day, and none before the newest kept? */
export function isKeptScore(keptAtMs: number | null, scoredAtMs: number): boolean {
  return keptAtMs === null || Math.floor(scoredAtMs / KEPT_APART_MS) > Math.floor(keptAtMs / KEPT_APART_MS);
}
