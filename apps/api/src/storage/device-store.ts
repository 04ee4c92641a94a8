import type { DeviceKind, DeviceRow } from '@airway-twin/contracts/http';
import type { DesiredRequest, DeviceReported, DeviceStatus } from '@airway-twin/contracts/mqtt';
import type { Client, Pool } from './pool.js';

/** Birth or last will of a device. */
export interface StatusOfDevice {
  readonly siteId: string;
  readonly deviceId: string;
  readonly status: DeviceStatus;
}

/**
 * Births and last wills in the order in which they arrived; returns those that were the newest word of their device, in that order for each
 * device. Within one boot the order of arrival counts (a will is written before the birth message, so its time is older); a word of an earlier
 * boot never overrides a later one.
 */
export async function saveDeviceStatuses<T extends StatusOfDevice>(client: Client, words: readonly T[]): Promise<T[]> {
  const newest = await Promise.all(firstOfEachDevice(words).map((firsts) => saveStatusOfEach(client, firsts)));
  return newest.flat();
}

/** Divides them so that in each part every device speaks once, and what it said first comes first. */
function firstOfEachDevice<T extends StatusOfDevice>(words: readonly T[]): T[][] {
  const parts: T[][] = [];
  const spoken = new Map<string, number>();
  for (const word of words) {
    const device = `${word.siteId}/${word.deviceId}`;
    const part = spoken.get(device) ?? 0;
    (parts[part] ??= []).push(word);
    spoken.set(device, part + 1);
  }
  return parts;
}

async function saveStatusOfEach<T extends StatusOfDevice>(client: Client, words: readonly T[]): Promise<T[]> {
  const { rows } = await client.query<{ position: number }>({
    name: 'save-device-statuses',
    text: `WITH told AS (SELECT d.site_id, d.device_id, n.online, n.boot_id, n.status_at, n.position
          FROM unnest($1::text[], $2::text[], $3::boolean[], $4::text[], $5::timestamptz[]) WITH ORDINALITY AS n (site_id, device_id, online, boot_id, status_at, position)
          JOIN app.device d USING (site_id, device_id)
          WHERE d.status_at IS NULL OR d.status_at <= n.status_at OR d.boot_id = n.boot_id ORDER BY 1, 2 FOR NO KEY UPDATE OF d)
      UPDATE app.device SET online = told.online, boot_id = told.boot_id, status_at = told.status_at
      FROM told WHERE device.site_id = told.site_id AND device.device_id = told.device_id RETURNING told.position`,
    values: [
      words.map((word) => word.siteId),
      words.map((word) => word.deviceId),
      words.map((word) => word.status.online),
      words.map((word) => word.status.bootId),
      words.map((word) => word.status.at),
    ],
  });
  const newest = new Set(rows.map((row) => row.position - 1));
  return words.filter((_word, index) => newest.has(index));
}

/** What a device says it has done of what is desired; an older version never overwrites a newer one. */
export async function saveDeviceReported(
  client: Client,
  siteId: string,
  deviceId: string,
  reported: DeviceReported,
): Promise<void> {
  await client.query({
    name: 'save-device-reported',
    text: `UPDATE app.device SET reported = $3, reported_version = $4, reported_at = $5
     WHERE site_id = $1 AND device_id = $2 AND reported_version <= $4 AND desired_version >= $4`,
    values: [siteId, deviceId, JSON.stringify(reported), reported.reportedVersion, reported.at],
  });
}

/** What is desired of a device and how far it has got. */
export interface DesiredState {
  readonly siteId: string;
  readonly deviceId: string;
  readonly version: number;
  readonly requests: readonly DesiredRequest[];
}

/** Writes what is desired of devices; only what differs gets a new version. Returns those. */
export async function saveDesired(
  client: Client,
  desired: readonly { siteId: string; deviceId: string; requests: readonly DesiredRequest[] }[],
): Promise<DesiredState[]> {
  if (desired.length === 0) return [];
  const { rows } = await client.query<DesiredRow>({
    name: 'save-desired',
    text: `UPDATE app.device SET desired = new.desired, desired_version = desired_version + 1
      FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS new (site_id, device_id, desired)
      WHERE device.site_id = new.site_id AND device.device_id = new.device_id AND device.desired <> new.desired
      RETURNING device.site_id, device.device_id, device.desired_version, device.desired`,
    values: [
      desired.map((d) => d.siteId),
      desired.map((d) => d.deviceId),
      desired.map((d) => JSON.stringify(d.requests)),
    ],
  });
  return rows.map(toDesired);
}

/** What is desired of these devices now. */
export async function desiredOfDevices(
  pool: Pool,
  devices: readonly { readonly siteId: string; readonly deviceId: string }[],
): Promise<DesiredState[]> {
  if (devices.length === 0) return [];
  const { rows } = await pool.query<DesiredRow>(
    `SELECT d.site_id, d.device_id, d.desired_version, d.desired FROM app.device d
     JOIN unnest($1::text[], $2::text[]) AS n (site_id, device_id) USING (site_id, device_id) WHERE d.desired_version > 0`,
    [devices.map((device) => device.siteId), devices.map((device) => device.deviceId)],
  );
  return rows.map(toDesired);
}

interface DesiredRow {
  readonly site_id: string;
  readonly device_id: string;
  readonly desired_version: number;
  readonly desired: DesiredRequest[];
}

function toDesired(row: DesiredRow): DesiredState {
  return { siteId: row.site_id, deviceId: row.device_id, version: row.desired_version, requests: row.desired };
}

/** Every device that has not yet reported what is desired of it now; of one device only when named. */
export async function unreconciled(
  pool: Pool,
  siteId: string | null,
  deviceId: string | null,
): Promise<DesiredState[]> {
  const { rows } = await pool.query<DesiredRow>(
    `SELECT site_id, device_id, desired_version, desired FROM app.device
     WHERE reported_version < desired_version AND ($1::text IS NULL OR site_id = $1) AND ($2::text IS NULL OR device_id = $2)`,
    [siteId, deviceId],
  );
  return rows.map(toDesired);
}

/** Every device of a site with its counts and its present wearer. */
export async function deviceRows(
  pool: Pool,
  siteId: string,
  patientId: string | null = null,
): Promise<Omit<DeviceRow, 'presence'>[]> {
  const { rows } = await pool.query<{
    device_id: string;
    kind: DeviceKind;
    model: string;
    patient_id: string | null;
    online: boolean | null;
    received: number | null;
    stored: number | null;
    duplicate: number | null;
    refused: number | null;
    last_received_at: Date | null;
    last_measured_at: Date | null;
    desired_version: number;
    reported_version: number;
  }>(
    `SELECT d.device_id, d.kind, d.model, a.patient_id, d.online, c.received, c.stored, c.duplicate, c.refused, c.last_received_at, c.last_measured_at,
        d.desired_version, d.reported_version
      FROM app.device d
      LEFT JOIN LATERAL (SELECT sum(received)::bigint AS received, sum(stored)::bigint AS stored, sum(duplicate)::bigint AS duplicate,
          sum(refused)::bigint AS refused, max(last_received_at) AS last_received_at, max(last_measured_at) AS last_measured_at
        FROM app.device_boot b WHERE b.site_id = d.site_id AND b.device_id = d.device_id) c ON true
      LEFT JOIN LATERAL (SELECT patient_id FROM app.assignment a WHERE a.site_id = d.site_id AND a.device_id = d.device_id ORDER BY valid_from DESC LIMIT 1) a ON true
      WHERE d.site_id = $1 AND ($2::text IS NULL OR a.patient_id = $2) ORDER BY d.device_id`,
    [siteId, patientId],
  );
  return rows.map((row) => ({
    siteId,
    deviceId: row.device_id,
    kind: row.kind,
    model: row.model,
    patientId: row.patient_id,
    online: row.online,
    received: row.received ?? 0,
    stored: row.stored ?? 0,
    duplicate: row.duplicate ?? 0,
    refused: row.refused ?? 0,
    lastReceivedAtMs: row.last_received_at?.getTime() ?? null,
    lastMeasuredAtMs: row.last_measured_at?.getTime() ?? null,
    desiredVersion: row.desired_version,
    reportedVersion: row.reported_version,
  }));
}

/** Refused messages of a site, or of no site, that no registered device sent. */
export async function refusedWithoutDevice(pool: Pool, siteId: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(*) AS n FROM app.dead_letter l WHERE (l.site_id = $1 OR l.site_id IS NULL)
       AND NOT EXISTS (SELECT FROM app.device d WHERE d.site_id = l.site_id AND d.device_id = l.device_id)`,
    [siteId],
  );
  return rows[0]!.n;
}
