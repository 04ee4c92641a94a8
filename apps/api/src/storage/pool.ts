import pg from 'pg';
import { gatherWrites } from './gathered-writes.js';

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
    // A statement is sent at once, also behind one that is not yet answered; answers come in the same order.
    pipeline: true,
    keepAlive: true,
    application_name: 'airway-api',
    options: `-c timezone=UTC -c lock_timeout=${LOCK_MOST_MS} -c idle_in_transaction_session_timeout=${QUERY_MOST_MS}`,
  });
  pool.on('error', onError);
  // One that is ended in the breath in which it is handed out has no other listener yet, and an error that nobody hears ends the process.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    gatherWrites(client);
  });
  return pool;
}

export type Pool = pg.Pool;
export type Client = pg.PoolClient;

/** What the last statements of a transaction will come to: they are sent, and COMMIT goes behind them without waiting for the answers. */
export class Sent<T> {
  constructor(readonly outcome: Promise<T>) {}
}

/**
 * Runs `work` in one transaction; any failure rolls all of it back and is thrown on. `work` may return `Sent`: the store then takes the COMMIT
 * for a ROLLBACK when one of those statements fails, so each of them must fail by itself when it may not be committed.
 */
export async function inTransaction<T>(pool: Pool, work: (client: Client) => Promise<T | Sent<T>>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that dies between two statements tells it by this event alone; unheard, it would end the process.
  const onError = (error: Error) => (broken = error);
  client.on('error', onError);
  let ending: Promise<unknown> | null = null;
  try {
    const began = client.query('BEGIN');
    // Goes out with the first statement of the work, which fails too when this one does.
    began.catch(() => undefined);
    const result = await work(client);
    const committing = client.query('COMMIT');
    ending = committing;
    const [, value, { command }] = await Promise.all([
      began,
      result instanceof Sent ? result.outcome : result,
      committing,
    ]);
    if (command !== 'COMMIT') throw new Error(`the store answered ${command} to COMMIT`);
    return value;
  } catch (error) {
    // Behind a question that was given up the connection answers nothing more.
    if (/timeout/i.test((error as Error).message)) broken = error as Error;
    else await (ending ?? client.query('ROLLBACK')).catch((rollbackError: Error) => (broken = rollbackError));
    throw error;
  } finally {
    client.removeListener('error', onError);
    client.release(broken);
  }
}
