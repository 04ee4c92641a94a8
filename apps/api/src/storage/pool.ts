import pg from 'pg';

/** int8 as number: revisions, counts and sequence numbers stay far below 2^53. */
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));

/** A pool of connections whose broken members are replaced silently; `onError` is told, nothing crashes. */
export function createPool(databaseUrl: string, onError: (error: Error) => void, max = 8): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    // A half-open connection must not hold the one writer for ever.
    connectionTimeoutMillis: 10_000,
    query_timeout: 120_000,
    keepAlive: true,
    application_name: 'airway-api',
    options: '-c timezone=UTC',
  });
  pool.on('error', onError);
  return pool;
}

export type Pool = pg.Pool;
export type Client = pg.PoolClient;

/** Runs `work` in one transaction; any failure rolls all of it back and is thrown on. */
export async function inTransaction<T>(pool: Pool, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that dies between two statements tells it by this event alone; unheard, it would end the process.
  const onError = (error: Error) => (broken = error);
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => (broken = rollbackError));
    throw error;
  } finally {
    client.removeListener('error', onError);
    client.release(broken);
  }
}
