import { outboxAfter, outboxEnds, type OutboxEntry } from '../storage/outbox-store.js';
import type { Pool } from '../storage/pool.js';

const READ_AT_ONCE = 500;
/** Only a backstop: whoever commits tells so. */
const LOOK_EVERY_MS = 2000;
/** A store that was brought back may have gone on since: so many of its entries are delivered once more, as twice is better than never. */
const DELIVERED_AGAIN = 100;

/**
 * Follows the outbox of every shard from now on and delivers each entry once, in the order of its shard. What this process committed itself
 * is delivered from memory; the cursor moves by it as by an entry read, so that nothing comes twice. An entry whose delivery failed is read
 * again.
 */
export class OutboxFollower {
  private cursors = new Map<number, number>();
  /** Shards whose entries were read and are being delivered. */
  private readonly busy = new Set<number>();
  private reading: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;
  /** Shards whose cursor went back further than entries may still be there. */
  private readonly wentBack = new Set<number>();

  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly deliver: (entries: readonly OutboxEntry[]) => Promise<void>,
    private readonly onError: (error: Error) => void,
    private readonly on: {
      /** The store was brought back from a backup: what was told beyond it is not known there. */
      readonly goneBack: () => void;
      /** Entries were deleted before they were read here: what this process holds in memory may be old. */
      readonly missed: () => void;
    },
    private readonly lookEveryMs = LOOK_EVERY_MS,
  ) {}

  /** Begins after what is there now: screens that connect from here on get a snapshot that holds it. */
  async start(): Promise<void> {
    this.cursors = await outboxEnds(this.pool);
    this.timer = setInterval(() => {
      void this.storeMayHaveGoneBack()
        .catch(this.onError)
        .then(() => this.look());
    }, this.lookEveryMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.reading;
  }

  /** A database brought back from a backup counts from where it stood then: cursors ahead of it go back to it. */
  async storeMayHaveGoneBack(): Promise<void> {
    // What this process commits while the answer is on its way is ahead of it, in a store that has not gone back.
    const asked = new Map(this.cursors);
    const behind = [...(await outboxEnds(this.pool))].filter(([shard, end]) => end < (asked.get(shard) ?? 0));
    for (const [shard, end] of behind) {
      this.cursors.set(shard, Math.max(0, end - DELIVERED_AGAIN));
      this.wentBack.add(shard);
    }
    if (behind.length > 0) this.on.goneBack();
  }

  /**
   * Entries that this process has just committed. Returns the shards for which they are next in order: those are delivered from memory, and
   * the others by reading, after what came before them.
   */
  committed(entries: readonly OutboxEntry[]): ReadonlySet<number> {
    const next = new Set<number>();
    let isBehind = false;
    for (const { shard, seq } of entries) {
      const cursor = this.cursors.get(shard) ?? 0;
      if (!this.busy.has(shard) && cursor === seq - 1) {
        this.cursors.set(shard, seq);
        next.add(shard);
      } else if (this.busy.has(shard) || cursor < seq) isBehind = true;
    }
    if (isBehind) void this.look();
    return next;
  }

  /** Reads and delivers what others have committed. Never throws. */
  look(): Promise<void> {
    this.reading = this.reading.then(() => this.read()).catch(this.onError);
    return this.reading;
  }

  /** A shard numbers its entries without gaps: one is what a process finds that was away until they were deleted. */
  private hasGap(entries: readonly OutboxEntry[]): boolean {
    const last = new Map(this.cursors);
    for (const { shard, seq } of entries) {
      const before = last.get(shard) ?? 0;
      if (seq > before + 1 && !this.wentBack.delete(shard)) return true;
      last.set(shard, seq);
    }
    return false;
  }

  private async read(): Promise<void> {
    for (;;) {
      const found = await outboxAfter(this.pool, this.cursors, READ_AT_ONCE);
      // A commit of this process may have moved a cursor while the store was asked.
      const entries = found.filter(({ shard, seq }) => seq > (this.cursors.get(shard) ?? 0));
      if (this.hasGap(entries)) {
        this.on.missed();
        return;
      }
      for (const { shard } of entries) this.busy.add(shard);
      try {
        if (entries.length > 0) await this.deliver(entries);
        for (const { shard, seq } of entries) this.cursors.set(shard, seq);
      } finally {
        this.busy.clear();
      }
      if (found.length < READ_AT_ONCE) return;
    }
  }
}
