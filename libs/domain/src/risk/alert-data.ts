import { MS_PER_DAY, calendarDay, localDate } from '../time/calendar.js';
import { isVerified } from '../twin/lung-function.js';
import { lastDiaryEntryAtMs } from '../twin/symptoms.js';
import type { TwinMemory } from '../twin/state.js';
import { isAfterAttack, type PersonalRecord } from './personal-record.js';

/**
 * Do the data bear an alert? A score on others is shown, with its band, and alerts nobody. `after-attack`: the model neither learnt from
 * such days nor was it evaluated on them.
 */
export type AlertData = 'enough' | 'too-little-data' | 'poor-data' | 'after-attack';

const WATCHED_AT_LEAST_DAYS = 7;
const RECENT_DAYS = 3;
const SESSIONS_DAYS = 7;
const SESSIONS_FOR_A_JUDGEMENT = 3;

/**
 * After an attack: one was told to have started in the last 14 days. Too little: watched for less than a week, or neither blow nor inhaler nor diary has spoken in the last 3 days. Poor: only blows have, and
 * of at least 3 sessions in 7 days fewer than half can be trusted (most false alerts of home monitoring come from how it was measured,
 * clinical reference 3.2).
 */
export function alertData(state: TwinMemory, personal: PersonalRecord, nowMs: number): AlertData {
  if (isAfterAttack(personal, calendarDay(localDate(nowMs, state.profile.timeZone)))) return 'after-attack';
  const recent = (atMs: number | null | undefined): boolean =>
    atMs !== null && atMs !== undefined && nowMs - atMs <= RECENT_DAYS * MS_PER_DAY;
  const { sessions } = state.lungFunction;
  const watchedMs = nowMs - (state.firstObservationAtMs ?? nowMs);
  const told =
    recent(lastDiaryEntryAtMs(state.symptoms)) ||
    recent(state.medication.actuations.at(-1)?.atMs) ||
    recent(state.medication.relieverSensor?.lastSignAtMs);
  if (watchedMs < WATCHED_AT_LEAST_DAYS * MS_PER_DAY) return 'too-little-data';
  if (told) return 'enough';
  if (!recent(sessions.at(-1)?.atMs)) return 'too-little-data';
  const week = sessions.flatMap((session, index) =>
    nowMs - session.atMs <= SESSIONS_DAYS * MS_PER_DAY ? [isVerified(sessions, index)] : [],
  );
  const verified = week.filter(Boolean).length;
  return week.length >= SESSIONS_FOR_A_JUDGEMENT && verified * 2 < week.length ? 'poor-data' : 'enough';
}
