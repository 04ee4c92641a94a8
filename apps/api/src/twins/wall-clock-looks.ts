import type { PatientProfile } from '@airway-twin/domain/patient';

/** How often a patient on the wall clock is looked at though nothing was measured: time alone makes a value stale or a dose late. */
export const ROUND_MS = 30_000;
/** However many there are, looking stays a small part of the work: the round through a large register takes longer. */
export const LOOKS_PER_SECOND_MOST = 50;
const TICK_MS = 1000;

export interface WallClockLooksParts {
  readonly patients: () => ReadonlyMap<string, PatientProfile>;
  /** Does this process write that patient? */
  readonly isOwn: (siteId: string, patientId: string) => boolean;
  /** Is there no room for more work? While the store is away looks would pile up. */
  readonly isFull: () => boolean;
  readonly look: (siteId: string, patientId: string) => void;
}

/** Looks at all patients on the wall clock in turn, evenly through the time of a round. */
export class WallClockLooks {
  private round: Iterator<PatientProfile> | null = null;
  /** Patients whose turn has come, times the length of a round: whole numbers, so that nobody's turn is lost to rounding. */
  private due = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly parts: WallClockLooksParts) {}

  start(): void {
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** Looks at those whose turn comes in one second. */
  tick(): void {
    const { isFull, isOwn, look, patients } = this.parts;
    this.due = Math.min(patients().size * ROUND_MS, this.due + patients().size * TICK_MS);
    if (isFull()) return;
    for (let looks = 0; this.due >= ROUND_MS && looks < LOOKS_PER_SECOND_MOST; this.due -= ROUND_MS) {
      const patient = this.next();
      if (!patient) return;
      const { siteId, patientId, clock } = patient;
      if (clock !== 'wall' || !isOwn(siteId, patientId)) continue;
      look(siteId, patientId);
      looks += 1;
    }
    // What was not done for want of time is not made up for in a rush.
    this.due %= ROUND_MS;
  }

  /** The next patient of the round; the round begins anew behind the last. Null: there is none. */
  private next(): PatientProfile | null {
    for (let attempt = 0; attempt < 2; attempt++) {
      this.round ??= this.parts.patients().values();
      const next = this.round.next();
      if (!next.done) return next.value;
      this.round = null;
    }
    return null;
  }
}
