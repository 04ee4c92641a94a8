import type { DeviceAssignment, DeviceKind, DeviceRegistration, RegistryRequest } from '@airway-twin/contracts/http';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { inTransaction, type Pool } from '../storage/pool.js';

export interface AssignmentRange {
  readonly patientId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface RegisteredDevice {
  readonly siteId: string;
  readonly deviceId: string;
  readonly kind: DeviceKind;
  readonly model: string;
  readonly registeredAtMs: number;
  readonly assignments: readonly AssignmentRange[];
  /** As last stored: by birth message or last will; null when it has never said. */
  readonly online: boolean | null;
  readonly lastMeasuredAtMs: number | null;
  readonly lastReceivedAtMs: number | null;
}

/** Patients, devices and who wore what when, as one consistent picture. */
export interface RegistryPicture {
  readonly patients: ReadonlyMap<string, PatientProfile>;
  readonly devices: ReadonlyMap<string, RegisteredDevice>;
}

/**
 * Key of a patient or device within all sites; neither part can hold a slash. The same string each time: a message is looked up by it a dozen
 * times on its way, and a string that is made anew is hashed anew.
 */
export function siteKey(siteId: string, id: string): string {
  // Not a name of ours, and nothing that should be remembered.
  if (id.length > NAME_MOST || siteId.length > NAME_MOST) return `${siteId}/${id}`;
  if (siteId !== last.siteId) {
    if (keys.size >= SITES_MOST) keys.clear();
    last.siteId = siteId;
    last.keys = keys.get(siteId) ?? new Map();
    keys.set(siteId, last.keys);
  }
  let key = last.keys.get(id);
  if (key === undefined) {
    if (last.keys.size >= KEYS_OF_SITE_MOST) last.keys.clear();
    last.keys.set(id, (key = `${siteId}/${id}`));
  }
  return key;
}

const keys = new Map<string, Map<string, string>>();
/** The site that was asked for last: there are few, and often one. */
const last = { siteId: '', keys: new Map<string, string>() };
/** A key that is forgotten is made again: whoever asks for names that are not there fills no memory. */
const KEYS_OF_SITE_MOST = 500_000;
const SITES_MOST = 1000;
const NAME_MOST = 64;

/** What a profile that was stored before these fields were known says about them. */
const SINCE_ADDED = { heightMeasuredOn: null, declaredBestFev1Litres: null };

/** A device by its name. */
export interface DeviceName {
  readonly siteId: string;
  readonly deviceId: string;
}

/** Reads the whole registry, or one device of it with all who have worn it. */
export async function readRegistry(pool: Pool, only: DeviceName | null = null): Promise<RegistryPicture> {
  const named = only === null ? [] : [only.siteId, only.deviceId];
  const ofDevice = (alias: string) => (only === null ? '' : `WHERE ${alias}.site_id = $1 AND ${alias}.device_id = $2`);
  const [patients, devices, assignments] = await Promise.all([
    pool.query<{ site_id: string; patient_id: string; profile: PatientProfile }>(
      only === null
        ? 'SELECT site_id, patient_id, profile FROM app.patient'
        : `SELECT site_id, patient_id, profile FROM app.patient
           WHERE (site_id, patient_id) IN (SELECT a.site_id, a.patient_id FROM app.assignment a ${ofDevice('a')})`,
      named,
    ),
    pool.query<{
      site_id: string;
      device_id: string;
      kind: DeviceKind;
      model: string;
      registered_at: Date;
      online: boolean | null;
      last_measured_at: Date | null;
      last_received_at: Date | null;
    }>(
      `SELECT d.site_id, d.device_id, d.kind, d.model, d.registered_at, d.online, max(b.last_measured_at) AS last_measured_at, max(b.last_received_at) AS last_received_at
       FROM app.device d LEFT JOIN app.device_boot b USING (site_id, device_id) ${ofDevice('d')} GROUP BY d.site_id, d.device_id`,
      named,
    ),
    pool.query<{ site_id: string; device_id: string; patient_id: string; valid_from: Date; valid_to: Date | null }>(
      `SELECT site_id, device_id, patient_id, valid_from, valid_to FROM app.assignment a ${ofDevice('a')} ORDER BY valid_from`,
      named,
    ),
  ]);
  const ranges = new Map<string, AssignmentRange[]>();
  for (const row of assignments.rows) {
    const key = siteKey(row.site_id, row.device_id);
    const list = ranges.get(key) ?? [];
    list.push({
      patientId: row.patient_id,
      fromMs: row.valid_from.getTime(),
      toMs: row.valid_to?.getTime() ?? Infinity,
    });
    ranges.set(key, list);
  }
  return {
    patients: new Map(
      patients.rows.map((row) => [siteKey(row.site_id, row.patient_id), { ...SINCE_ADDED, ...row.profile }]),
    ),
    devices: new Map(
      devices.rows.map((row) => {
        const key = siteKey(row.site_id, row.device_id);
        return [
          key,
          {
            siteId: row.site_id,
            deviceId: row.device_id,
            kind: row.kind,
            model: row.model,
            registeredAtMs: row.registered_at.getTime(),
            assignments: ranges.get(key) ?? [],
            online: row.online,
            lastMeasuredAtMs: row.last_measured_at?.getTime() ?? null,
            lastReceivedAtMs: row.last_received_at?.getTime() ?? null,
          },
        ];
      }),
    ),
  };
}

/** Why an addition to the registry was not made. */
export interface RegistryConflict {
  readonly kind: 'conflict';
  readonly field: string;
  readonly message: string;
}

/** Adds or updates patients, devices and assignments in one transaction; saying again what is known changes nothing. */
export async function saveRegistry(
  pool: Pool,
  request: RegistryRequest,
): Promise<RegistryConflict | { kind: 'saved'; changedPatients: PatientProfile[] }> {
  try {
    return await inTransaction(pool, async (client) => {
      const changed = await client.query<{ patient_id: string; site_id: string }>(
        `INSERT INTO app.patient (site_id, patient_id, profile)
         SELECT p->>'siteId', p->>'patientId', p FROM unnest($1::jsonb[]) p ORDER BY 1, 2
         ON CONFLICT (site_id, patient_id) DO UPDATE SET profile = EXCLUDED.profile WHERE patient.profile <> EXCLUDED.profile
         RETURNING site_id, patient_id`,
        [request.patients.map((profile) => JSON.stringify(profile))],
      );
      await client.query(
        `INSERT INTO app.twin (site_id, patient_id) SELECT p->>'siteId', p->>'patientId' FROM unnest($1::jsonb[]) p ON CONFLICT DO NOTHING`,
        [request.patients.map((profile) => JSON.stringify({ siteId: profile.siteId, patientId: profile.patientId }))],
      );
      await saveDevices(client, request.devices);
      for (const [index, assignment] of request.assignments.entries()) {
        await client.query('SAVEPOINT assignment');
        try {
          await saveAssignment(client, assignment);
        } catch (error) {
          const code = (error as { code?: string }).code;
          if (code !== '23P01' && code !== '23503') throw error;
          throw new AssignmentConflict(
            `assignments.${index}`,
            code === '23P01'
              ? `${assignment.deviceId} has an assignment with another start in part of that time`
              : `${assignment.deviceId} or ${assignment.patientId} is not registered`,
          );
        }
      }
      const keys = new Set(changed.rows.map((row) => siteKey(row.site_id, row.patient_id)));
      return {
        kind: 'saved' as const,
        changedPatients: request.patients.filter((profile) => keys.has(siteKey(profile.siteId, profile.patientId))),
      };
    });
  } catch (error) {
    if (error instanceof AssignmentConflict) return { kind: 'conflict', field: error.field, message: error.message };
    throw error;
  }
}

class AssignmentConflict extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

type Queryable = Pick<Pool, 'query'>;

async function saveDevices(client: Queryable, devices: readonly DeviceRegistration[]): Promise<void> {
  await client.query(
    `INSERT INTO app.device (site_id, device_id, kind, model) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ORDER BY 1, 2
     ON CONFLICT (site_id, device_id) DO UPDATE SET kind = EXCLUDED.kind, model = EXCLUDED.model
     WHERE (device.kind, device.model) <> (EXCLUDED.kind, EXCLUDED.model)`,
    [
      devices.map((d) => d.siteId),
      devices.map((d) => d.deviceId),
      devices.map((d) => d.kind),
      devices.map((d) => d.model),
    ],
  );
}

async function saveAssignment(client: Queryable, assignment: DeviceAssignment): Promise<void> {
  await client.query(
    `INSERT INTO app.assignment (site_id, device_id, patient_id, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (site_id, device_id, valid_from) DO UPDATE SET patient_id = EXCLUDED.patient_id, valid_to = EXCLUDED.valid_to`,
    [assignment.siteId, assignment.deviceId, assignment.patientId, assignment.validFrom, assignment.validTo],
  );
}
