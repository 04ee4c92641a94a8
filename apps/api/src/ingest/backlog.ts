/** What is looked at to tell whether storing keeps up with what arrives. */
export interface IngestPressure {
  readonly nowMs: number;
  /** The store does not answer, and a batch is being tried again. */
  readonly storageRetrying: boolean;
  /** Accepted and not yet committed. */
  readonly queued: number;
  /** When the oldest of them was received; null: nothing waits. */
  readonly oldestReceivedAtMs: number | null;
}

/** A message that waits longer than this for its commit is late for those who look at a screen. */
const LATE_AFTER_MS = 3000;
/** Caught up: nothing waits longer than this, and little waits at all, */
const IN_TIME_MS = 1000;
const LITTLE_QUEUED = 1000;
/** for so long; what a broker still holds back arrives within that. */
const HOLDS_FOR_MS = 2000;

/**
 * Whether storing keeps up. It falls behind when the store is away or too slow, and has caught up only when all that piled up is stored and
 * nothing more of it comes for a while: so a screen is not told twice in a breath that it is delayed and that it is not.
 */
export class Backlog {
  private sinceMs: number | null = null;
  private inTimeSinceMs: number | null = null;

  /** Looks again. Returns since when screens may lack what devices have sent (ms), null while they do not, and how long the oldest waits. */
  look({ nowMs, storageRetrying, queued, oldestReceivedAtMs }: IngestPressure): {
    readonly delayedSinceMs: number | null;
    readonly behindMs: number;
    readonly catchingUp: boolean;
  } {
    const behindMs = oldestReceivedAtMs === null ? 0 : Math.max(0, nowMs - oldestReceivedAtMs);
    if (storageRetrying || behindMs > LATE_AFTER_MS) {
      this.sinceMs ??= Math.min(nowMs, oldestReceivedAtMs ?? nowMs);
      this.inTimeSinceMs = null;
    } else if (this.sinceMs !== null) {
      const inTime = behindMs <= IN_TIME_MS && queued < LITTLE_QUEUED;
      this.inTimeSinceMs = inTime ? (this.inTimeSinceMs ?? nowMs) : null;
      if (this.inTimeSinceMs !== null && nowMs - this.inTimeSinceMs >= HOLDS_FOR_MS) this.sinceMs = null;
    }
    return { delayedSinceMs: this.sinceMs, behindMs, catchingUp: this.sinceMs !== null && !storageRetrying };
  }
}
