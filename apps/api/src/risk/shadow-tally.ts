import type { ShadowReport } from '@airway-twin/contracts/risk-model';
import type { RiskModel, RiskWithin7Days } from '@airway-twin/domain/risk';

/** A model that is scored beside the served one, and what came of it. Nothing reads its scores but the report. */
export class ShadowTally {
  private scored = 0;
  private failed = 0;
  private differences = 0;
  private largest: number | null = null;

  constructor(
    readonly model: RiskModel,
    private readonly sinceMs: number,
  ) {}

  /** Takes the risks of both models at the same points. */
  compare(served: readonly RiskWithin7Days[], shadow: readonly RiskWithin7Days[]): void {
    for (const [index, one] of served.entries()) {
      const other = shadow[index];
      if (one.kind !== 'scored') continue;
      if (other?.kind !== 'scored') {
        this.failed += 1;
        continue;
      }
      const difference = Math.abs(other.within7Days - one.within7Days);
      this.scored += 1;
      this.differences += difference;
      this.largest = Math.max(this.largest ?? 0, difference);
    }
  }

  report(): ShadowReport {
    return {
      identity: this.model.identity,
      sinceMs: this.sinceMs,
      scored: this.scored,
      failed: this.failed,
      meanDifference: this.scored > 0 ? this.differences / this.scored : null,
      largestDifference: this.largest,
    };
  }
}
