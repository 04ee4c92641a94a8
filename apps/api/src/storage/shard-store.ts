import { QUICK_QUERY, inTransaction, type Pool } from './pool.js';

/** A process that shares the work. */
export interface Instance {
  readonly instance: string;
  readonly url: string;
}

export interface LeaseRound {
  /** Another process has started under this name since: this one has nothing more to say. */
  readonly superseded: boolean;
  /** Everyone who was seen within the lease, by name. */
  readonly present: readonly Instance[];
  /** Shards of this process with the epoch under which it may commit. */
  readonly held: ReadonlyMap<number, number>;
  /** Who holds which shard now. */
  readonly owners: ReadonlyMap<number, string>;
}

/** Tells that this process is there, as the newest of its name. */
export async function register(pool: Pool, instance: Instance & { readonly token: string }): Promise<void> {
  await pool.query(
    `INSERT INTO app.instance (instance, token, url) VALUES ($1, $2, $3)
     ON CONFLICT (instance) DO UPDATE SET token = EXCLUDED.token, url = EXCLUDED.url, seen_at = now()`,
    [instance.instance, instance.token, instance.url],
  );
}

/**
 * One round of the division of shards: renews what this process holds and should hold, lets go of what belongs to another that is there,
 * and takes what it should hold and nobody does, or an earlier process of its own name did: that one is superseded.
 */
export async function leaseRound(
  pool: Pool,
  me: { readonly instance: string; readonly token: string },
  held: ReadonlyMap<number, number>,
  leaseMs: number,
  shareOf: (present: readonly string[], instance: string) => readonly number[],
): Promise<LeaseRound> {
  return inTransaction(pool, async (client) => {
    const seen = await client.query({
      ...QUICK_QUERY,
      text: 'UPDATE app.instance SET seen_at = now() WHERE instance = $1 AND token = $2',
      values: [me.instance, me.token],
    });
    if (seen.rowCount !== 1) return { superseded: true, present: [], held: new Map(), owners: new Map() };
    const { rows: present } = await client.query<Instance>(
      `SELECT instance, url FROM app.instance WHERE seen_at > now() - $1 * interval '1 ms' ORDER BY instance`,
      [leaseMs],
    );
    const mine = shareOf(
      present.map((each) => each.instance),
      me.instance,
    );
    const letGo = [...held.keys()].filter((shard) => !mine.includes(shard));
    await client.query(
      `UPDATE app.shard s SET owner = NULL, lease_until = '-infinity', epoch = s.epoch + 1
       FROM unnest($1::smallint[], $2::bigint[]) AS l (shard, epoch) WHERE s.shard = l.shard AND s.epoch = l.epoch`,
      [letGo, letGo.map((shard) => held.get(shard)!)],
    );
    const kept = [...held].filter(([shard]) => mine.includes(shard));
    const renewed = await client.query<{ shard: number; epoch: number }>(
      // In the order in which commits lock them, so that none waits for the other.
      `WITH mine AS (SELECT s.shard FROM app.shard s JOIN unnest($1::smallint[], $2::bigint[]) AS l (shard, epoch) USING (shard)
           WHERE s.epoch = l.epoch ORDER BY s.shard FOR NO KEY UPDATE OF s)
       UPDATE app.shard s SET lease_until = now() + $3 * interval '1 ms' FROM mine WHERE s.shard = mine.shard RETURNING s.shard, s.epoch`,
      [kept.map(([shard]) => shard), kept.map(([, epoch]) => epoch), leaseMs],
    );
    const stillHeld = new Map(renewed.rows.map((row) => [row.shard, row.epoch]));
    const taken = await client.query<{ shard: number; epoch: number }>(
      `UPDATE app.shard SET owner = $1, epoch = epoch + 1, lease_until = now() + $3 * interval '1 ms'
       WHERE shard = ANY($2) AND (owner IS NULL OR lease_until < now() OR owner = $1) RETURNING shard, epoch`,
      [me.instance, mine.filter((shard) => !stillHeld.has(shard)), leaseMs],
    );
    for (const row of taken.rows) stillHeld.set(row.shard, row.epoch);
    const owners = await client.query<{ shard: number; owner: string }>(
      'SELECT shard, owner FROM app.shard WHERE owner IS NOT NULL',
    );
    return {
      superseded: false,
      present,
      held: stillHeld,
      owners: new Map(owners.rows.map((row) => [row.shard, row.owner])),
    };
  });
}

/** Lets go of everything at once, so that others need not wait for the lease to run out. */
export async function letGo(pool: Pool, me: { readonly instance: string; readonly token: string }): Promise<void> {
  const { rowCount } = await pool.query('DELETE FROM app.instance WHERE instance = $1 AND token = $2', [
    me.instance,
    me.token,
  ]);
  if (rowCount !== 1) return;
  await pool.query(`UPDATE app.shard SET owner = NULL, lease_until = '-infinity', epoch = epoch + 1 WHERE owner = $1`, [
    me.instance,
  ]);
}
