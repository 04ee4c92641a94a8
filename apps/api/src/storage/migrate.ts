import { readFile, readdir } from 'node:fs/promises';
import type { Client, Pool } from './pool.js';

const MIGRATIONS = new URL('../../../../infra/database/migrations/', import.meta.url);
/** Any number will do as long as no one else locks it. */
const MIGRATION_LOCK = 7_204_110;
/** A migration may rewrite years of observations. */
const MIGRATION_MOST = { query_timeout: 6 * 3_600_000 } as const;

export type StorageKind = 'timescaledb' | 'postgres';

/**
 * Brings the database to the newest version: every file of infra/database/migrations that has not run yet, in order of name, each in a
 * transaction of its own; two processes that start together do it once. Returns the names that ran now.
 */
export async function migrate(pool: Pool): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('SET lock_timeout = 0');
    await client.query({ ...MIGRATION_MOST, text: 'SELECT pg_advisory_lock($1)', values: [MIGRATION_LOCK] });
    await client.query(
      'CREATE TABLE IF NOT EXISTS public.airway_migration (name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now())',
    );
    const known = new Set(
      (await client.query<{ name: string }>('SELECT name FROM public.airway_migration')).rows.map((row) => row.name),
    );
    const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).sort();
    const ran: string[] = [];
    for (const name of names) {
      if (known.has(name)) continue;
      await inOwnTransaction(client, await readFile(new URL(name, MIGRATIONS), 'utf8'), name);
      ran.push(name);
    }
    return ran;
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await client.query('RESET lock_timeout').catch(() => undefined);
    client.release();
  }
}

async function inOwnTransaction(client: Client, sql: string, name: string): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query({ ...MIGRATION_MOST, text: sql });
    await client.query('INSERT INTO public.airway_migration (name) VALUES ($1)', [name]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`migration ${name}: ${(error as Error).message}`, { cause: error });
  }
}

/** Which store this is: shown by the health route; nothing else but the maintenance tick may ask. */
export async function storageKind(pool: Pool): Promise<StorageKind> {
  const { rowCount } = await pool.query("SELECT FROM pg_extension WHERE extname = 'timescaledb'");
  return rowCount ? 'timescaledb' : 'postgres';
}
