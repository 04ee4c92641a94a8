import { RECEIPT_BOOTS_MOST, RECEIPT_GAPS_MOST, type BootReceipt } from '@airway-twin/contracts/mqtt';
import { arrayLiterals } from './array-literal.js';
import type { Client, Pool } from './pool.js';

/** One message of a device by the numbers it gave it. */
export interface NumberedMessage {
  readonly siteId: string;
  readonly deviceId: string;
  readonly bootId: string;
  readonly seq: number;
}

/** What a batch adds to a boot: `seqs` are the messages that are now safely stored, also those that were refused. */
export interface BootTally {
  readonly siteId: string;
  readonly deviceId: string;
  /** '' for messages that do not tell their boot. */
  readonly bootId: string;
  readonly seqs: number[];
  received: number;
  stored: number;
  duplicate: number;
  refused: number;
  lastReceivedAtMs: number;
  lastMeasuredAtMs: number | null;
}

/** Numbers that one boot gave. */
export type NumbersOfBoot = Omit<NumberedMessage, 'seq'> & { readonly seqs: readonly number[] };

/** Which of these numbers are taken already, by boot; a boot of which none is taken is left out. */
export async function takenNumbers<T extends NumbersOfBoot>(
  client: Client,
  boots: readonly T[],
): Promise<Map<T, ReadonlySet<number>>> {
  if (boots.length === 0) return new Map();
  const { rows } = await client.query<{ position: number; taken: number[] }>({
    name: 'taken-numbers',
    text: `SELECT n.position, ARRAY(SELECT seq::float8 FROM unnest(b.committed * n.seqs::int8multirange) AS r, generate_series(lower(r), upper(r) - 1) AS seq) AS taken
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS n (site_id, device_id, boot_id, seqs, position)
      JOIN app.device_boot b USING (site_id, device_id, boot_id) WHERE b.committed && n.seqs::int8multirange`,
    values: arrayLiterals([
      boots.map((boot) => boot.siteId),
      boots.map((boot) => boot.deviceId),
      boots.map((boot) => boot.bootId),
      boots.map((boot) => multirangeOf(boot.seqs)),
    ]),
  });
  return new Map(rows.map(({ position, taken }) => [boots[position - 1]!, new Set(taken)]));
}

/** Adds a batch's numbers and counts to the boots, in the transaction that stores its messages. */
export async function addToBoots(client: Client, tallies: readonly BootTally[]): Promise<void> {
  if (tallies.length === 0) return;
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  await client.query({
    name: 'add-to-boots',
    text: `INSERT INTO app.device_boot AS old (site_id, device_id, boot_id, committed, received, stored, duplicate, refused, last_received_at, last_measured_at)
      SELECT n.site_id, n.device_id, n.boot_id, n.committed::int8multirange, n.received, n.stored, n.duplicate, n.refused, n.last_received_at, n.last_measured_at
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::timestamptz[], $10::timestamptz[])
        AS n (site_id, device_id, boot_id, committed, received, stored, duplicate, refused, last_received_at, last_measured_at)
      ORDER BY 1, 2, 3
      ON CONFLICT (site_id, device_id, boot_id) DO UPDATE SET committed = old.committed + EXCLUDED.committed, received = old.received + EXCLUDED.received,
        stored = old.stored + EXCLUDED.stored, duplicate = old.duplicate + EXCLUDED.duplicate, refused = old.refused + EXCLUDED.refused,
        last_heard_at = now(), last_received_at = greatest(old.last_received_at, EXCLUDED.last_received_at),
        last_measured_at = greatest(old.last_measured_at, EXCLUDED.last_measured_at)`,
    values: arrayLiterals([
      tallies.map((t) => t.siteId),
      tallies.map((t) => t.deviceId),
      tallies.map((t) => t.bootId),
      tallies.map((t) => multirangeOf(t.seqs)),
      tallies.map((t) => t.received),
      tallies.map((t) => t.stored),
      tallies.map((t) => t.duplicate),
      tallies.map((t) => t.refused),
      tallies.map((t) => iso(t.lastReceivedAtMs)),
      tallies.map((t) => iso(t.lastMeasuredAtMs)),
    ]),
  });
}

/** Whole numbers as PostgreSQL writes a multirange: neighbours in one range. */
export function multirangeOf(seqs: readonly number[]): string {
  const sorted = [...seqs].sort((a, b) => a - b);
  const ranges: string[] = [];
  for (let i = 0; i < sorted.length;) {
    const from = sorted[i]!;
    let to = from;
    while (i < sorted.length && sorted[i]! <= to + 1) to = sorted[i++]!;
    ranges.push(`[${from},${to}]`);
  }
  return `{${ranges.join(',')}}`;
}

/** A boot that is there, and how many messages it says it has numbered. */
export type HeardBoot = Omit<NumberedMessage, 'seq'> & { readonly nextSeq: number | null };

/** Remembers that boots are there, before anything of them is stored. */
export async function hearBoots(client: Client, heard: readonly HeardBoot[]): Promise<void> {
  if (heard.length === 0) return;
  await client.query({
    name: 'hear-boots',
    text: `INSERT INTO app.device_boot AS old (site_id, device_id, boot_id, next_seq_told)
      SELECT site_id, device_id, boot_id, max(next_seq) FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS n (site_id, device_id, boot_id, next_seq)
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      ON CONFLICT (site_id, device_id, boot_id) DO UPDATE SET last_heard_at = now(), next_seq_told = greatest(old.next_seq_told, EXCLUDED.next_seq_told)`,
    values: arrayLiterals([
      heard.map((each) => each.siteId),
      heard.map((each) => each.deviceId),
      heard.map((each) => each.bootId),
      heard.map((each) => each.nextSeq),
    ]),
  });
}

/** Every device that was ever heard. */
export async function heardDevices(pool: Pool): Promise<{ siteId: string; deviceId: string }[]> {
  const { rows } = await pool.query<{ site_id: string; device_id: string }>(
    "SELECT DISTINCT site_id, device_id FROM app.device_boot WHERE boot_id <> ''",
  );
  return rows.map((row) => ({ siteId: row.site_id, deviceId: row.device_id }));
}

interface StoredBoot {
  readonly site_id: string;
  readonly device_id: string;
  readonly boot_id: string;
  readonly highest: number | null;
  readonly ranges: readonly string[];
}

/** What is safely stored of these devices now, per device the boots heard last; devices of which nothing is known are left out. */
export async function storedBoots(
  pool: Pool,
  devices: readonly { readonly siteId: string; readonly deviceId: string }[],
): Promise<{ siteId: string; deviceId: string; boots: BootReceipt[] }[]> {
  const { rows } = await pool.query<StoredBoot>({
    name: 'stored-boots',
    text: `SELECT d.site_id, d.device_id, b.boot_id, upper(b.committed) - 1 AS highest,
        ARRAY(SELECT r::text FROM unnest(b.committed) r LIMIT $3) AS ranges
      FROM unnest($1::text[], $2::text[]) AS d (site_id, device_id)
      CROSS JOIN LATERAL (SELECT boot_id, committed FROM app.device_boot b
        WHERE b.site_id = d.site_id AND b.device_id = d.device_id AND boot_id <> '' ORDER BY last_heard_at DESC, boot_id LIMIT $4) b`,
    values: [
      devices.map((device) => device.siteId),
      devices.map((device) => device.deviceId),
      RECEIPT_GAPS_MOST + 2,
      RECEIPT_BOOTS_MOST,
    ],
  });
  const byDevice = new Map<string, { siteId: string; deviceId: string; boots: BootReceipt[] }>();
  for (const row of rows) {
    const key = `${row.site_id}/${row.device_id}`;
    const one = byDevice.get(key) ?? { siteId: row.site_id, deviceId: row.device_id, boots: [] };
    one.boots.push(receiptOfBoot(row.boot_id, row.highest ?? -1, row.ranges.map(parseRange)));
    byDevice.set(key, one);
  }
  return [...byDevice.values()];
}

interface SeqRange {
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** `[3,8)` as PostgreSQL writes it. */
function parseRange(text: string): SeqRange {
  const [from, end] = text.slice(1, -1).split(',').map(Number) as [number, number];
  return { fromSeq: from, toSeq: end - 1 };
}

/** The receipt of one boot from its lowest stored ranges; `ranges` may stop before `highestSeq`, then there are more gaps. */
export function receiptOfBoot(bootId: string, highestSeq: number, ranges: readonly SeqRange[]): BootReceipt {
  const first = ranges[0];
  const startsAtZero = first?.fromSeq === 0;
  const throughSeq = startsAtZero ? first.toSeq : -1;
  const gaps: SeqRange[] = [];
  let next = throughSeq + 1;
  for (const range of startsAtZero ? ranges.slice(1) : ranges) {
    gaps.push({ fromSeq: next, toSeq: range.fromSeq - 1 });
    next = range.toSeq + 1;
  }
  const told = gaps.slice(0, RECEIPT_GAPS_MOST);
  return { bootId, throughSeq, highestSeq, gaps: told, moreGaps: told.length < gaps.length || next <= highestSeq };
}
