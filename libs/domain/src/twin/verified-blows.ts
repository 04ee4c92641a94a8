import {
  LUNG_FUNCTION_SESSIONS_KEPT,
  bestFev1,
  bestPef,
  fractionOfBest,
  isVerified,
  type SessionBests,
} from './lung-function.js';
import type { LungFunctionSession, LungFunctionState } from './state.js';

/** Sessions that may be acted on and can be held against a personal best, oldest first, with what each reached. */
export interface VerifiedBlows {
  readonly sessions: readonly LungFunctionSession[];
  readonly percentOfBest: readonly number[];
}

const known = new WeakMap<LungFunctionState, VerifiedBlows>();

/** The verified blows of a lung function, worked out once for each that is remembered. */
export function verifiedBlows(lungFunction: LungFunctionState): VerifiedBlows {
  const before = known.get(lungFunction);
  if (before) return before;
  const bests = bestsOf(lungFunction.sessions);
  const sessions: LungFunctionSession[] = [];
  const percentOfBest: number[] = [];
  for (let index = 0; index < lungFunction.sessions.length; index++) {
    if (!isVerified(lungFunction.sessions, index, bests)) continue;
    const session = lungFunction.sessions[index]!;
    const reached = fractionOfBest(lungFunction, session);
    if (!reached) continue;
    sessions.push(session);
    percentOfBest.push(reached.fraction * 100);
  }
  const blows = { sessions, percentOfBest };
  known.set(lungFunction, blows);
  return blows;
}

/** Memory of `bestsOf`, used again by each call. */
let working: SessionBests = blankBests(LUNG_FUNCTION_SESSIONS_KEPT);

/** A session that nothing verifies is held against all within half a day: what each reached is looked up once. */
function bestsOf(sessions: readonly LungFunctionSession[]): SessionBests {
  if (working.pef.length < sessions.length) working = blankBests(sessions.length);
  for (let at = 0; at < sessions.length; at++) {
    working.pef[at] = bestPef(sessions[at]!) ?? NaN;
    working.fev1[at] = bestFev1(sessions[at]!) ?? NaN;
  }
  return working;
}

function blankBests(count: number): SessionBests {
  return { pef: new Float64Array(count), fev1: new Float64Array(count) };
}
