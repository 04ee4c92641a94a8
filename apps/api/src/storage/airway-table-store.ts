import type { AirflowTable } from '@airway-twin/domain/mechanics';
import type { Pool } from './pool.js';

/** The stored tables among those keys; keys that are not stored are missing in the answer. */
export async function storedAirwayTables(pool: Pool, keys: readonly string[]): Promise<Map<string, AirflowTable>> {
  const { rows } = await pool.query<{ key: string; airflow: AirflowTable }>(
    'SELECT key, airflow FROM app.airway_table WHERE key = ANY($1)',
    [keys],
  );
  return new Map(rows.map(({ key, airflow }) => [key, airflow]));
}

/** Keeps a table. Two processes that computed the same one keep the first: they are equal. */
export async function saveAirwayTable(pool: Pool, key: string, table: AirflowTable): Promise<void> {
  await pool.query('INSERT INTO app.airway_table (key, airflow) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING', [
    key,
    JSON.stringify(table),
  ]);
}
