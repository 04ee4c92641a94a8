import { fractionOfBest, isVerified } from './lung-function.js';
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
  const sessions: LungFunctionSession[] = [];
  const percentOfBest: number[] = [];
  for (let index = 0; index < lungFunction.sessions.length; index++) {
    if (!isVerified(lungFunction.sessions, index)) continue;
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
