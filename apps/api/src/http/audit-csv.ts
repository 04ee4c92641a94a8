import type { BootAudit, NumberRange } from '@airway-twin/contracts/http';
import { csvFields } from './observation-csv.js';

/** The columns of the audit as CSV. */
export const AUDIT_CSV_HEADER =
  'device,kind,patient,boot_id,newest,numbered,received,stored,duplicate,refused,missing_count,missing,under_way,last_heard_at';

/** One boot of a device as a CSV line (RFC 4180); ranges as `5-6 9`. */
export function auditCsvLine(boot: BootAudit): string {
  return csvFields([
    boot.deviceId,
    boot.kind,
    boot.patientId ?? '',
    boot.bootId,
    String(boot.newest),
    boot.numbered,
    boot.received,
    boot.stored,
    boot.duplicate,
    boot.refused,
    boot.missingCount,
    boot.missing.map(rangeText).join(' '),
    boot.underWay ? rangeText(boot.underWay) : '',
    new Date(boot.lastHeardAtMs).toISOString(),
  ]);
}

function rangeText({ fromSeq, toSeq }: NumberRange): string {
  return fromSeq === toSeq ? String(fromSeq) : `${fromSeq}-${toSeq}`;
}
