import { createHash } from 'node:crypto';
import type { DeadLetter, DeadLettersResponse } from '@airway-twin/contracts/http';
import { MAX_PAYLOAD_BYTES, type Refusal, type RefusalReason } from '@airway-twin/contracts/mqtt';
import type { Client, Pool } from './pool.js';

/** A message that was refused, as it arrived. */
export interface RefusedMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly refusal: Refusal;
  readonly siteId: string | null;
  readonly deviceId: string | null;
  /** The boot and the number that the device gave it; null when they cannot be read. */
  readonly numbered: { readonly bootId: string; readonly seq: number } | null;
  readonly receivedAtMs: number;
  /** The broker says it may have delivered this message before: then the same bytes are kept once. */
  readonly redelivered: boolean;
  /** Its place among the messages handed over by another process; null when it came from the broker. */
  readonly handoverId: number | null;
}

/** Keeps refused messages whole (up to the payload limit), each once. */
export async function insertDeadLetters(client: Client, messages: readonly RefusedMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await client.query({
    name: 'insert-dead-letters',
    text: `INSERT INTO app.dead_letter (received_at, topic, site_id, device_id, reason, field, expected, byte_length, sha256, payload)
      SELECT received_at, topic, site_id, device_id, reason, field, expected, byte_length, sha256, payload
      FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::bytea[], $10::bytea[], $11::boolean[])
        AS new (received_at, topic, site_id, device_id, reason, field, expected, byte_length, sha256, payload, redelivered)
      WHERE NOT (redelivered AND EXISTS (SELECT FROM app.dead_letter old WHERE old.sha256 = new.sha256 AND old.topic = new.topic))`,
    values: [
      messages.map((message) => new Date(message.receivedAtMs).toISOString()),
      messages.map((message) => message.topic.replaceAll('\0', '\ufffd').slice(0, 1000)),
      messages.map((message) => message.siteId),
      messages.map((message) => message.deviceId),
      messages.map((message) => message.refusal.reason),
      messages.map((message) => message.refusal.field?.replaceAll('\0', '\ufffd').slice(0, 200) ?? null),
      messages.map((message) => message.refusal.expected.replaceAll('\0', '\ufffd').slice(0, 400)),
      messages.map((message) => message.payload.length),
      messages.map((message) => createHash('sha256').update(message.payload).digest()),
      messages.map((message) => Buffer.from(message.payload.subarray(0, MAX_PAYLOAD_BYTES))),
      messages.map((message) => message.redelivered),
    ],
  });
}

/** The newest refused messages of a site, and of topics that name no site, and how many there are by reason. */
export async function deadLetters(
  pool: Pool,
  siteId: string,
  filter: { limit: number; reason?: string | undefined; before?: number | undefined },
): Promise<DeadLettersResponse> {
  const counts = await pool.query<{ reason: string; n: number }>(
    'SELECT reason, count(*) AS n FROM app.dead_letter WHERE site_id = $1 OR site_id IS NULL GROUP BY 1 ORDER BY 2 DESC',
    [siteId],
  );
  const { rows } = await pool.query<{
    id: number;
    received_at: Date;
    topic: string;
    reason: RefusalReason;
    field: string | null;
    expected: string;
    byte_length: number;
    payload: Buffer;
  }>({
    text: `SELECT id, received_at, topic, reason, field, expected, byte_length, payload FROM app.dead_letter
      WHERE (site_id = $4 OR site_id IS NULL) AND ($1::text IS NULL OR reason = $1) AND ($2::bigint IS NULL OR id < $2)
      ORDER BY id DESC LIMIT $3`,
    values: [filter.reason ?? null, filter.before ?? null, filter.limit, siteId],
  });
  return {
    total: counts.rows.reduce((sum, row) => sum + row.n, 0),
    byReason: Object.fromEntries(counts.rows.map((row) => [row.reason, row.n])),
    deadLetters: rows.map((row): DeadLetter => ({
      id: row.id,
      receivedAtMs: row.received_at.getTime(),
      topic: row.topic,
      reason: row.reason,
      field: row.field,
      expected: row.expected,
      byteLength: row.byte_length,
      payloadBase64: row.payload.toString('base64'),
    })),
  };
}
