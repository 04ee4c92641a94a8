import { siteKey, type RegisteredDevice } from '../registry/registry-store.js';
import type { Heard } from '../registry/registry.js';
import type { Pool } from '../storage/pool.js';

/** What the store knows of these devices, by `siteKey`, whichever process heard them. */
export async function storedHeard(
  pool: Pool,
  devices: readonly Pick<RegisteredDevice, 'siteId' | 'deviceId'>[],
): Promise<ReadonlyMap<string, Heard>> {
  const { rows } = await pool.query<{
    site_id: string;
    device_id: string;
    online: boolean | null;
    last_measured_at: Date | null;
    last_received_at: Date | null;
  }>(
    `SELECT d.site_id, d.device_id, d.online, max(b.last_measured_at) AS last_measured_at, max(b.last_received_at) AS last_received_at
     FROM unnest($1::text[], $2::text[]) AS asked (site_id, device_id)
     JOIN app.device d USING (site_id, device_id) LEFT JOIN app.device_boot b USING (site_id, device_id)
     GROUP BY d.site_id, d.device_id`,
    [devices.map(({ siteId }) => siteId), devices.map(({ deviceId }) => deviceId)],
  );
  return new Map(
    rows.map((row) => [
      siteKey(row.site_id, row.device_id),
      {
        online: row.online,
        lastMeasuredAtMs: row.last_measured_at?.getTime() ?? null,
        lastReceivedAtMs: row.last_received_at?.getTime() ?? null,
      },
    ]),
  );
}
