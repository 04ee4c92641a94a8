import type { Observation, OrderKey, Stream } from '@airway-twin/domain/measurement';
import type { StoredObservation } from '@airway-twin/contracts/http';
import { arrayLiterals } from './array-literal.js';
import type { Client, Pool } from './pool.js';

/** An observation on its way into the store, with the times and the revision that go with it. */
export interface NewObservation {
  readonly observation: Observation;
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  readonly revision: number;
}

interface Row {
  site_id: string;
  patient_id: string;
  device_id: string;
  boot_id: string;
  seq: number;
  measured_at: Date;
  stream: Stream;
  data: unknown;
  sent_at: Date;
  received_at: Date;
  revision: number;
}

const COLUMNS =
  'site_id, patient_id, device_id, boot_id, seq, measured_at, stream, data, sent_at, received_at, revision';
const COLUMNS_OF_O = COLUMNS.replaceAll(/\w+/g, 'o.$&');
/** The order in which twins fold. `COLLATE "C"` compares bytes, as the domain does. */
const FOLD_ORDER = 'measured_at, device_id COLLATE "C", boot_id COLLATE "C", seq';

/**
 * The statement of the hot path, exported for the benchmark beside it: sorted by key so that parallel writers cannot deadlock. Times come as
 * milliseconds and all data as one JSON array, which both sides write and read with less work than texts.
 */
export const INSERT_OBSERVATIONS = `
  INSERT INTO app.observation (${COLUMNS})
  SELECT site_id, patient_id, device_id, boot_id, seq, to_timestamp(measured_ms / 1000), stream, data, to_timestamp(sent_ms / 1000),
    to_timestamp(received_ms / 1000), revision
  FROM ROWS FROM (
      unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::float8[], $7::text[], $8::float8[], $9::float8[], $10::bigint[]),
      jsonb_array_elements($11::jsonb)
    ) AS n (site_id, patient_id, device_id, boot_id, seq, measured_ms, stream, sent_ms, received_ms, revision, data)
  ORDER BY site_id, patient_id, device_id, boot_id, seq, measured_ms
  ON CONFLICT DO NOTHING
`;

/** Columns of `INSERT_OBSERVATIONS`, the last of them data; `insertValues` writes them for the store. */
export function insertColumns(rows: readonly NewObservation[]): unknown[][] {
  const columns: unknown[][] = Array.from({ length: 11 }, () => new Array<unknown>(rows.length));
  rows.forEach(({ observation, sentAtMs, receivedAtMs, revision }, i) => {
    const { source } = observation;
    columns[0]![i] = observation.siteId;
    columns[1]![i] = observation.patientId;
    columns[2]![i] = source.deviceId;
    columns[3]![i] = source.bootId;
    columns[4]![i] = source.seq;
    columns[5]![i] = observation.measuredAtMs;
    columns[6]![i] = observation.stream;
    columns[7]![i] = sentAtMs;
    columns[8]![i] = receivedAtMs;
    columns[9]![i] = revision;
    columns[10]![i] = observation.data;
  });
  return columns;
}

/** The parameters of `INSERT_OBSERVATIONS`. */
export function insertValues(columns: readonly (readonly unknown[])[]): unknown[] {
  return [...arrayLiterals(columns.slice(0, -1)), JSON.stringify(columns.at(-1))];
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Stores what is new. Returns what was stored before: it stays as it is there. */
export async function insertObservations<T extends NewObservation>(
  client: Client,
  rows: readonly T[],
): Promise<ReadonlySet<T>> {
  if (rows.length === 0) return NOTHING;
  const columns = insertColumns(rows);
  const { rowCount } = await client.query({
    name: 'insert-observations',
    text: INSERT_OBSERVATIONS,
    values: insertValues(columns),
  });
  return rowCount === rows.length ? NOTHING : storedBefore(client, rows, columns);
}

const NOTHING: ReadonlySet<never> = new Set();

/** Those that stand in the store with another revision than they were now given: each revision of a twin is given once. */
async function storedBefore<T>(client: Client, rows: readonly T[], columns: unknown[][]): Promise<ReadonlySet<T>> {
  const [sites, patients, devices, boots, seqs, measuredMs, , , , revisions] = columns;
  const { rows: before } = await client.query<{ position: number }>({
    name: 'observations-before',
    text: `SELECT n.position FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::float8[], $7::bigint[])
        WITH ORDINALITY AS n (site_id, patient_id, device_id, boot_id, seq, measured_ms, revision, position)
      WHERE NOT EXISTS (SELECT FROM app.observation o
        WHERE o.site_id = n.site_id AND o.patient_id = n.patient_id AND o.device_id = n.device_id AND o.boot_id = n.boot_id
          AND o.seq = n.seq AND o.measured_at = to_timestamp(n.measured_ms / 1000) AND o.revision = n.revision)`,
    values: [sites, patients, devices, boots, seqs, measuredMs, revisions],
  });
  return new Set(before.map(({ position }) => rows[position - 1]!));
}

/** What an entry of the app is known by. */
export function entryKey({ siteId, patientId, source }: Observation): string {
  return `${siteId} ${patientId} ${source.deviceId} ${source.bootId}`;
}

/** Those of these entries of the app that are stored already, as they are stored, by `entryKey`. */
export async function knownEntries(
  client: Client,
  entries: readonly Observation[],
): Promise<Map<string, Observation[]>> {
  const known = new Map<string, Observation[]>();
  if (entries.length === 0) return known;
  const { rows } = await client.query<Row>({
    name: 'known-entries',
    text: `SELECT ${COLUMNS_OF_O}
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS e (site_id, patient_id, device_id, boot_id)
      JOIN app.observation o USING (site_id, patient_id, device_id, boot_id)`,
    values: [
      entries.map((entry) => entry.siteId),
      entries.map((entry) => entry.patientId),
      entries.map((entry) => entry.source.deviceId),
      entries.map((entry) => entry.source.bootId),
    ],
  });
  for (const row of rows) {
    const { observation } = toStored(row);
    known.set(entryKey(observation), [...(known.get(entryKey(observation)) ?? []), observation]);
  }
  return known;
}

/** The stored observations under these numbers, whatever their time; patients are those that may have worn the device. */
export async function observationsNumbered(
  client: Client,
  numbers: readonly { siteId: string; patientId: string; deviceId: string; bootId: string; seq: number }[],
): Promise<Observation[]> {
  if (numbers.length === 0) return [];
  const { rows } = await client.query<Row>({
    name: 'observations-numbered',
    text: `SELECT ${COLUMNS_OF_O}
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[]) AS n (site_id, patient_id, device_id, boot_id, seq)
      JOIN app.observation o USING (site_id, patient_id, device_id, boot_id, seq)`,
    values: [
      numbers.map((each) => each.siteId),
      numbers.map((each) => each.patientId),
      numbers.map((each) => each.deviceId),
      numbers.map((each) => each.bootId),
      numbers.map((each) => each.seq),
    ],
  });
  return rows.map((row) => toStored(row).observation);
}

function toStored(row: Row): StoredObservation {
  return {
    observation: {
      stream: row.stream,
      siteId: row.site_id,
      patientId: row.patient_id,
      source: { deviceId: row.device_id, bootId: row.boot_id, seq: row.seq },
      measuredAtMs: row.measured_at.getTime(),
      data: row.data,
    } as Observation,
    sentAtMs: row.sent_at.getTime(),
    receivedAtMs: row.received_at.getTime(),
    revision: row.revision,
  };
}

/** Observations of a patient in fold order, after `after` (exclusive) and up to `untilMs` (inclusive) and `untilRevision`. */
export async function observationsAfter(
  client: Client | Pool,
  siteId: string,
  patientId: string,
  range: { readonly after: OrderKey | null; readonly untilMs?: number; readonly untilRevision?: number },
): Promise<StoredObservation[]> {
  const { after } = range;
  const { rows } = await client.query<Row>({
    name: 'observations-after',
    text: `SELECT ${COLUMNS} FROM app.observation
      WHERE site_id = $1 AND patient_id = $2
        AND ($3::timestamptz IS NULL OR (measured_at >= $3 AND (measured_at, device_id COLLATE "C", boot_id COLLATE "C", seq) > ($3, $4, $5, $6)))
        AND ($7::timestamptz IS NULL OR measured_at <= $7)
        AND ($8::bigint IS NULL OR revision <= $8)
      ORDER BY ${FOLD_ORDER}`,
    values: [
      siteId,
      patientId,
      after && iso(after.measuredAtMs),
      after?.deviceId ?? null,
      after?.bootId ?? null,
      after?.seq ?? null,
      range.untilMs === undefined ? null : iso(range.untilMs),
      range.untilRevision ?? null,
    ],
  });
  return rows.map(toStored);
}

export interface ObservationFilter {
  readonly stream?: Stream | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly after: OrderKey | null;
  readonly limit: number;
}

/** One page of a patient's observations in fold order. */
export async function observationPage(
  pool: Pool,
  siteId: string,
  patientId: string,
  filter: ObservationFilter,
): Promise<StoredObservation[]> {
  const { after } = filter;
  const { rows } = await pool.query<Row>({
    text: `SELECT ${COLUMNS} FROM app.observation
      WHERE site_id = $1 AND patient_id = $2
        AND ($3::text IS NULL OR stream = $3)
        AND ($4::timestamptz IS NULL OR measured_at >= $4)
        AND ($5::timestamptz IS NULL OR measured_at < $5)
        AND ($6::timestamptz IS NULL OR (measured_at, device_id COLLATE "C", boot_id COLLATE "C", seq) > ($6, $7, $8, $9))
      ORDER BY ${FOLD_ORDER} LIMIT $10`,
    values: [
      siteId,
      patientId,
      filter.stream ?? null,
      filter.fromMs === undefined ? null : iso(filter.fromMs),
      filter.toMs === undefined ? null : iso(filter.toMs),
      after && iso(after.measuredAtMs),
      after?.deviceId ?? null,
      after?.bootId ?? null,
      after?.seq ?? null,
      filter.limit,
    ],
  });
  return rows.map(toStored);
}
