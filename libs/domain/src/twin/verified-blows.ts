import { fractionOfBest, isVerified } from './lung-function.js';
import type { LungFunctionSession, LungFunctionState } from './state.js';

/** Sessions that may be acted on and can be held against a personal best, oldest first, with what each reached. */
export interface VerifiedBlows {
  readonly sessions: readonly LungFunctionSession[];
  readonly percentOfBest: Float64Array;
}

const known = new WeakMap<LungFunctionState, VerifiedBlows>();

/** The verified blows of a lung function, worked out once for each that is remembered. */
export function verifiedBlows(lungFunction: LungFunctionState): VerifiedBlows {
  const before = known.get(lungFunction);
  if (before) return before;
  const sessions: LungFunctionSession[] = [];
  const percents: number[] = [];
  lungFunction.sessions.forEach((session, index) => {
    if (!isVerified(lungFunction.sessions, index)) return;
    const reached = fractionOfBest(lungFunction, session);
    if (!reached) return;
    sessions.push(session);
    percents.push(reached.fraction * 100);
  });
  const blows = { sessions, percentOfBest: Float64Array.from(percents) };
  known.set(lungFunction, blows);
  return blows;
}
