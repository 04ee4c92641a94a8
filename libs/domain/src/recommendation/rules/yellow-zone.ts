import { MS_PER_DAY } from '../../time/calendar.js';
import { lastDiaryEntryAtMs } from '../../twin/symptoms.js';
import { sentAtMs } from '../lifetime.js';
import { reason } from '../reason-codes.js';
import type { Rule } from '../recommendation.js';
import { zoneReasons } from './zone-reasons.js';

/** R5: the plan's yellow zone holds: "open your action plan". A rule of the plan; no model has a part in it. */
export const yellowZone: Rule = {
  id: 'yellow-zone',
  version: 1,
  audience: 'patient',
  needsApproval: false,
  urgency: 'soon',
  expiresAfterMs: 2 * MS_PER_DAY,
  quietForMs: MS_PER_DAY,
  deviceRequest: null,
  source: 'Clinical reference 5.3 and 5.4, R5',
  when: (context) => (context.view.zone.value === 'yellow' ? { reasons: zoneReasons(context) } : null),
  effect: ({ view, state }, recommendation) => {
    const measuredSince = (state.lungFunction.sessions.at(-1)?.atMs ?? 0) > sentAtMs(recommendation);
    const toldSince = (lastDiaryEntryAtMs(state.symptoms) ?? 0) > sentAtMs(recommendation);
    const better = view.zone.value === 'green' && !view.zone.stale && (measuredSince || toldSince);
    return better ? [reason('zone-back-to-green', {})] : null;
  },
};
