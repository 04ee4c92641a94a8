import { MS_PER_DAY } from '../../time/calendar.js';
import { lastDiaryEntryAtMs } from '../../twin/symptoms.js';
import { isUnanswered, sentAtMs } from '../lifetime.js';
import { reason } from '../reason-codes.js';
import type { Recommendation, Rule, RuleContext } from '../recommendation.js';
import { zoneReasons } from './zone-reasons.js';

/** Points of personal best by which a blow has to lie below the one told to be worse beyond chance (within-occasion scatter). */
const CLEARLY_WORSE_PERCENT = 5;

/**
 * R7: red criteria of the action plan: the emergency card, now. It reads no risk, needs no approval, has no rate limit, and neither stale
 * data nor a low score holds it back. It ends when a later measurement or diary shows another zone, or when a new one with newer red
 * evidence takes its place, whether or not it was answered. Nobody answering it for a day escalates it to a clinician. A red blow that
 * arrives when it is more than a day old rings for nobody: it is put before a clinician (`clinician-review`).
 * One blow that nothing confirms never makes a red zone; should that be the zone's only reason, `repeat-blow` answers it.
 */
export const redZone: Rule = {
  id: 'red-zone',
  version: 3,
  audience: 'patient',
  needsApproval: false,
  urgency: 'now',
  expiresAfterMs: MS_PER_DAY,
  quietForMs: 0,
  deviceRequest: null,
  source: 'Clinical reference 5.3 and 5.4, R7',
  when: (context) => {
    const { zone } = context.view;
    if (zone.value !== 'red') return null;
    const onlyOneBlow = zone.reasons.length > 0 && zone.reasons.every((each) => each.code === 'unverified-low-blow');
    return onlyOneBlow ? null : { reasons: zoneReasons(context) };
  },
  isPresent: ({ view }) => !view.zone.stale,
  effect: ({ view, state }, recommendation) => {
    const since = toldOfMs(recommendation);
    const measuredSince = (state.lungFunction.sessions.at(-1)?.atMs ?? 0) > since;
    const toldSince = (lastDiaryEntryAtMs(state.symptoms) ?? 0) > since;
    const { value, stale, reasons } = view.zone;
    if (value === 'red' || value === 'unknown' || stale || !(measuredSince || toldSince)) return null;
    const eased = reasons.find((each) => each.code === 'after-reliever');
    if (!eased) return [reason('zone-left-red', { zone: value })];
    // A puff that helped is no answer: the card still waits for a person.
    if (isUnanswered(recommendation)) return null;
    const { percentOfBest, atMs: measuredAtMs } = eased;
    return [reason('zone-left-red', { zone: value }), reason('zone-after-reliever', { percentOfBest, measuredAtMs })];
  },
  isNews: (context, card) => toldNewFlag(context, card) || blewRedAnew(context, card),
};

/**
 * The instant that the card speaks of: what was measured after it tells how it went on, also when both arrived late. That of its blow; of
 * a danger sign the card does not say when, then it is the instant at which it was sent.
 */
function toldOfMs(card: Recommendation): number {
  const blow = card.reasons.find((each) => each.code === 'zone-lung-function');
  const flagged = card.reasons.some((each) => each.code === 'zone-red-flag');
  const sent = sentAtMs(card);
  return blow && !flagged ? Math.min(sent, Number(blow.values['measuredAtMs'])) : sent;
}

/** A danger sign, or the same one for another day, that the card did not tell. */
function toldNewFlag({ view }: RuleContext, card: Recommendation): boolean {
  const told = card.reasons.filter((each) => each.code === 'zone-red-flag').map(({ values }) => values);
  return view.zone.reasons.some(
    (each) =>
      each.code === 'red-flag' &&
      !told.some(({ flag, localDate }) => flag === each.flag && localDate === each.localDate),
  );
}

/**
 * A verified red session begun after the one that the card told (or any, when it told none). While nobody has answered the card, only a
 * clearly lower one, so that the card is renewed when it gets worse and not by every blow.
 */
function blewRedAnew({ view, state, profile }: RuleContext, card: Recommendation): boolean {
  const blow = view.zone.reasons.find((each) => each.code === 'lung-function');
  if (!blow || blow.percentOfBest >= profile.actionPlan.redBelowPercent) return false;
  const told = card.reasons.find((each) => each.code === 'zone-lung-function')?.values;
  if (!told || Number(told['percentOfBest']) >= profile.actionPlan.redBelowPercent) return true;
  const session = state.lungFunction.sessions.find((each) => each.atMs === blow.atMs);
  if (!session || session.startedAtMs <= Number(told['measuredAtMs'])) return false;
  return !isUnanswered(card) || blow.percentOfBest <= Number(told['percentOfBest']) - CLEARLY_WORSE_PERCENT;
}
