import { airwayBuildOf, MECHANICS_VERSION, type AirflowTable, type AirwayBuild } from '@airway-twin/domain/mechanics';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { saveAirwayTable, storedAirwayTables } from '../storage/airway-table-store.js';
import type { Pool } from '../storage/pool.js';
import { openTableThread, type TableThread } from './table-thread.js';

/** A table is about 6 kB of numbers: this many are 12 MB at most, and a ward of patients seldom shares builds. */
const TABLES_HELD = 2000;

interface AirwayTablesParts {
  readonly pool: Pool;
  readonly onError: (error: Error) => void;
  readonly thread?: TableThread;
  readonly held?: number;
}

/**
 * The airflow tables of this process's patients: from memory, else from the store, else computed on a thread of its own and stored. Any
 * number of askers for one build share one answer.
 */
export class AirwayTables {
  private readonly pool: Pool;
  private readonly onError: (error: Error) => void;
  private readonly thread: TableThread;
  private readonly most: number;
  /** Newest use last. */
  private readonly held = new Map<string, AirflowTable>();
  private readonly coming = new Map<string, Promise<AirflowTable>>();
  private stopped = false;

  constructor({ pool, onError, thread = openTableThread(), held = TABLES_HELD }: AirwayTablesParts) {
    this.pool = pool;
    this.onError = onError;
    this.thread = thread;
    this.most = held;
  }

  /** The table of the airways of that profile. Rejects when the store cannot be read or the mechanics refuse the build. */
  tableOf(profile: PatientProfile): Promise<AirflowTable> {
    const build = airwayBuildOf(profile);
    const key = keyOf(build);
    const table = this.used(key);
    if (table) return Promise.resolve(table);
    const shared = this.coming.get(key);
    if (shared) return shared;
    const fetched = this.fetch(key, build).finally(() => this.coming.delete(key));
    this.coming.set(key, fetched);
    return fetched;
  }

  /** The table when it is in memory; null when it has to be asked for. */
  tableHeld(profile: PatientProfile): AirflowTable | null {
    return this.used(keyOf(airwayBuildOf(profile)));
  }

  /**
   * Brings the tables of those profiles into memory ahead of their first use, one after the other, so that whoever needs one at once waits
   * for one computation at most. What fails is told to `onError` and asked again when it is needed.
   */
  async prepare(profiles: readonly PatientProfile[]): Promise<void> {
    const tell = (error: Error): void => {
      if (!this.stopped) this.onError(error);
    };
    const missing = profiles.map((profile) => keyOf(airwayBuildOf(profile))).filter((key) => !this.held.has(key));
    await storedAirwayTables(this.pool, missing.slice(0, this.most)).then((stored) => {
      for (const [key, table] of stored) this.hold(key, table);
    }, tell);
    for (const profile of profiles) {
      if (this.stopped) return;
      await this.tableOf(profile).catch(tell);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.thread.stop();
  }

  private async fetch(key: string, build: AirwayBuild): Promise<AirflowTable> {
    const stored = (await storedAirwayTables(this.pool, [key])).get(key);
    const table = stored ?? (await this.thread.compute(build));
    this.hold(key, table);
    // A table that is not kept is computed again after the next start: no reason to keep anyone waiting now.
    if (!stored) await saveAirwayTable(this.pool, key, table).catch(this.onError);
    return table;
  }

  private used(key: string): AirflowTable | null {
    const table = this.held.get(key);
    if (!table) return null;
    this.hold(key, table);
    return table;
  }

  private hold(key: string, table: AirflowTable): void {
    this.held.delete(key);
    this.held.set(key, table);
    for (const oldest of this.held.keys()) {
      if (this.held.size <= this.most) break;
      this.held.delete(oldest);
    }
  }
}

/** What a table depends on, always spelled in the same order. */
function keyOf(build: AirwayBuild): string {
  return `${MECHANICS_VERSION} ${JSON.stringify(build, Object.keys(build).sort())}`;
}
