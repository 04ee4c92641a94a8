import { FENCED, STALE_TWIN } from '../storage/commit-condition.js';

/** Another process has written one of these twins since this one read it. */
export class StaleTwinError extends Error {}
/** Another process has taken over a shard since this one was given it: what it wrote is rolled back. */
export class FencedError extends Error {}

/** Statements that are sent and not yet answered. */
export class UnderWay {
  private readonly answers: Promise<unknown>[] = [];

  add(answer: Promise<unknown>): void {
    // Heard in `done`, which may be called after it has failed.
    answer.catch(() => undefined);
    this.answers.push(answer);
  }

  /** Resolves when all have been answered; rejects with the first failure, as the writer knows it. */
  async done(): Promise<void> {
    try {
      for (const answer of this.answers) await answer;
    } catch (error) {
      const { code, message } = error as { code?: unknown; message: string };
      if (code === STALE_TWIN) throw new StaleTwinError(message);
      if (code === FENCED) throw new FencedError(message);
      throw error;
    }
  }
}
