import type { StoredObservation } from '@airway-twin/contracts/http';

/** The columns of the CSV: what every stream has, then what it carries as JSON. */
export const CSV_HEADER = 'site,patient,stream,measured_at,sent_at,received_at,device,boot_id,seq,revision,data';

/** One stored observation as a CSV line (RFC 4180). */
export function csvLine({ observation, sentAtMs, receivedAtMs, revision }: StoredObservation): string {
  const { siteId, patientId, stream, measuredAtMs, source, data } = observation;
  return csvFields([
    siteId,
    patientId,
    stream,
    iso(measuredAtMs),
    iso(sentAtMs),
    iso(receivedAtMs),
    source.deviceId,
    source.bootId,
    source.seq,
    revision,
    JSON.stringify(data),
  ]);
}

/** Values as one CSV line, without its end. */
export function csvFields(values: readonly (string | number)[]): string {
  return values.map(cell).join(',');
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** A leading `=`, `+`, `-` or `@` would be a formula to a spreadsheet. */
function cell(value: string | number): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
