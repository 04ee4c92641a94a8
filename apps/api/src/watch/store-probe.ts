import type { Watched } from './watchdog.js';

/**
 * Asks the store a small question again and again, beside whatever else it does: a store that is away is noticed although nothing waits
 * to be written. One question at a time.
 */
export class StoreProbe {
  private asking = false;
  private answeredAtMs: number | null = null;
  /** Did the last question that ended get an answer? */
  reachable = false;

  constructor(
    private readonly ask: () => Promise<unknown>,
    private readonly clock: () => number,
  ) {}

  /** Asks unless a question is still open. */
  async probe(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      await this.ask();
      this.reachable = true;
      this.answeredAtMs = this.clock();
    } catch {
      this.reachable = false;
    } finally {
      this.asking = false;
    }
  }

  /** The probe as a part of the pipeline: an open or failed question is work that waits. */
  watched(patienceMs: number): Watched {
    return {
      name: 'store',
      waiting: () => (this.asking || !this.reachable ? 1 : 0),
      progressedAtMs: () => this.answeredAtMs,
      patienceMs,
    };
  }
}
