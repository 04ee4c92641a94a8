import type { Delivery } from '../ingest/mqtt-link.js';
import { waitingFor } from '../storage/handover-store.js';
import type { Pool } from '../storage/pool.js';

const READ_AT_ONCE = 1000;
/** Only a backstop: whoever hands a message over tells so. */
const LOOK_EVERY_MS = 2000;

/** Takes the messages that other processes received for the patients of this one. Each is deleted in the transaction that stores it. */
export class HandoverReader {
  private readonly taken = new Set<number>();
  private reading: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;
  private isStopped = false;
  private stopWaiting: () => void = () => undefined;
  private readonly stopped = new Promise<void>((resolve) => (this.stopWaiting = resolve));

  constructor(
    private readonly pool: Pool,
    private readonly shards: () => readonly number[],
    private readonly deliver: (delivery: Delivery) => void,
    private readonly space: () => Promise<void>,
    private readonly onError: (error: Error) => void,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.timer.unref();
    void this.look();
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    // While the store is away there is no room, and there will be none.
    this.isStopped = true;
    this.stopWaiting();
    await this.reading;
  }

  /** Reads what waits now. Never throws. */
  look(): Promise<void> {
    this.reading = this.reading.then(() => this.read()).catch(this.onError);
    return this.reading;
  }

  private async read(): Promise<void> {
    for (;;) {
      const shards = this.shards();
      if (shards.length === 0) return;
      await Promise.race([this.space(), this.stopped]);
      if (this.isStopped) return;
      const waiting = await waitingFor(this.pool, shards, [...this.taken], READ_AT_ONCE);
      for (const { id, topic, payload, redelivered } of waiting) {
        this.taken.add(id);
        this.deliver({ topic, payload, redelivered, handoverId: id, acknowledge: () => this.taken.delete(id) });
      }
      if (waiting.length < READ_AT_ONCE) return;
    }
  }
}
