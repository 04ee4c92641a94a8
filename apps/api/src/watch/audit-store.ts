import type { DeviceAuditResponse, DeviceKind, NumberRange } from '@airway-twin/contracts/http';
import type { Pool } from '../storage/pool.js';
import { auditBoot } from './audit-boot.js';

interface BootRow {
  readonly at_ms: number;
  readonly device_id: string;
  readonly kind: DeviceKind;
  readonly patient_id: string | null;
  readonly boot_id: string;
  readonly committed: readonly NumberRange[];
  readonly next_seq_told: number | null;
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly refused: number;
  readonly last_heard_at: Date;
  readonly newest: boolean;
}

/**
 * What became of the messages of a site's devices, or of one of them: devices by name, the boot heard last first. Time is the store's own,
 * which also stamped when a boot was heard.
 */
export async function deviceAudit(
  pool: Pool,
  siteId: string,
  { deviceId, limit }: { readonly deviceId: string | null; readonly limit: number },
): Promise<DeviceAuditResponse> {
  const { rows } = await pool.query<BootRow>(
    `SELECT extract(epoch FROM now())::float8 * 1000 AS at_ms, b.device_id, d.kind, a.patient_id, b.boot_id,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('fromSeq', lower(r), 'toSeq', upper(r) - 1) ORDER BY r), '[]') FROM unnest(b.committed) r) AS committed,
        b.next_seq_told, b.received, b.stored, b.duplicate, b.refused, b.last_heard_at,
        b.last_heard_at = max(b.last_heard_at) OVER (PARTITION BY b.device_id) AS newest
      FROM app.device_boot b
      JOIN app.device d USING (site_id, device_id)
      LEFT JOIN LATERAL (SELECT patient_id FROM app.assignment a WHERE a.site_id = b.site_id AND a.device_id = b.device_id ORDER BY valid_from DESC LIMIT 1) a ON true
      WHERE b.site_id = $1 AND ($2::text IS NULL OR b.device_id = $2)
      ORDER BY b.device_id, b.last_heard_at DESC, b.boot_id LIMIT $3`,
    [siteId, deviceId, limit],
  );
  return {
    atMs: rows[0]?.at_ms ?? Date.now(),
    boots: rows.map((row) =>
      auditBoot(
        {
          deviceId: row.device_id,
          kind: row.kind,
          patientId: row.patient_id,
          bootId: row.boot_id,
          committed: row.committed,
          nextSeqTold: row.next_seq_told,
          received: row.received,
          stored: row.stored,
          duplicate: row.duplicate,
          refused: row.refused,
          lastHeardAtMs: row.last_heard_at.getTime(),
          newest: row.newest,
        },
        row.at_ms,
      ),
    ),
  };
}
