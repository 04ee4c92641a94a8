import type { LatencySummary } from '@airway-twin/contracts/http';

const SAMPLES_KEPT = 4096;

/** The newest few thousand durations of one hop, to tell how long it takes now. */
export class LatencyWindow {
  private readonly samples = new Float64Array(SAMPLES_KEPT);
  private count = 0;

  add(ms: number): void {
    this.samples[this.count++ % SAMPLES_KEPT] = ms;
  }

  summary(): LatencySummary {
    const n = Math.min(this.count, SAMPLES_KEPT);
    if (n === 0) return { count: 0, p50Ms: null, p99Ms: null };
    const sorted = this.samples.slice(0, n).sort();
    const at = (share: number) => sorted[Math.min(n - 1, Math.floor(n * share))]!;
    return { count: this.count, p50Ms: at(0.5), p99Ms: at(0.99) };
  }
}
