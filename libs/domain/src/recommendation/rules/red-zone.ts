import { MS_PER_DAY } from '../../time/calendar.js';
import { lastDiaryEntryAtMs } from '../../twin/symptoms.js';
import { sentAtMs } from '../lifetime.js';
import { reason } from '../reason-codes.js';
import type { Rule } from '../recommendation.js';
import { zoneReasons } from './zone-reasons.js';

/**
 * R7: red criteria of the action plan: the emergency card, now. It reads no risk, needs no approval, has no rate limit, and neither stale
 * data nor a low score holds it back. It ends when a later measurement or diary shows another zone, or when a new one takes its place.
 * One blow that nothing confirms never makes a red zone; should that be the zone's only reason, `repeat-blow` answers it.
 */
export const redZone: Rule = {
  id: 'red-zone',
  version: 1,
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
  effect: ({ view, state }, recommendation) => {
    const since = sentAtMs(recommendation);
    const measuredSince = (state.lungFunction.sessions.at(-1)?.atMs ?? 0) > since;
    const toldSince = (lastDiaryEntryAtMs(state.symptoms) ?? 0) > since;
    const { value, stale } = view.zone;
    if (value === 'red' || value === 'unknown' || stale || !(measuredSince || toldSince)) return null;
    return [reason('zone-left-red', { zone: value })];
  },
};
