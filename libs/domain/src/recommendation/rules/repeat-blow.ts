import { MS_PER_HOUR, MS_PER_MINUTE } from '../../time/calendar.js';
import { isVerified } from '../../twin/lung-function.js';
import { reason } from '../reason-codes.js';
import type { Rule } from '../recommendation.js';

/** A session is over, and may be judged, when no further blow came for this long. A low blow is asked for again at once. */
const SESSION_ENDS_MS = 3 * MS_PER_MINUTE;
/** Later than this a repeat says nothing about the blow. */
const ASK_WITHIN_MS = 12 * MS_PER_HOUR;

/**
 * R3: the last session is not repeatable, or shows a low blow that nothing confirms. Such a blow never turns a zone: the answer to it is
 * another blow.
 */
export const repeatBlow: Rule = {
  id: 'repeat-blow',
  version: 1,
  audience: 'patient',
  needsApproval: false,
  urgency: 'soon',
  expiresAfterMs: 6 * MS_PER_HOUR,
  quietForMs: 6 * MS_PER_HOUR,
  deviceRequest: 'request-blow',
  source: 'Clinical reference 5.4, R3; repeatability, ATS/ERS 2019',
  when: ({ state, view, nowMs }) => {
    const low = view.zone.reasons.find((each) => each.code === 'unverified-low-blow');
    if (low && nowMs - low.atMs <= ASK_WITHIN_MS) {
      return { reasons: [reason('unverified-low-blow', { percentOfBest: low.percentOfBest })] };
    }
    const { sessions } = state.lungFunction;
    const last = sessions.at(-1);
    if (!last || isVerified(sessions, sessions.length - 1) || nowMs - last.atMs > ASK_WITHIN_MS) return null;
    if (last.sessionId !== null && nowMs - last.atMs < SESSION_ENDS_MS) return null;
    const blows = Math.max(last.blowsPefLitresPerMinute.length, last.blowsFev1Litres.length);
    return { reasons: [reason('session-not-repeatable', { blows })] };
  },
  effect: ({ state }, recommendation) => {
    const { sessions } = state.lungFunction;
    const last = sessions.at(-1);
    if (!last || last.atMs <= recommendation.createdAtMs || !isVerified(sessions, sessions.length - 1)) return null;
    return [
      reason('blow-repeated', { blows: Math.max(last.blowsPefLitresPerMinute.length, last.blowsFev1Litres.length) }),
    ];
  },
};
