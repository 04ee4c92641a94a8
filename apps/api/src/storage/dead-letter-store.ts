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
  /** The broker says it may have delivered this message before. */
  readonly redelivered: boolean;
  /** Its place among the messages handed over by another process; null when it came from the broker. */
  readonly handoverId: number | null;
}

/**
 * Keeps refused messages whole (up to the payload limit), each once: one that the broker delivers again, and one that the device sends again
 * under its number, differ in nothing but `sentAt` from what is kept. Returns those that were kept before.
 */
export async function keepDeadLetters(
  client: Client,
  messages: readonly RefusedMessage[],
): Promise<ReadonlySet<RefusedMessage>> {
  if (messages.length === 0) return new Set();
  const contents = messages.map(contentOf);
  const topics = messages.map((message) => message.topic.replaceAll('\0', '\ufffd').slice(0, 1000));
  const { rows } = await client.query<{ position: number }>({
    name: 'kept-dead-letters',
    text: `SELECT n.position FROM unnest($1::bytea[], $2::text[]) WITH ORDINALITY AS n (sha256, topic, position)
      WHERE EXISTS (SELECT FROM app.dead_letter old WHERE old.sha256 = n.sha256 AND old.topic = n.topic)`,
    values: [contents, topics],
  });
  const kept = new Set(
    rows.map((row) => `${contents[row.position - 1]!.toString('base64')} ${topics[row.position - 1]!}`),
  );
  const keptBefore = new Set<RefusedMessage>();
  const fresh: number[] = [];
  messages.forEach((message, index) => {
    const key = `${contents[index]!.toString('base64')} ${topics[index]!}`;
    if (kept.has(key) && (message.redelivered || message.numbered !== null)) keptBefore.add(message);
    else {
      kept.add(key);
      fresh.push(index);
    }
  });
  if (fresh.length === 0) return keptBefore;
  const each = <T>(of: (message: RefusedMessage, index: number) => T) =>
    fresh.map((index) => of(messages[index]!, index));
  await client.query({
    name: 'insert-dead-letters',
    text: `INSERT INTO app.dead_letter (received_at, topic, site_id, device_id, reason, field, expected, byte_length, sha256, payload)
      SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::bytea[], $10::bytea[])`,
    values: [
      each((message) => new Date(message.receivedAtMs).toISOString()),
      each((_message, index) => topics[index]!),
      each((message) => message.siteId),
      each((message) => message.deviceId),
      each((message) => message.refusal.reason),
      each((message) => message.refusal.field?.replaceAll('\0', '\ufffd').slice(0, 200) ?? null),
      each((message) => message.refusal.expected.replaceAll('\0', '\ufffd').slice(0, 400)),
      each((message) => message.payload.length),
      each((_message, index) => contents[index]!),
      each((message) => Buffer.from(message.payload.subarray(0, MAX_PAYLOAD_BYTES))),
    ],
  });
  return keptBefore;
}

/** SHA-256 of what a message says: its bytes, and of a numbered one all but `sentAt`, which is new with every sending. */
function contentOf({ payload, numbered }: RefusedMessage): Buffer {
  const hash = createHash('sha256');
  if (numbered === null) return hash.update(payload).digest();
  // Numbered means that it was read as a JSON object before.
  const { sentAt: _ofThisCopy, ...said } = JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>;
  return hash.update(JSON.stringify(said)).digest();
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
