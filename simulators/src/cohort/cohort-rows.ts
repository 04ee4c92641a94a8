import { mkdir, open, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import type { AirflowTable } from '@airway-twin/domain/mechanics';
import { encodeRiskRows, RISK_ROWS_COLUMNS, riskRowsHeaderFor } from '@airway-twin/contracts/risk-rows';
import { BODY_BUILDS } from './body-builds.js';
import { COHORT_VERSION } from './calibration.js';
import type { CohortJob, CohortTold } from './cohort-worker.js';
import { HIDDEN_LUNGS, type NarrowingTable } from './narrowing-table.js';
import { daysOf, type CohortPlan } from './person-record.js';
import { workPool, type WorkPool } from './work-pool.js';

const MOST_THREADS = 8;

/** Threads that know the tables of a cohort: as many as the machine has cores. `withAirways` false where no twin will be asked. */
export async function cohortPool(plan: Pick<CohortPlan, 'seed' | 'years'>, withAirways: boolean): Promise<WorkPool> {
  const threads = Math.max(1, Math.min(MOST_THREADS, availableParallelism()));
  const pool = workPool(new URL('./cohort-worker.js', import.meta.url), threads);
  const narrowing: NarrowingTable[] = [];
  const airways: AirflowTable[] = [];
  const jobs = (kind: 'narrowing' | 'airways', count: number): CohortJob[] =>
    Array.from({ length: count }, (_unused, index) => ({ kind, index }));
  await pool.run<CohortJob, NarrowingTable>(
    jobs('narrowing', HIDDEN_LUNGS.length),
    (table) => void narrowing.push(table),
  );
  if (withAirways) {
    await pool.run<CohortJob, AirflowTable>(jobs('airways', BODY_BUILDS.length), (table) => void airways.push(table));
  }
  pool.tellAll({ seed: plan.seed, years: plan.years, narrowing, airways } satisfies CohortTold);
  return pool;
}

/**
 * Writes the rows of a cohort to a file, person by person as they are done: only a few people are in memory at a time. The file appears
 * when it is whole. `onPerson` hears how many are written. The same plan gives the same bytes, whatever the number of threads.
 */
export async function writeCohortRows(plan: CohortPlan, file: string, onPerson: (done: number) => void): Promise<void> {
  const pool = await cohortPool(plan, true);
  const jobs: CohortJob[] = Array.from({ length: plan.patients }, (_unused, index) => ({
    kind: 'rows',
    number: index + 1,
  }));
  try {
    await writeRows(
      file,
      { cohortVersion: COHORT_VERSION, ...plan, rows: plan.patients * daysOf(plan.years) },
      (append) =>
        pool.run<CohortJob, Float32Array>(jobs, async (rows, place) => {
          await append(rows);
          onPerson(place + 1);
        }),
    );
  } finally {
    await pool.close();
  }
}

/** Writes a rows file in parts, each of whole patients; the parts hold so many rows as `origin` says. Throws RangeError when they do not. */
export async function writeRows(
  file: string,
  origin: Parameters<typeof riskRowsHeaderFor>[0],
  appendAll: (append: (rows: Float32Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.part`;
  const handle = await open(unfinished, 'w');
  let written = 0;
  try {
    await handle.writeFile(`${JSON.stringify(riskRowsHeaderFor(origin))}\n`);
    await appendAll(async (values) => {
      const rows = values.length / RISK_ROWS_COLUMNS.length;
      const [, matrix] = encodeRiskRows({ header: riskRowsHeaderFor({ ...origin, rows }), values });
      await handle.writeFile(matrix);
      written += rows;
    });
    if (written !== origin.rows) throw new RangeError(`rows: expected ${origin.rows}, got ${written}`);
    await handle.close();
    await rename(unfinished, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw error;
  }
}
