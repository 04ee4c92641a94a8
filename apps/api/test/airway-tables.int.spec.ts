import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestDatabase } from '@airway-twin/testkit/servers.mjs';
import { airflowAt, airflowTable, airwayBuildOf, type AirwayBuild } from '@airway-twin/domain/mechanics';
import { migrate } from '../src/storage/migrate.js';
import { createPool, type Pool } from '../src/storage/pool.js';
import { AirwayTables } from '../src/twins/airway-tables.js';
import { openTableThread, type TableThread } from '../src/twins/table-thread.js';
import { aProfile } from './line.js';

let database: Awaited<ReturnType<typeof startTestDatabase>>;
let pool: Pool;
const errors: Error[] = [];
const opened: AirwayTables[] = [];

beforeAll(async () => {
  database = await startTestDatabase();
  pool = createPool(database.url, (error) => errors.push(error));
  await migrate(pool);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((tables) => tables.stop()));
  expect(errors.splice(0)).toEqual([]);
});
afterAll(async () => {
  await pool.end();
  await database.stop();
});

/** The real thread, with a list of what it was asked. */
function countingThread(): TableThread & { readonly asked: AirwayBuild[] } {
  const asked: AirwayBuild[] = [];
  const thread = openTableThread();
  return {
    asked,
    stop: thread.stop,
    compute(build) {
      asked.push(build);
      return thread.compute(build);
    },
  };
}

function openTables(thread: TableThread, held?: number): AirwayTables {
  const tables = new AirwayTables({
    pool,
    onError: (error) => errors.push(error),
    thread,
    ...(held !== undefined && { held }),
  });
  opened.push(tables);
  return tables;
}

const small = aProfile('small', { heightCm: 118 });
const tall = aProfile('tall', { heightCm: 151 });

describe('the airflow table of a patient', () => {
  it('is the one that the mechanics give for their body, number by number', async () => {
    const table = await openTables(countingThread()).tableOf(small);
    expect(table).toEqual(airflowTable(airwayBuildOf(small)));
    expect(airflowAt(table, 'fev1', 0.8, 0).lnShare).toBeLessThan(airflowAt(table, 'fev1', 0.2, 0).lnShare);
  });

  it('is computed once for all who ask at the same time', async () => {
    const thread = countingThread();
    const tables = openTables(thread);
    const twin = aProfile('twin-of-tall', { heightCm: tall.heightCm, displayName: 'Demo twin' });
    const [one, other] = await Promise.all([tables.tableOf(tall), tables.tableOf(twin), tables.tableOf(tall)]);
    expect(other).toBe(one);
    expect(thread.asked).toHaveLength(1);
  });

  it('outlives a restart: the next process reads it and computes nothing', async () => {
    const growing = aProfile('growing', { heightCm: 127 });
    const before = await openTables(countingThread()).tableOf(growing);
    const afterRestart = countingThread();
    expect(await openTables(afterRestart).tableOf(growing)).toEqual(before);
    expect(afterRestart.asked).toEqual([]);
  });

  it('is another one once the patient has grown', async () => {
    const thread = countingThread();
    const tables = openTables(thread);
    const before = await tables.tableOf(aProfile('child', { heightCm: 131 }));
    const after = await tables.tableOf(aProfile('child', { heightCm: 136 }));
    expect(after.healthy.fev1).toBeGreaterThan(before.healthy.fev1);
    expect(thread.asked).toHaveLength(2);
  });

  it('is at hand at once after it was prepared', async () => {
    const thread = countingThread();
    const tables = openTables(thread);
    const expected = aProfile('expected', { heightCm: 143 });
    expect(tables.tableHeld(expected)).toBeNull();
    await tables.prepare([expected, small]);
    expect(tables.tableHeld(expected)?.healthy.fev1).toBeGreaterThan(0);
    expect(thread.asked.map(({ heightCm }) => heightCm)).toEqual([143]);
  });

  it('makes room for others: what was used longest ago leaves memory, not the store', async () => {
    const thread = countingThread();
    const tables = openTables(thread, 1);
    await tables.tableOf(small);
    await tables.tableOf(tall);
    expect(tables.tableHeld(small)).toBeNull();
    expect(tables.tableHeld(tall)).not.toBeNull();
    await tables.tableOf(small);
    expect(thread.asked).toEqual([]);
  });

  it('a body that the mechanics refuse fails for its askers alone', async () => {
    const tables = openTables(countingThread());
    const impossible = aProfile('impossible', { declaredBestFev1Litres: -1 });
    await expect(tables.tableOf(impossible)).rejects.toThrow(/bestFev1Litres: expected/);
    await expect(tables.tableOf(small)).resolves.toBeDefined();
    await tables.prepare([impossible, small]);
    expect(errors.splice(0).map(({ message }) => message)).toEqual([expect.stringMatching(/bestFev1Litres/)]);
  });
});
