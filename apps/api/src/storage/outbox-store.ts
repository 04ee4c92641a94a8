import { arrayLiterals } from './array-literal.js';
import { FENCED } from './commit-condition.js';
import { QUICK_QUERY, type Client, type Pool } from './pool.js';

/** What one commit changed in one shard, for screens and devices: names of what to look at, not the things themselves. */
export interface OutboxBody {
  /** [site, patient, revision before, revision after] */
  readonly twins: readonly (readonly [string, string, number, number])[];
  /** [site, patient, recommendation] of those that must ring now. */
  readonly alarms: readonly (readonly [string, string, string])[];
  /** [site, device, newest instant measured or null, there or not or null for no word about it] */
  readonly devices: readonly (readonly [string, string, number | null, boolean | null])[];
  /** [site, device] of which something else is desired now. */
  readonly commands: readonly (readonly [string, string])[];
}

export interface OutboxEntry {
  readonly shard: number;
  readonly seq: number;
  readonly body: OutboxBody;
}

/**
 * Appends to the outbox of each shard under the number that follows its last, and renews the lease. Returns the entries with their numbers.
 * Fails with `FENCED` when another process has taken one of the shards over since `epoch`.
 */
export async function appendToOutbox(
  client: Client,
  changes: readonly { readonly shard: number; readonly epoch: number; readonly body: OutboxBody }[],
  leaseMs: number,
): Promise<OutboxEntry[]> {
  if (changes.length === 0) return [];
  const sorted = [...changes].sort((a, b) => a.shard - b.shard);
  const { rows } = await client.query<{ shards: number[]; seqs: string[] }>({
    name: 'append-to-outbox',
    text: `WITH mine AS (SELECT s.shard, c.body FROM unnest($1::smallint[], $2::bigint[], $3::jsonb[]) AS c (shard, epoch, body)
          JOIN app.shard s USING (shard) WHERE s.epoch = c.epoch ORDER BY s.shard FOR NO KEY UPDATE OF s),
        moved AS (UPDATE app.shard s SET outbox_seq = outbox_seq + 1, lease_until = now() + $4 * interval '1 ms'
          FROM mine WHERE s.shard = mine.shard RETURNING s.shard, s.outbox_seq, mine.body),
        put AS (INSERT INTO app.outbox (shard, seq, body) SELECT shard, outbox_seq, body FROM moved RETURNING shard, seq)
      SELECT array_agg(shard) AS shards, array_agg(seq) AS seqs,
        app.commit_only_if(count(*) = cardinality($1), '${FENCED}', 'a shard was taken over by another process') FROM put`,
    values: [
      ...arrayLiterals([
        sorted.map((change) => change.shard),
        sorted.map((change) => change.epoch),
        sorted.map((change) => JSON.stringify(change.body)),
      ]),
      leaseMs,
    ],
  });
  const { shards, seqs } = rows[0]!;
  const bodies = new Map(changes.map(({ shard, body }) => [shard, body]));
  return shards.map((shard, index) => ({ shard, seq: Number(seqs[index]), body: bodies.get(shard)! }));
}

/** Entries after the cursors given, in order within each shard, at most `limit` of them. */
export async function outboxAfter(
  pool: Pick<Pool, 'query'>,
  cursors: ReadonlyMap<number, number>,
  limit: number,
): Promise<OutboxEntry[]> {
  const { rows } = await pool.query<OutboxEntry>({
    ...QUICK_QUERY,
    name: 'outbox-after',
    text: `SELECT o.shard, o.seq, o.body FROM unnest($1::smallint[], $2::bigint[]) AS c (shard, seq)
      JOIN app.outbox o ON o.shard = c.shard AND o.seq > c.seq ORDER BY o.shard, o.seq LIMIT $3`,
    values: [[...cursors.keys()], [...cursors.values()], limit],
  });
  return rows;
}

/** The number of the last entry of each shard. */
export async function outboxEnds(pool: Pick<Pool, 'query'>): Promise<Map<number, number>> {
  const { rows } = await pool.query<{ shard: number; outbox_seq: number }>({
    ...QUICK_QUERY,
    text: 'SELECT shard, outbox_seq FROM app.shard',
  });
  return new Map(rows.map((row) => [row.shard, row.outbox_seq]));
}

/** How far a consumer has delivered each of these shards; 0 for one it never began. */
export async function deliveredThrough(
  pool: Pool,
  consumer: string,
  shards: readonly number[],
): Promise<Map<number, number>> {
  const { rows } = await pool.query<{ shard: number; seq: number }>(
    'SELECT s.shard, coalesce(c.seq, 0) AS seq FROM app.shard s LEFT JOIN app.outbox_cursor c ON c.shard = s.shard AND c.consumer = $1 WHERE s.shard = ANY($2)',
    [consumer, shards],
  );
  return new Map(rows.map((row) => [row.shard, row.seq]));
}

/** Moves a consumer's cursors on; never back. */
export async function saveDelivered(pool: Pool, consumer: string, seqs: ReadonlyMap<number, number>): Promise<void> {
  await pool.query({
    name: 'save-delivered',
    text: `INSERT INTO app.outbox_cursor AS old (consumer, shard, seq) SELECT $1, * FROM unnest($2::smallint[], $3::bigint[]) ORDER BY 2
      ON CONFLICT (consumer, shard) DO UPDATE SET seq = greatest(old.seq, EXCLUDED.seq)`,
    values: [consumer, [...seqs.keys()], [...seqs.values()]],
  });
}

/** Deletes entries that are older than `keptMs` and that every named consumer has delivered; returns how many. */
export async function pruneOutbox(pool: Pool, consumer: string, keptMs: number): Promise<number> {
  const { rowCount } = await pool.query(
    `DELETE FROM app.outbox o USING app.outbox_cursor c
     WHERE c.consumer = $1 AND c.shard = o.shard AND o.seq <= c.seq AND o.written_at < now() - $2 * interval '1 ms'`,
    [consumer, keptMs],
  );
  return rowCount ?? 0;
}
