import pg from 'pg';

/** int8 as number: revisions, counts and sequence numbers stay far below 2^53. */
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));

/** An answer that takes longer is given up: far longer than any batch, page or re-fold needs. */
const QUERY_MOST_MS = 20_000;
const LOCK_MOST_MS = 15_000;
/** The same for questions that are asked every few seconds and answered from a few rows. */
export const QUICK_QUERY = { query_timeout: 5_000 } as const;

/** A pool of connections whose broken members are replaced silently; `onError` is told, nothing crashes. */
export function createPool(databaseUrl: string, onError: (error: Error) => void, max = 8): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    // A half-open connection must hold neither this process nor, on the server's side, the rows that it has locked.
    connectionTimeoutMillis: 10_000,
    query_timeout: QUERY_MOST_MS,
    keepAlive: true,
    application_name: 'airway-api',
    options: `-c timezone=UTC -c lock_timeout=${LOCK_MOST_MS} -c idle_in_transaction_session_timeout=${QUERY_MOST_MS}`,
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
    // Behind a question that was given up the connection answers nothing more.
    if (/timeout/i.test((error as Error).message)) broken = error as Error;
    else await client.query('ROLLBACK').catch((rollbackError: Error) => (broken = rollbackError));
    throw error;
  } finally {
    client.removeListener('error', onError);
    client.release(broken);
  }
}
