import { MS_PER_HOUR, MS_PER_MINUTE } from '../../time/calendar.js';
import { isTrusted, isVerified } from '../../twin/lung-function.js';
import type { LungFunctionSession } from '../../twin/state.js';
import { reason } from '../reason-codes.js';
import type { Rule } from '../recommendation.js';

/** A session is over, and may be judged, when no further blow came for this long. A low blow is asked for again at once. */
const SESSION_ENDS_MS = 3 * MS_PER_MINUTE;
/** Later than this a repeat says nothing about the blow. */
const ASK_WITHIN_MS = 12 * MS_PER_HOUR;

/**
 * R3: the last session is not repeatable, its blows are of poor quality (ATS/ERS grade E, U or F), or it shows a low blow that nothing
 * confirms. Such a blow moves neither C nor I, and one alone never turns a zone: the answer to it is another blow.
 */
export const repeatBlow: Rule = {
  id: 'repeat-blow',
  version: 2,
  audience: 'patient',
  needsApproval: false,
  urgency: 'soon',
  expiresAfterMs: 6 * MS_PER_HOUR,
  quietForMs: 6 * MS_PER_HOUR,
  deviceRequest: 'request-blow',
  source: 'Clinical reference 5.4, R3; quality and repeatability, ATS/ERS 2019',
  when: ({ state, view, nowMs }) => {
    const low = view.zone.reasons.find((each) => each.code === 'unverified-low-blow');
    if (low && nowMs - low.atMs <= ASK_WITHIN_MS) {
      return { reasons: [reason('unverified-low-blow', { percentOfBest: low.percentOfBest })] };
    }
    const { sessions } = state.lungFunction;
    const last = sessions.at(-1);
    if (!last || nowMs - last.atMs > ASK_WITHIN_MS) return null;
    const verified = isVerified(sessions, sessions.length - 1);
    if (verified && !isPoor(last)) return null;
    if (last.sessionId !== null && nowMs - last.atMs < SESSION_ENDS_MS) return null;
    if (verified && last.grades) return { reasons: [reason('session-poor-quality', { grade: last.grades.fev1 })] };
    const blows = Math.max(last.blowsPefLitresPerMinute.length, last.blowsFev1Litres.length);
    return { reasons: [reason('session-not-repeatable', { blows })] };
  },
  effect: ({ state }, recommendation) => {
    const { sessions } = state.lungFunction;
    const last = sessions.at(-1);
    if (!last || last.atMs <= recommendation.createdAtMs) return null;
    if (!isVerified(sessions, sessions.length - 1) || isPoor(last)) return null;
    return [
      reason('blow-repeated', { blows: Math.max(last.blowsPefLitresPerMinute.length, last.blowsFev1Litres.length) }),
    ];
  },
};

function isPoor(session: LungFunctionSession): boolean {
  return session.grades !== null && !isTrusted(session);
}
