import type { AlertBudgetUse, PatientSnapshot, WardRow } from '@airway-twin/contracts/http';
import type { WardSnapshot } from '@airway-twin/contracts/live';
import { siteKey } from '../registry/registry-store.js';
import { inTurn } from './in-turn.js';
import type { WardBroadcast } from './ward-broadcast.js';

export interface SnapshotSources {
  /** Brings the twin into memory when it is not there; null for an unknown patient. */
  readonly snapshot: (siteId: string, patientId: string) => Promise<PatientSnapshot | null>;
  /** Of a twin in memory; null when it is not. */
  readonly heldSnapshot: (siteId: string, patientId: string) => PatientSnapshot | null;
  readonly heldRevision: (siteId: string, patientId: string) => number | null;
  readonly alertBudget: (rows: readonly WardRow[]) => AlertBudgetUse;
}

/** Fewer than the connections to the store, so that the writer never stands in line behind screens. */
const MADE_AT_ONCE = 3;
/** A snapshot of the same revision is the same to whoever asks within this: only its clock has gone on. */
const SAME_MOMENT_MS = 250;
const KEPT_MOST = 500;

/**
 * Whole snapshots as JSON, for many screens at once: after a restart all of them ask in the same second. One is made per patient and
 * revision, and one per ward and frame, whoever asks; few are made at a time.
 */
export class SharedSnapshots {
  private readonly patients = new Map<string, { readonly revision: number; readonly atMs: number; json: string }>();
  private readonly wards = new Map<string, { readonly sequence: number; json: string }>();
  private readonly coming = new Map<string, Promise<string | null>>();
  private readonly turn = inTurn(MADE_AT_ONCE);

  constructor(
    private readonly sources: SnapshotSources,
    private readonly ward: Pick<WardBroadcast, 'snapshot' | 'sequence'>,
    private readonly clock: () => number,
  ) {}

  /**
   * The snapshot of a patient; null for an unknown one. Rejects when the store does not answer. It is read after it was asked for: whoever
   * asks while another reads waits for the next reading, which all that wait share.
   */
  async patient(siteId: string, patientId: string): Promise<string | null> {
    const key = siteKey(siteId, patientId);
    const coming =
      this.coming.get(key) ??
      this.turn(() => {
        this.coming.delete(key);
        return this.brought(siteId, patientId);
      });
    this.coming.set(key, coming);
    return coming;
  }

  /** The same without waiting, of a twin in memory: what is done with it in the same breath belongs to the same revision. */
  heldPatient(siteId: string, patientId: string): string | null {
    const key = siteKey(siteId, patientId);
    const revision = this.sources.heldRevision(siteId, patientId);
    const known = this.patients.get(key);
    const nowMs = this.clock();
    if (known && known.revision === revision && nowMs - known.atMs < SAME_MOMENT_MS) return known.json;
    const snapshot = this.sources.heldSnapshot(siteId, patientId);
    if (!snapshot) return null;
    const json = JSON.stringify(snapshot);
    if (this.patients.size >= KEPT_MOST) this.patients.clear();
    this.patients.set(key, { revision: snapshot.revision, atMs: nowMs, json });
    return json;
  }

  /** What was made of the patient is no longer right, though the revision may be the same. */
  forget(siteId: string, patientId: string): void {
    this.patients.delete(siteKey(siteId, patientId));
  }

  /** The ward as of its last frame or later: what has changed since comes with the next frame. */
  wardOf(siteId: string): string {
    const sequence = this.ward.sequence(siteId);
    const known = this.wards.get(siteId);
    if (known?.sequence === sequence) return known.json;
    const ward = this.ward.snapshot(siteId);
    const snapshot: WardSnapshot = { ...ward, alertBudget: this.sources.alertBudget(ward.rows) };
    const json = JSON.stringify(snapshot);
    this.wards.set(siteId, { sequence: ward.sequence, json });
    return json;
  }

  /** The ward, when its turn has come. */
  wardInTurn(siteId: string): Promise<string> {
    return this.turn(() => this.wardOf(siteId));
  }

  private async brought(siteId: string, patientId: string): Promise<string | null> {
    const held = this.heldPatient(siteId, patientId);
    if (held !== null) return held;
    const snapshot = await this.sources.snapshot(siteId, patientId);
    return snapshot && JSON.stringify(snapshot);
  }
}
