import { MS_PER_DAY, MS_PER_HOUR, daysBetween, localDate } from '../time/calendar.js';
import { fractionOfBest, isVerified } from './lung-function.js';
import type { PuffHistory } from './classified-puffs.js';
import { relieverPuffsWithin } from './medication.js';
import { relieverEffect } from './reliever.js';
import type { LungFunctionSession, LungFunctionState, TwinMemory, Zone, ZoneReason } from './state.js';
import { verifiedBlows } from './verified-blows.js';

/** A blow older than this no longer says which zone holds now. */
const BLOW_HOLDS_MS = 48 * MS_PER_HOUR;
/** A red blow holds until a better one is measured; past this it is said to be stale. */
const RED_BLOW_FRESH_MS = 24 * MS_PER_HOUR;
/** So long after a red blow, one made under a reliever lifts the zone to yellow at most. */
const RED_OUTLASTS_RELIEVER_MS = 24 * MS_PER_HOUR;
/** From this effect on a blow tells of the reliever as much as of the airways (one puff of salbutamol: about four hours). Design choice. */
const UNDER_RELIEVER_FROM_EFFECT = 0.3;

const ORDER: Record<Zone, number> = { unknown: 0, green: 1, yellow: 2, red: 3 };

/**
 * The zone of the patient's own action plan, with its reasons. Plain rules, no model. The worst of lung function, diary and reliever use
 * holds; one blow that nothing confirms never turns a zone, it asks for a repeat. Silence never ends a red zone: a verified red blow holds,
 * as stale after a day, until a verified better one. Thresholds: clinical reference 5.3, per patient.
 */
export function zoneOf(
  state: TwinMemory,
  { relieverAtMs }: Pick<PuffHistory, 'relieverAtMs'>,
  nowMs: number,
): { value: Zone; reasons: ZoneReason[]; stale: boolean } {
  const plan = state.profile.actionPlan;
  let value: Zone = 'unknown';
  const reasons: ZoneReason[] = [];
  const add = (zone: Zone, reason: ZoneReason) => {
    if (ORDER[zone] > ORDER[value]) value = zone;
    reasons.push(reason);
  };

  const { sessions } = state.lungFunction;
  let judged = false;
  let staleRed = false;
  const unverified = newestUnverified(state.lungFunction);
  if (unverified && nowMs - unverified.atMs <= BLOW_HOLDS_MS && unverified.percentOfBest < plan.greenFromPercent) {
    reasons.push({ code: 'unverified-low-blow', ...unverified });
  }
  const verified = verifiedBlows(state.lungFunction);
  const session = verified.sessions.at(-1);
  if (session) {
    const percentOfBest = verified.percentOfBest.at(-1)!;
    const recent = nowMs - session.atMs <= BLOW_HOLDS_MS;
    const red = percentOfBest < plan.redBelowPercent;
    if (red || recent) {
      const eased = red ? null : redBlowEased(state);
      const zone = red ? 'red' : eased || percentOfBest < plan.greenFromPercent ? 'yellow' : 'green';
      add(zone, { code: 'lung-function', percentOfBest, atMs: session.atMs });
      if (eased) reasons.push({ code: 'after-reliever', ...eased });
      staleRed = red && nowMs - session.atMs > RED_BLOW_FRESH_MS;
      judged = recent;
    }
  }

  const today = localDate(nowMs, state.profile.timeZone);
  for (const day of state.symptoms.days) {
    // What counts is when the sign was told, not which day it was told for: an entry for yesterday may come after today's.
    if (nowMs - day.atMs > MS_PER_DAY) continue;
    if (day.redFlags.length > 0) staleRed = false;
    for (const flag of day.redFlags) add('red', { code: 'red-flag', flag, localDate: day.localDate });
  }
  const diary = state.symptoms.days.filter((day) => daysBetween(day.localDate, today) <= 1);
  const newestWith = (holds: (day: (typeof diary)[number]) => boolean | null) => diary.findLast(holds)?.localDate;
  const woken = newestWith((day) => day.nightWaking);
  if (woken) add('yellow', { code: 'night-waking', localDate: woken });
  const limited = newestWith((day) => day.activityLimited);
  if (limited) add('yellow', { code: 'activity-limited', localDate: limited });
  const cold = newestWith((day) => day.triggers.includes('cold'));
  if (cold) add('yellow', { code: 'cold', localDate: cold });
  const last = diary.at(-1);
  if (ORDER[value] < ORDER.green && last?.nightWaking === false && last.daySymptoms === false) value = 'green';

  const puffs24h = relieverPuffsWithin(relieverAtMs, MS_PER_DAY, nowMs);
  if (puffs24h >= plan.yellowRelieverPuffsPer24h) add('yellow', { code: 'reliever-use', puffs24h });

  if (!judged) {
    const best = state.lungFunction.bestPefLitresPerMinute ?? state.lungFunction.bestFev1Litres;
    reasons.push({ code: sessions.length > 0 && best === null ? 'no-personal-best' : 'no-recent-lung-function' });
  }
  return { value, reasons, stale: staleRed || (!judged && diary.length === 0) };
}

/** What the newest session reached, when nothing verifies it; null: it is verified, or there is nothing to hold it against. */
function newestUnverified(lungFunction: LungFunctionState): { percentOfBest: number; atMs: number } | null {
  const { sessions } = lungFunction;
  const last = sessions.at(-1);
  if (!last || isVerified(sessions, sessions.length - 1)) return null;
  const reached = fractionOfBest(lungFunction, last);
  return reached && { percentOfBest: reached.fraction * 100, atMs: last.atMs };
}

/**
 * The verified red blow of the day before the newest verified session, when that session was made under a reliever and none without one
 * has been better in between; null otherwise.
 */
function redBlowEased(state: TwinMemory): { percentOfBest: number; atMs: number } | null {
  const { sessions, percentOfBest } = verifiedBlows(state.lungFunction);
  const last = sessions.length - 1;
  let red = last - 1;
  while (red >= 0 && !(percentOfBest[red]! < state.profile.actionPlan.redBelowPercent)) red--;
  // Only where there is one are the puffs asked about: hardly any day has a red blow.
  if (red < 0 || sessions[last]!.atMs - sessions[red]!.atMs > RED_OUTLASTS_RELIEVER_MS) return null;
  const since = sessions.slice(red + 1);
  if (!since.every((session) => madeUnderReliever(state, session))) return null;
  return { percentOfBest: percentOfBest[red]!, atMs: sessions[red]!.atMs };
}

function madeUnderReliever(state: TwinMemory, session: LungFunctionSession): boolean {
  if (session.reliever === 'after') return true;
  return relieverEffect(state.medication.actuations, session.atMs) >= UNDER_RELIEVER_FROM_EFFECT;
}
