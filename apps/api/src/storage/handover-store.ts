import { QUICK_QUERY, type Client, type Pool } from './pool.js';

/** A message as it arrived, on its way to the process that writes its patient. */
export interface HandedOver {
  readonly shard: number;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly receivedAtMs: number;
  readonly redelivered: boolean;
}

/** Keeps messages for the processes that write their patients. */
export async function handOver(client: Client, messages: readonly HandedOver[]): Promise<void> {
  if (messages.length === 0) return;
  await client.query({
    name: 'hand-over',
    text: `INSERT INTO app.handover (shard, topic, payload, received_at, redelivered)
      SELECT * FROM unnest($1::smallint[], $2::text[], $3::bytea[], $4::timestamptz[], $5::boolean[])`,
    values: [
      messages.map((message) => message.shard),
      messages.map((message) => message.topic),
      messages.map((message) => Buffer.from(message.payload)),
      messages.map((message) => new Date(message.receivedAtMs).toISOString()),
      messages.map((message) => message.redelivered),
    ],
  });
}

/** The oldest messages that wait for these shards, but for those in `taken`. */
export async function waitingFor(
  pool: Pool,
  shards: readonly number[],
  taken: readonly number[],
  limit: number,
): Promise<(HandedOver & { readonly id: number })[]> {
  const { rows } = await pool.query<{
    id: number;
    shard: number;
    topic: string;
    payload: Buffer;
    received_at: Date;
    redelivered: boolean;
  }>({
    ...QUICK_QUERY,
    name: 'handed-over-to',
    text: `SELECT id, shard, topic, payload, received_at, redelivered FROM app.handover
      WHERE shard = ANY($1) AND NOT id = ANY($2) ORDER BY id LIMIT $3`,
    values: [shards, taken, limit],
  });
  return rows.map((row) => ({
    id: row.id,
    shard: row.shard,
    topic: row.topic,
    payload: row.payload,
    receivedAtMs: row.received_at.getTime(),
    redelivered: row.redelivered,
  }));
}

/** Ends the waiting of messages, in the transaction that stores what they say. */
export async function takenOver(client: Client, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await client.query('DELETE FROM app.handover WHERE id = ANY($1)', [ids]);
}
