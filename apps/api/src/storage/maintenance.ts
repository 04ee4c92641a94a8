import type { StorageKind } from './migrate.js';
import { DEVICE_CONSUMER } from '../delivery/device-delivery.js';
import { pruneOutbox } from './outbox-store.js';
import { refreshAir, rollUpAir } from './rollup-store.js';
import type { Pool } from './pool.js';

const TICK_MS = 10_000;
const DAILY_MS = 86_400_000;
/** Refused messages are kept this long. */
const DEAD_LETTERS_KEPT = '400 days';
/** A patient record is kept this long; on TimescaleDB a policy does it. */
const OBSERVATIONS_KEPT = '10 years 1 month';
const DELETED_AT_ONCE = 10_000;
/** Entries of the outbox are kept so long after they were delivered, for whoever wants to see what was told. */
const OUTBOX_KEPT_MS = 3_600_000;

/** The maintenance tick: what TimescaleDB's policies do there is done here on plain PostgreSQL; failing jobs are counted for health. */
export class Maintenance {
  /** Failed background jobs of TimescaleDB in the last day; null on plain PostgreSQL. */
  jobErrors: number | null = null;
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();
  private lastDailyMs = 0;

  constructor(
    private readonly pool: Pool,
    private readonly onError: (error: Error) => void,
  ) {}

  start(kind: StorageKind): void {
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.tick(kind)).catch((error: Error) => this.onError(error));
    }, TICK_MS);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  private async tick(kind: StorageKind): Promise<void> {
    if (kind === 'timescaledb') {
      await refreshAir(this.pool);
      const { rows } = await this.pool.query<{ n: number }>(
        "SELECT count(*) AS n FROM timescaledb_information.job_errors WHERE finish_time > now() - interval '1 day'",
      );
      this.jobErrors = rows[0]!.n;
    } else {
      await rollUpAir(this.pool);
    }
    await pruneOutbox(this.pool, DEVICE_CONSUMER, OUTBOX_KEPT_MS);
    if (Date.now() - this.lastDailyMs < DAILY_MS) return;
    this.lastDailyMs = Date.now();
    await this.pool.query(`DELETE FROM app.dead_letter WHERE received_at < now() - interval '${DEAD_LETTERS_KEPT}'`);
    await this.pool.query("DELETE FROM app.instance WHERE seen_at < now() - interval '1 day'");
    if (kind === 'postgres') await this.deleteOldObservations();
  }

  private async deleteOldObservations(): Promise<void> {
    for (;;) {
      const { rowCount } = await this.pool.query(
        `DELETE FROM app.observation WHERE ctid = ANY (ARRAY(SELECT ctid FROM app.observation WHERE measured_at < now() - interval '${OBSERVATIONS_KEPT}' LIMIT ${DELETED_AT_ONCE}))`,
      );
      if ((rowCount ?? 0) < DELETED_AT_ONCE) return;
    }
  }
}
