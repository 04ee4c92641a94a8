import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool, type Pool } from '../src/storage/pool.js';
import { Line, eventually } from './line.js';

let line: Line;
let pool: Pool;
beforeAll(async () => {
  line = await Line.start();
  pool = createPool(line.server.runtime.config.databaseUrl, () => undefined, 2);
});
afterAll(async () => {
  await pool.end();
  await line.stop();
});

describe('a connection that the database ends while nobody asks anything by it', () => {
  it('ends no process, and the next question gets its answer by another', async () => {
    const client = await pool.connect();
    // An error that nobody hears ends the process.
    expect(client.listenerCount('error')).toBeGreaterThan(0);
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const { pid } = rows[0]!;
    await pool.query('SELECT pg_terminate_backend($1)', [pid]);
    await eventually(async () => {
      const found = await pool.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [pid]);
      return found.rowCount === 0;
    }, 'it is ended');
    // What the database said last is read while the connection is in hand and asked nothing.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(client.query('SELECT 1')).rejects.toThrow();
    client.release(true);
    expect((await pool.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});
