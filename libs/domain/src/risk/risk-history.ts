import { MS_PER_DAY } from '../time/calendar.js';
import type { Risk } from './risk.js';

/** A score that is remembered: enough to tell a risk that lasts from one that flickers. */
export interface RememberedRisk {
  readonly scoredAtMs: number;
  readonly within7Days: number;
}

const KEPT_DAYS = 7;
/** Scores closer together than this count as one. */
const APART_MS = MS_PER_DAY / 4;

/** The memory after one more score, oldest first, at most 7 days of four a day. Risks that are not scored leave it as it is. */
export function rememberRisk(history: readonly RememberedRisk[], risk: Risk): readonly RememberedRisk[] {
  if (risk.kind !== 'scored') return history;
  const { scoredAtMs, within7Days } = risk;
  const last = history.at(-1);
  if (last && scoredAtMs < last.scoredAtMs) return history;
  const kept = history.filter((earlier) => scoredAtMs - earlier.scoredAtMs <= KEPT_DAYS * MS_PER_DAY);
  if (last && Math.floor(scoredAtMs / APART_MS) === Math.floor(last.scoredAtMs / APART_MS)) {
    return [...kept.slice(0, -1), { scoredAtMs, within7Days }];
  }
  return [...kept, { scoredAtMs, within7Days }];
}
