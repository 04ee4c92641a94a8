import type { Pool } from '../storage/pool.js';
import type { CommitParts } from './commit-batch.js';
import type { WriterInput } from './writer-input.js';
import { WriterLane, type WriterEvents } from './writer-lane.js';
import { shardOfInput } from './writer-shards.js';

/**
 * Transactions at one time. Two let one batch be folded while the store writes the other; more would only wait for the one thread that
 * folds.
 */
const LANES = 2;
/** At this many waiting inputs, or bytes of them, the subscriber stops reading; it goes on below half of both. */
export const QUEUE_HIGH = 12_000;
export const QUEUE_BYTES_HIGH = 64 * 1024 * 1024;

/**
 * The writer of this process: a lane for every other shard, so that all inputs of a patient are taken in order by one of them, and the
 * lanes never wait for each other.
 */
export class TwinWriter {
  private readonly lanes: readonly WriterLane[];
  private spaceWaiters: (() => void)[] = [];

  constructor(
    pool: Pool,
    private readonly parts: CommitParts,
    events: WriterEvents,
    clock: () => number,
  ) {
    const laneEvents = { ...events, took: () => this.took() };
    this.lanes = Array.from({ length: LANES }, () => new WriterLane(pool, parts, laneEvents, clock));
  }

  /** Inputs that wait to be taken. */
  get queued(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.queued, 0);
  }

  get retrying(): boolean {
    return this.lanes.some((lane) => lane.retrying);
  }

  /** When the oldest message that is not yet committed was received; null when none waits. */
  get oldestReceivedAtMs(): number | null {
    const times = this.lanes.flatMap((lane) => lane.oldestReceivedAtMs ?? []);
    return times.length === 0 ? null : Math.min(...times);
  }

  enqueue(input: WriterInput): void {
    const shard = shardOfInput(input, this.parts.registry) ?? 0;
    this.lanes[shard % LANES]!.enqueue(input);
  }

  /** Resolves when there is room again: the subscriber waits here before it reads on. */
  async space(): Promise<void> {
    if (!this.full) return;
    await new Promise<void>((resolve) => this.spaceWaiters.push(resolve));
  }

  get full(): boolean {
    return this.holds(1);
  }

  /** Whether as much waits as that share of what may wait. */
  private holds(share: number): boolean {
    const bytes = this.lanes.reduce((sum, lane) => sum + lane.queuedBytes, 0);
    return this.queued >= share * QUEUE_HIGH || bytes >= share * QUEUE_BYTES_HIGH;
  }

  /** Resolves when all that was enqueued is committed. */
  async drain(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.drain()));
  }

  /** Takes nothing more after the present batches; what is waiting is left to the broker's redelivery. */
  stop(): void {
    for (const lane of this.lanes) lane.stop();
  }

  private took(): void {
    if (this.holds(1 / 2)) return;
    for (const resolve of this.spaceWaiters.splice(0)) resolve();
  }
}
