import type { IngestMetrics } from '@airway-twin/contracts/http';
import { Backlog } from './backlog.js';
import { LatencyWindow } from './latency.js';

const RATE_WINDOW_MS = 5000;

/**
 * Counts what came in, what became of it and how long each hop took, since this process started: messages of streams, refused messages and
 * entries of the app. received = stored + duplicate + refused + what is still queued.
 */
export class IngestMeter {
  received = 0;
  stored = 0;
  duplicate = 0;
  refused = 0;
  late = 0;
  lastBatchRows = 0;
  readonly refusedByReason: Record<string, number> = {};
  readonly sentToReceived = new LatencyWindow();
  readonly receivedToCommitted = new LatencyWindow();
  readonly sentToPushed = new LatencyWindow();
  private readonly backlog = new Backlog();
  private readonly arrivals: { atMs: number; total: number }[] = [];

  constructor(private readonly sinceMs: number) {}

  refuse(reason: string): void {
    this.refused += 1;
    this.refusedByReason[reason] = (this.refusedByReason[reason] ?? 0) + 1;
  }

  metrics(
    nowMs: number,
    {
      oldestReceivedAtMs,
      ...now
    }: { queued: number; oldestReceivedAtMs: number | null; brokerConnected: boolean; storageRetrying: boolean },
  ): IngestMetrics {
    this.arrivals.push({ atMs: nowMs, total: this.received });
    while (this.arrivals.length > 1 && nowMs - this.arrivals[0]!.atMs > RATE_WINDOW_MS) this.arrivals.shift();
    const first = this.arrivals[0]!;
    const seconds = (nowMs - first.atMs) / 1000;
    return {
      atMs: nowMs,
      sinceMs: this.sinceMs,
      received: this.received,
      stored: this.stored,
      duplicate: this.duplicate,
      refused: this.refused,
      refusedByReason: { ...this.refusedByReason },
      late: this.late,
      messagesPerSecond: seconds > 0 ? (this.received - first.total) / seconds : 0,
      lastBatchRows: this.lastBatchRows,
      latency: {
        sentToReceived: this.sentToReceived.summary(),
        receivedToCommitted: this.receivedToCommitted.summary(),
        sentToPushed: this.sentToPushed.summary(),
      },
      ...now,
      ...this.backlog.look({ nowMs, oldestReceivedAtMs, ...now }),
    };
  }
}
