import type { ExpectedWord } from './expected-word.js';
import { silenceAllowedMs, type PresenceBecause, type PresenceMemory, type PresenceState } from './presence.js';

export type AwaitedBecause = 'nobody-wears-it' | 'nothing-expected' | 'first-word-awaited';

/** A device's presence as people read it: the state with the durations that stand behind it. */
export interface DevicePresence {
  /** `awaited`: nothing can be said yet, for the reason beside it. Never a way to say that the device is there. */
  readonly state: PresenceState | 'awaited';
  readonly because: PresenceBecause | AwaitedBecause;
  /** Its last word, on the clock it is judged on; null: it has never been heard. */
  readonly wordAtMs: number | null;
  /** Since when nothing has been heard: the last word, or the beginning of the wait for the first. */
  readonly quietSinceMs: number | null;
  /** How long that was when it was judged. */
  readonly silenceMs: number | null;
  readonly expectedEveryMs: number | null;
  /** The silence from which the state holds; null while it is online, or when the connection is the reason. */
  readonly allowedMs: number | null;
}

/** A presence that cannot be judged, and why. */
export function unjudgedPresence(because: AwaitedBecause, wordAtMs: number | null): DevicePresence {
  return {
    state: 'awaited',
    because,
    wordAtMs,
    quietSinceMs: wordAtMs,
    silenceMs: null,
    expectedEveryMs: null,
    allowedMs: null,
  };
}

/** What the judge's memory says of a device at that instant. */
export function presenceView(memory: PresenceMemory, expected: ExpectedWord, nowMs: number): DevicePresence {
  const { state, wordAtMs, quietSinceMs } = memory;
  const silenceMs = Math.max(0, nowMs - quietSinceMs);
  if (state === 'online' && wordAtMs === null) {
    const expectedEveryMs = expected.everyMs;
    return { ...unjudgedPresence('first-word-awaited', null), quietSinceMs, silenceMs, expectedEveryMs };
  }
  const byConnection = state === 'late' && silenceMs <= expected.lateAfterMs;
  return {
    state,
    because:
      state === 'online' ? 'word' : byConnection ? 'connection-lost' : wordAtMs === null ? 'never-heard' : 'silence',
    wordAtMs,
    quietSinceMs,
    silenceMs,
    expectedEveryMs: expected.everyMs,
    allowedMs: state === 'online' || byConnection ? null : silenceAllowedMs(state, expected),
  };
}
