import { fractionOfBest, isVerified } from './lung-function.js';
import type { LungFunctionSession, LungFunctionState } from './state.js';

/** A session that may be acted on, with what it reached. */
export interface VerifiedBlow {
  readonly session: LungFunctionSession;
  readonly percentOfBest: number;
}

const known = new WeakMap<LungFunctionState, readonly VerifiedBlow[]>();

/** The verified sessions that can be held against a personal best, oldest first, worked out once for each lung function remembered. */
export function verifiedBlows(lungFunction: LungFunctionState): readonly VerifiedBlow[] {
  const before = known.get(lungFunction);
  if (before) return before;
  const blows: VerifiedBlow[] = [];
  const { sessions } = lungFunction;
  for (let index = 0; index < sessions.length; index++) {
    const session = sessions[index]!;
    if (!isVerified(sessions, index)) continue;
    const reached = fractionOfBest(lungFunction, session);
    if (reached) blows.push({ session, percentOfBest: reached.fraction * 100 });
  }
  known.set(lungFunction, blows);
  return blows;
}
