import type { WardRow } from '@airway-twin/contracts/http';
import type { Observation } from '@airway-twin/domain/measurement';
import type { AirflowTable } from '@airway-twin/domain/mechanics';
import { createTwin, type TwinState } from '@airway-twin/domain/twin';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { PersonalRecord } from '@airway-twin/domain/risk';
import type { ModelState } from '../risk/index.js';
import { siteKey } from '../registry/registry-store.js';
import type { Registry } from '../registry/registry.js';
import { observationsAfter } from '../storage/observation-store.js';
import type { Client, Pool } from '../storage/pool.js';
import {
  checkpointBefore,
  dropCheckpointsFrom,
  recommendationsAtHand,
  saveCheckpoints,
  storedPersonalRecords,
  storedTwin,
  storedWardRows,
} from '../storage/twin-store.js';
import type { AirwayTables } from './airway-tables.js';
import { rebuildRiskMemory } from './rebuild-risk-memory.js';
import { ServedPopulation } from './served-population.js';
import { emptyWardRow, withAlert } from './ward-row.js';
import { foldFrom, newWorkingTwin, placeObservations, type Placed, type WorkingTwin } from './working-twin.js';

/** A state is kept in the store for every so many days of a patient's life. */
const CHECKPOINT_EVERY_MS = 5 * 86_400_000;

/** Twins in memory at most, a gigabyte when all of them are busy; those longest not written go first and are brought back when needed. */
const HELD_MOST = 10_000;

/**
 * Holds the twins that are in use and knows how to bring one back from the store. Only the writer puts a new one in place (`put`), after
 * its transaction has committed.
 */
export class TwinKeeper {
  private readonly twins = new Map<string, WorkingTwin>();
  /** How often each twin was forgotten or written: what was being read from the store meanwhile may be older. */
  private readonly changes = new Map<string, number>();
  private readonly rows = new Map<string, WardRow>();
  /** What was learnt of all patients of a site. */
  readonly population = new ServedPopulation();

  constructor(
    private readonly pool: Pool,
    private readonly registry: Registry,
    private readonly tables: Pick<AirwayTables, 'tableOf'>,
    private readonly model: () => ModelState,
    private readonly heldMost = HELD_MOST,
  ) {}

  /** Reads the ward rows as last written, so that the list is there at once after a start, and what was learnt of each patient. */
  async start(nowMs: number): Promise<void> {
    for (const { siteId, patientId, row } of await storedWardRows(this.pool)) {
      const profile = this.registry.patient(siteId, patientId);
      if (profile) this.rows.set(siteKey(siteId, patientId), row ? withAlert(row) : emptyWardRow(profile, nowMs));
    }
    for (const { siteId, patientId, record } of await storedPersonalRecords(this.pool)) {
      this.population.learn(siteId, patientId, record);
    }
  }

  /** The twin in memory, if it is there and was folded with the profile that holds now. */
  held(siteId: string, patientId: string): WorkingTwin | null {
    const twin = this.twins.get(siteKey(siteId, patientId));
    return twin && twin.profile === this.registry.patient(siteId, patientId) ? twin : null;
  }

  /** The twin, brought back from the store when it is not in memory; null for a patient that is not registered. */
  async twin(siteId: string, patientId: string, client: Client | Pool = this.pool): Promise<WorkingTwin | null> {
    const key = siteKey(siteId, patientId);
    const profile = this.registry.patient(siteId, patientId);
    if (!profile) return null;
    const held = this.held(siteId, patientId);
    if (held) return held;
    const changes = this.changes.get(key);
    const loaded = await loadTwin(client, profile, await this.tables.tableOf(profile), this.model());
    if (!loaded) return null;
    const raced = this.held(siteId, patientId);
    if (raced) return raced;
    if (this.changes.get(key) === changes) this.hold(key, loaded);
    return loaded;
  }

  /** Puts the committed twin in the place of the one before. */
  put(twin: WorkingTwin, row: WardRow): void {
    const key = siteKey(twin.profile.siteId, twin.profile.patientId);
    this.hold(key, twin);
    this.rows.set(key, row);
    this.population.learn(twin.profile.siteId, twin.profile.patientId, twin.riskMemory.personal);
  }

  private hold(key: string, twin: WorkingTwin): void {
    // Taken out first: a map remembers the order in which keys were added.
    this.twins.delete(key);
    this.twins.set(key, twin);
    if (this.twins.size <= this.heldMost) return;
    for (const longest of this.twins.keys()) {
      this.twins.delete(longest);
      break;
    }
  }

  /** Takes what another process has written of a twin: its row, and what was learnt of the patient. */
  show(siteId: string, patientId: string, row: WardRow, record: PersonalRecord | null): void {
    this.rows.set(siteKey(siteId, patientId), row);
    if (record) this.population.learn(siteId, patientId, record);
  }

  /** Forgets what is in memory of a twin: another process wrote it, or its profile changed. */
  forget(siteId: string, patientId: string): void {
    const key = siteKey(siteId, patientId);
    this.twins.delete(key);
    this.changes.set(key, (this.changes.get(key) ?? 0) + 1);
  }

  /** A newly registered patient appears in the list before anything is measured. */
  welcome(profile: PatientProfile, nowMs: number): WardRow {
    const key = siteKey(profile.siteId, profile.patientId);
    const row = this.rows.get(key) ?? emptyWardRow(profile, nowMs);
    const named = { ...row, displayName: profile.displayName, timeZone: profile.timeZone, clock: profile.clock };
    this.rows.set(key, named);
    return named;
  }

  /** The row that is shown of a patient now; null for one never shown. */
  row({ siteId, patientId }: Pick<PatientProfile, 'siteId' | 'patientId'>): WardRow | null {
    return this.rows.get(siteKey(siteId, patientId)) ?? null;
  }

  wardRows(siteId: string): WardRow[] {
    const rows: WardRow[] = [];
    for (const [key, row] of this.rows) if (key.startsWith(`${siteId}/`)) rows.push(row);
    return rows;
  }
}

/** A twin from the store: newest checkpoint, the observations after it, and the recommendations at hand; what was learnt of the
 * patient is learnt again when it was not stored. */
export async function loadTwin(
  client: Client | Pool,
  profile: PatientProfile,
  airways: AirflowTable,
  model: ModelState,
): Promise<WorkingTwin | null> {
  const { siteId, patientId } = profile;
  const stored = await storedTwin(client, siteId, patientId);
  if (!stored) return null;
  // Never written: nothing is stored of this patient.
  if (stored.revision === 0) return newWorkingTwin(profile, airways);
  const checkpoint = await usableCheckpoint(client, profile, airways, null);
  const from = checkpoint ?? createTwin(profile, airways);
  const later = await observationsAfter(client, siteId, patientId, { after: from.lastObservation });
  const empty = newWorkingTwin(profile, airways);
  const { base, recent, state } = foldFrom(
    from,
    later.map((each) => each.observation),
  );
  const recommendations = await recommendationsAtHand(client, siteId, patientId);
  const evaluation = stored.evaluation ?? (await evaluatedAnew());
  return {
    ...empty,
    base,
    recent,
    state,
    ...evaluation,
    revision: stored.revision,
    recommendations,
    checkpointAtMs: checkpoint?.clockMs ?? null,
  };

  async function evaluatedAnew(): Promise<Pick<WorkingTwin, 'riskMemory'>> {
    const all = await observationsAfter(client, siteId, patientId, { after: null });
    const observations = all.map((each) => each.observation);
    return { riskMemory: await rebuildRiskMemory(profile, airways, observations, recommendations, model) };
  }
}

/**
 * Places observations that are stored already into a twin. When one is older than all that memory holds, the states it makes wrong are
 * dropped, the twin is folded again from the checkpoint before it, and the checkpoints on the way are written anew: the cost follows the
 * lateness, not the history, also for the next one that comes as late.
 */
export async function placeStored(
  client: Client,
  twin: WorkingTwin,
  added: readonly Observation[],
): Promise<Placed & { checkpointAtMs: number | null }> {
  const placed = placeObservations(twin, added);
  const earliestMs = Math.min(...added.map((observation) => observation.measuredAtMs));
  const { siteId, patientId } = twin.profile;
  if (placed) {
    const stillRight = twin.checkpointAtMs === null || earliestMs > twin.checkpointAtMs;
    if (!stillRight) await dropCheckpointsFrom(client, siteId, patientId, earliestMs);
    return { ...placed, checkpointAtMs: stillRight ? twin.checkpointAtMs : null };
  }
  await dropCheckpointsFrom(client, siteId, patientId, earliestMs);
  const { airways } = twin.state;
  const from = (await usableCheckpoint(client, twin.profile, airways, earliestMs)) ?? createTwin(twin.profile, airways);
  const later = await observationsAfter(client, siteId, patientId, { after: from.lastObservation });
  const { passed, ...refolded } = foldFrom(
    from,
    later.map((each) => each.observation),
    added,
    CHECKPOINT_EVERY_MS,
  );
  await saveCheckpoints(client, passed);
  return { ...refolded, checkpointAtMs: (passed.at(-1) ?? from).clockMs };
}

/** Is the stored state so old that `base` should take its place? */
export function needsCheckpoint(placed: Pick<Placed, 'base'> & { checkpointAtMs: number | null }): boolean {
  const { clockMs } = placed.base;
  if (clockMs === null) return false;
  return placed.checkpointAtMs === null || clockMs - placed.checkpointAtMs >= CHECKPOINT_EVERY_MS;
}

/** A stored state counts only while the profile is the one it was folded with. */
export async function usableCheckpoint(
  client: Client | Pool,
  profile: PatientProfile,
  airways: AirflowTable,
  beforeMs: number | null,
): Promise<TwinState | null> {
  const checkpoint = await checkpointBefore(client, profile.siteId, profile.patientId, beforeMs);
  return checkpoint && JSON.stringify(sorted(checkpoint.profile)) === JSON.stringify(sorted(profile))
    ? { ...checkpoint, airways }
    : null;
}

/** jsonb does not keep the order of keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
