import { RECONNECTS_WITHIN_MS, type ExpectedWord } from './expected-word.js';

/** From a device that speaks as expected to one that nobody has heard of for long. */
export const PRESENCE_STATES = ['online', 'late', 'silent', 'lost'] as const;
export type PresenceState = (typeof PRESENCE_STATES)[number];

/** What the judge remembers of a device. All instants are on the clock that the device is judged on. */
export interface PresenceMemory {
  readonly state: PresenceState;
  /** The newest word that was taken into account; null: none yet. */
  readonly wordAtMs: number | null;
  /** Since when the device has said nothing: its last word, or when the first one began to be awaited. */
  readonly quietSinceMs: number;
  /** Since when the broker says that it is gone; null: it does not. */
  readonly disconnectedSinceMs: number | null;
}

/** What is known of a device now. */
export interface DeviceSeen {
  /** Its newest word of any kind; null: it has never been heard. */
  readonly wordAtMs: number | null;
  /** The broker's word; null: it has said nothing, or it does not count on that clock. */
  readonly connected: boolean | null;
}

/** Why a state holds. */
export type PresenceBecause = 'word' | 'silence' | 'never-heard' | 'connection-lost';

/** A step from one state to the next. */
export interface PresenceChange {
  readonly from: PresenceState;
  readonly to: PresenceState;
  /** When it came to be so, which is before it was noticed when nobody looked meanwhile. */
  readonly atMs: number;
  readonly because: PresenceBecause;
}

export interface PresenceStep {
  readonly memory: PresenceMemory;
  /** In order. A device that got worse passes every state between: nothing is skipped however far the clock has jumped. */
  readonly changes: readonly PresenceChange[];
}

/** The beginning: a device of which a word is awaited since then. */
export function awaitWord(sinceMs: number): PresenceMemory {
  return { state: 'online', wordAtMs: null, quietSinceMs: sinceMs, disconnectedSinceMs: null };
}

/**
 * The state of a device by how long it has been silent and, for one that stays connected, by the broker's word. A new word brings it back
 * at once. A clock that was set back never makes it worse; set back behind the last word, silence is counted from then on.
 */
export function judgePresence(
  before: PresenceMemory,
  seen: DeviceSeen,
  expected: ExpectedWord,
  nowMs: number,
): PresenceStep {
  const hasSpoken = seen.wordAtMs !== null && seen.wordAtMs !== before.wordAtMs;
  const quietSinceMs = Math.min(nowMs, hasSpoken ? seen.wordAtMs! : before.quietSinceMs);
  const gone = expected.staysConnected && seen.connected === false;
  // Who has just spoken is there, whatever the broker said before: its absence counts anew.
  const disconnectedSinceMs = gone ? Math.min(nowMs, hasSpoken ? nowMs : (before.disconnectedSinceMs ?? nowMs)) : null;
  const wordAtMs = seen.wordAtMs ?? before.wordAtMs;
  const neverHeard = wordAtMs === null;

  const bySilence = stateOfSilence(nowMs - quietSinceMs, expected);
  const cutOff = disconnectedSinceMs !== null && nowMs - disconnectedSinceMs > RECONNECTS_WITHIN_MS;
  const state = cutOff && bySilence === 'online' ? 'late' : bySilence;

  const because = (to: PresenceState): PresenceBecause =>
    to === 'online'
      ? 'word'
      : to === 'late' && bySilence === 'online'
        ? 'connection-lost'
        : neverHeard
          ? 'never-heard'
          : 'silence';
  const changes: PresenceChange[] = [];
  const [from, to] = [rank(before.state), rank(state)];
  if (to < from) {
    const atMs = state === 'online' ? quietSinceMs : nowMs;
    changes.push({ from: before.state, to: state, atMs, because: because(state) });
  }
  for (let step = from + 1; step <= to; step++) {
    const reached = PRESENCE_STATES[step]!;
    const atMs =
      because(reached) === 'connection-lost'
        ? disconnectedSinceMs! + RECONNECTS_WITHIN_MS
        : quietSinceMs + silenceAllowedMs(reached, expected);
    changes.push({ from: PRESENCE_STATES[step - 1]!, to: reached, atMs, because: because(reached) });
  }
  return { memory: { state, wordAtMs, quietSinceMs, disconnectedSinceMs }, changes };
}

/** How long a device may say nothing before it is in that state, ms; 0 for online. */
export function silenceAllowedMs(state: PresenceState, expected: ExpectedWord): number {
  switch (state) {
    case 'online':
      return 0;
    case 'late':
      return expected.lateAfterMs;
    case 'silent':
      return expected.silentAfterMs;
    case 'lost':
      return expected.lostAfterMs;
  }
}

/** Is the first state worse than the second? */
export function isWorse(one: PresenceState, other: PresenceState): boolean {
  return rank(one) > rank(other);
}

/** Does the silence of a device in this state call for someone to look? */
export function isSilenceAlarm(state: PresenceState): state is 'silent' | 'lost' {
  return state === 'silent' || state === 'lost';
}

function stateOfSilence(silenceMs: number, expected: ExpectedWord): PresenceState {
  if (silenceMs > expected.lostAfterMs) return 'lost';
  if (silenceMs > expected.silentAfterMs) return 'silent';
  return silenceMs > expected.lateAfterMs ? 'late' : 'online';
}

function rank(state: PresenceState): number {
  return PRESENCE_STATES.indexOf(state);
}
