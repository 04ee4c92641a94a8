import type { WardDelta, WardSnapshot } from '@airway-twin/contracts/live';
import type { WardRow } from '@airway-twin/contracts/http';
import { byNeed } from '../twins/ward-row.js';

/** Ward updates leave as one frame per this time. */
export const WARD_FRAME_MS = 250;

interface Ward {
  sequence: number;
  pending: Map<string, WardRow>;
  timer: NodeJS.Timeout | null;
}

/**
 * Gathers changed rows of each site and sends them as one frame per 250 ms: the newest row of a patient wins, and the order of need goes
 * with them. A client that misses a frame sees it by the sequence.
 */
export class WardBroadcast {
  private readonly wards = new Map<string, Ward>();

  constructor(
    private readonly rows: (siteId: string) => readonly WardRow[],
    private readonly send: (siteId: string, delta: WardDelta) => void,
    private readonly isWatched: (siteId: string) => boolean = () => true,
  ) {}

  /** The newest frame. A snapshot of it made at any time holds at least what was sent until then; the rest comes with the next one. */
  sequence(siteId: string): number {
    return this.ward(siteId).sequence;
  }

  /** The rows as they are now. Those that wait for the next frame are in it, and come once more with that frame. */
  snapshot(siteId: string): Omit<WardSnapshot, 'alertBudget'> {
    return { siteId, rows: [...this.rows(siteId)].sort(byNeed), sequence: this.ward(siteId).sequence };
  }

  changed(siteId: string, row: WardRow): void {
    const ward = this.ward(siteId);
    ward.pending.set(row.patientId, row);
    ward.timer ??= setTimeout(() => this.flush(siteId), WARD_FRAME_MS);
  }

  stop(): void {
    for (const ward of this.wards.values()) if (ward.timer) clearTimeout(ward.timer);
  }

  private flush(siteId: string): void {
    const ward = this.ward(siteId);
    if (ward.timer) clearTimeout(ward.timer);
    ward.timer = null;
    if (ward.pending.size === 0) return;
    const rows = [...ward.pending.values()];
    ward.pending = new Map();
    const previousSequence = ward.sequence;
    ward.sequence += 1;
    if (!this.isWatched(siteId)) return;
    const order = [...this.rows(siteId)].sort(byNeed).map((row) => row.patientId);
    this.send(siteId, { siteId, previousSequence, sequence: ward.sequence, rows, order });
  }

  private ward(siteId: string): Ward {
    let ward = this.wards.get(siteId);
    if (!ward) {
      ward = { sequence: 0, pending: new Map(), timer: null };
      this.wards.set(siteId, ward);
    }
    return ward;
  }
}
