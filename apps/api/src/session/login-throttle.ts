const WINDOW_MS = 60_000;
const FAILURES_ALLOWED = 10;

/** Slows down guessing: after ten failed logins of one name within a minute further ones are refused for the rest of it. */
export class LoginThrottle {
  private readonly failures = new Map<string, number[]>();

  allows(username: string, nowMs: number): boolean {
    return this.recent(username, nowMs).length < FAILURES_ALLOWED;
  }

  failed(username: string, nowMs: number): void {
    if (this.failures.size > 10_000) this.failures.clear();
    this.failures.set(username, [...this.recent(username, nowMs), nowMs]);
  }

  private recent(username: string, nowMs: number): number[] {
    return (this.failures.get(username) ?? []).filter((atMs) => nowMs - atMs < WINDOW_MS);
  }
}
