import type { PartStatus, PipelinePart, PipelineStatus } from '@airway-twin/contracts/http';

/** A part of the pipeline as the watchdog sees it: whether it has something to do, and when it last got something done. */
export interface Watched {
  readonly name: PipelinePart;
  /** How much work waits for it; with 0 it may stand still for ever. */
  readonly waiting: () => number;
  /** When it last got something done, ms; null: not yet. */
  readonly progressedAtMs: () => number | null;
  /** How long it may get nothing done while work waits. */
  readonly patienceMs: number;
}

/** The longest pause of the event loop since it was last asked, ms. */
export type LongestPause = () => number;

/** From here on a pause of the event loop is a fault: nothing is read, committed or shown meanwhile. */
export const BLOCKED_FROM_MS = 1000;
const LOOK_EVERY_MS = 1000;
/** Pauses are told for so long. */
const PAUSES_KEPT_MS = 10_000;

/**
 * Says which part of the pipeline stands still although work waits for it, and since when. It trusts no part's own word that all is well:
 * only that something got done counts.
 */
export class Watchdog {
  private readonly parts: Watched[] = [];
  private readonly waitingSinceMs = new Map<PipelinePart, number>();
  private pauses: { atMs: number; pauseMs: number }[] = [];
  private blockedAtMs: number | null = null;
  private timer: NodeJS.Timeout | null = null;
  private latest: PipelineStatus | null = null;

  constructor(
    private readonly clock: () => number,
    private readonly longestPause: LongestPause,
  ) {}

  /** Adds a part. */
  watch(part: Watched): void {
    this.parts.push(part);
  }

  /** Looks on its own timer from now on; `looked` is told of every look, and whether the pipeline has come to stand or moves again. */
  start(looked: (status: PipelineStatus, changed: boolean) => void): void {
    this.timer = setInterval(() => {
      const before = this.latest;
      const status = this.look();
      looked(status, standing(before) !== standing(status));
    }, LOOK_EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** What the last look saw, or one now when there was none. */
  get status(): PipelineStatus {
    return this.latest ?? this.look();
  }

  /** Looks at every part now. */
  look(): PipelineStatus {
    const atMs = this.clock();
    const parts = this.parts.map((part) => this.lookAt(part, atMs));
    const stands = parts.flatMap(({ standsSinceMs }) => standsSinceMs ?? []);
    const longestPauseMs = this.takePause(atMs);
    const standsSinceMs = stands.length === 0 ? null : Math.min(...stands);
    this.latest = { atMs, standsSinceMs, parts, eventLoop: { longestPauseMs, blockedAtMs: this.blockedAtMs } };
    return this.latest;
  }

  private lookAt({ name, waiting, progressedAtMs, patienceMs }: Watched, nowMs: number): PartStatus {
    const work = waiting();
    const progressed = progressedAtMs();
    if (work === 0) {
      this.waitingSinceMs.delete(name);
      return { name, standsSinceMs: null, waiting: 0, progressedAtMs: progressed };
    }
    // A clock that was set back makes no part look as if it had stood for long.
    const sinceMs = Math.min(nowMs, this.waitingSinceMs.get(name) ?? nowMs);
    this.waitingSinceMs.set(name, sinceMs);
    const quietSinceMs = Math.min(nowMs, Math.max(sinceMs, progressed ?? -Infinity));
    const stands = nowMs - quietSinceMs > patienceMs;
    return { name, standsSinceMs: stands ? quietSinceMs : null, waiting: work, progressedAtMs: progressed };
  }

  private takePause(nowMs: number): number {
    const pauseMs = this.longestPause();
    if (pauseMs >= BLOCKED_FROM_MS) this.blockedAtMs = nowMs;
    this.pauses = [...this.pauses, { atMs: nowMs, pauseMs }].filter(
      ({ atMs }) => Math.abs(nowMs - atMs) <= PAUSES_KEPT_MS,
    );
    return Math.max(...this.pauses.map((each) => each.pauseMs));
  }
}

/** Which parts stand, as one text: it changes when a part comes to stand or moves again. */
function standing(status: PipelineStatus | null): string {
  return (status?.parts ?? [])
    .filter(({ standsSinceMs }) => standsSinceMs !== null)
    .map(({ name }) => name)
    .join(' ');
}
