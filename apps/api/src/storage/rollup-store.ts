import type { AirDay, AirQuantity } from '@airway-twin/contracts/http';
import type { Observation } from '@airway-twin/domain/measurement';
import { siteKey } from '../registry/registry-store.js';
import { arrayLiterals } from './array-literal.js';
import type { Client, Pool } from './pool.js';

const ROLLED_UP: Observation['stream'] = 'air.reading';

/** Notes which spans of which patients' air must be rolled up again; part of the transaction that stores the readings. */
export async function markDirty(client: Client, stored: readonly Observation[]): Promise<void> {
  const spans = new Map<string, { siteId: string; patientId: string; fromMs: number; toMs: number }>();
  for (const { stream, siteId, patientId, measuredAtMs } of stored) {
    if (stream !== ROLLED_UP) continue;
    const key = siteKey(siteId, patientId);
    const span = spans.get(key);
    if (span) {
      span.fromMs = Math.min(span.fromMs, measuredAtMs);
      span.toMs = Math.max(span.toMs, measuredAtMs);
    } else spans.set(key, { siteId, patientId, fromMs: measuredAtMs, toMs: measuredAtMs });
  }
  if (spans.size === 0) return;
  const all = [...spans.values()];
  await client.query({
    name: 'mark-rollup-dirty',
    text: `INSERT INTO app.rollup_dirty AS old (site_id, patient_id, from_at, to_at)
      SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[]) ORDER BY 1, 2
      ON CONFLICT (site_id, patient_id) DO UPDATE SET from_at = least(old.from_at, EXCLUDED.from_at), to_at = greatest(old.to_at, EXCLUDED.to_at)`,
    values: arrayLiterals([
      all.map((span) => span.siteId),
      all.map((span) => span.patientId),
      all.map((span) => new Date(span.fromMs).toISOString()),
      all.map((span) => new Date(span.toMs).toISOString()),
    ]),
  });
}

/**
 * Plain store: rolls up what is dirty into `app.air_15m`. Returns how many patients' spans were done. Holds no lock on the marks while it
 * works, or the writer would wait for it: a mark that was widened meanwhile (another `xmin`) stays and is done next time.
 */
export async function rollUpAir(pool: Pool): Promise<number> {
  const { rows: marks } = await pool.query<{
    site_id: string;
    patient_id: string;
    from_at: string;
    to_at: string;
    mark: string;
  }>(
    `SELECT site_id, patient_id, app.bucket('15 minutes', from_at)::text AS from_at,
       (app.bucket('15 minutes', to_at) + interval '15 minutes')::text AS to_at, xmin::text AS mark FROM app.rollup_dirty`,
  );
  if (marks.length === 0) return 0;
  const keys = [marks.map((mark) => mark.site_id), marks.map((mark) => mark.patient_id)];
  await pool.query(
    `INSERT INTO app.air_15m AS old (site_id, patient_id, bucket, pm25_n, pm25_sum, pm25_max, no2_n, no2_sum, no2_max, o3_n, o3_sum, o3_max)
     SELECT o.site_id, o.patient_id, app.bucket('15 minutes', measured_at),
       count((data->>'pm25MicrogramsPerM3')::float8), sum((data->>'pm25MicrogramsPerM3')::float8), max((data->>'pm25MicrogramsPerM3')::float8),
       count((data->>'no2MicrogramsPerM3')::float8), sum((data->>'no2MicrogramsPerM3')::float8), max((data->>'no2MicrogramsPerM3')::float8),
       count((data->>'o3MicrogramsPerM3')::float8), sum((data->>'o3MicrogramsPerM3')::float8), max((data->>'o3MicrogramsPerM3')::float8)
     FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[]) AS dirty (site_id, patient_id, from_at, to_at)
     JOIN app.observation o ON o.site_id = dirty.site_id AND o.patient_id = dirty.patient_id
       AND o.measured_at >= dirty.from_at AND o.measured_at < dirty.to_at
     WHERE o.stream = '${ROLLED_UP}' GROUP BY 1, 2, 3
     ON CONFLICT (site_id, patient_id, bucket) DO UPDATE SET
       pm25_n = EXCLUDED.pm25_n, pm25_sum = EXCLUDED.pm25_sum, pm25_max = EXCLUDED.pm25_max,
       no2_n = EXCLUDED.no2_n, no2_sum = EXCLUDED.no2_sum, no2_max = EXCLUDED.no2_max,
       o3_n = EXCLUDED.o3_n, o3_sum = EXCLUDED.o3_sum, o3_max = EXCLUDED.o3_max`,
    [...keys, marks.map((mark) => mark.from_at), marks.map((mark) => mark.to_at)],
  );
  await pool.query(
    `DELETE FROM app.rollup_dirty d USING unnest($1::text[], $2::text[], $3::text[]) AS done (site_id, patient_id, mark)
     WHERE d.site_id = done.site_id AND d.patient_id = done.patient_id AND d.xmin::text = done.mark`,
    [...keys, marks.map((mark) => mark.mark)],
  );
  return marks.length;
}

/**
 * TimescaleDB: refreshes the continuous aggregate over the spans that are dirty. Its own policy looks back 45 days only; a history that is
 * loaded later lies before that.
 */
export async function refreshAir(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ from_at: Date | null; to_at: Date | null }>(
    `WITH dirty AS (DELETE FROM app.rollup_dirty RETURNING from_at, to_at)
     SELECT min(from_at) AS from_at, max(to_at) AS to_at FROM dirty`,
  );
  const { from_at: from, to_at: to } = rows[0]!;
  if (!from || !to) return;
  await pool.query(
    "CALL refresh_continuous_aggregate('app.air_15m', $1::timestamptz - interval '15 minutes', $2::timestamptz + interval '30 minutes')",
    [from.toISOString(), to.toISOString()],
  );
}

/** Air of each day of the patient's own calendar, from 15-minute buckets: right in every zone and on days of 23 or 25 hours. */
export async function airDays(
  pool: Pool,
  siteId: string,
  patientId: string,
  timeZone: string,
  from: string,
  to: string,
): Promise<AirDay[]> {
  const { rows } = await pool.query<Record<string, number | null> & { day: string }>({
    text: `SELECT to_char(bucket AT TIME ZONE $3, 'YYYY-MM-DD') AS day,
        sum(pm25_n)::int AS pm25_n, sum(pm25_sum) AS pm25_sum, max(pm25_max) AS pm25_max,
        sum(no2_n)::int AS no2_n, sum(no2_sum) AS no2_sum, max(no2_max) AS no2_max,
        sum(o3_n)::int AS o3_n, sum(o3_sum) AS o3_sum, max(o3_max) AS o3_max
      FROM app.air_15m
      WHERE site_id = $1 AND patient_id = $2
        AND bucket >= ($4::date)::timestamp AT TIME ZONE $3 AND bucket < ($5::date + 1)::timestamp AT TIME ZONE $3
      GROUP BY 1 ORDER BY 1`,
    values: [siteId, patientId, timeZone, from, to],
  });
  const quantity = (row: Record<string, number | null>, name: string): AirQuantity | null => {
    const n = row[`${name}_n`] ?? 0;
    return n > 0 ? { mean: row[`${name}_sum`]! / n, max: row[`${name}_max`]!, readings: n } : null;
  };
  return rows.map((row) => ({
    localDate: row.day,
    pm25MicrogramsPerM3: quantity(row, 'pm25'),
    no2MicrogramsPerM3: quantity(row, 'no2'),
    o3MicrogramsPerM3: quantity(row, 'o3'),
  }));
}
