import type { DeviceAssignment } from '@airway-twin/contracts/http';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { saveDesired, type DesiredState } from '../storage/device-store.js';
import { inTransaction, type Pool } from '../storage/pool.js';
import type { LookInput } from '../twins/writer-input.js';
import type { Registry } from './registry.js';

export interface PatientKey {
  readonly siteId: string;
  readonly patientId: string;
}

export interface ChangedRegistryParts {
  readonly pool: Pool;
  readonly registry: Registry;
  readonly clock: () => number;
  /** Someone is new, or known by another name. */
  readonly welcome: (profile: PatientProfile) => void;
  readonly prepare: (profiles: readonly PatientProfile[]) => void;
  readonly enqueue: (input: LookInput) => void;
  readonly publishDesired: (desired: DesiredState) => void;
  /** Tells the other processes. */
  readonly tellOthers: () => Promise<void>;
}

/**
 * Takes a registry that this process has changed into use: shows everyone who is new, looks again at twins whose profile changed, and asks
 * devices that have changed hands for nothing that was meant for the one who wore them before.
 */
export async function takeOwnChange(
  parts: ChangedRegistryParts,
  changed: readonly PatientKey[],
  assignments: readonly DeviceAssignment[],
): Promise<void> {
  const { registry, pool } = parts;
  const nowMs = parts.clock();
  const wornBy = ({ siteId, deviceId }: DeviceAssignment) => registry.currentWearer(siteId, deviceId, nowMs);
  const before = assignments.map(wornBy);
  await registry.reload();
  await parts.tellOthers();
  const handedOver = assignments.filter(
    (assignment, index) => before[index] !== null && before[index] !== wornBy(assignment),
  );
  const cleared = await inTransaction(pool, (client) =>
    saveDesired(
      client,
      handedOver.map(({ siteId, deviceId }) => ({ siteId, deviceId, requests: [] })),
    ),
  );
  for (const desired of cleared) parts.publishDesired(desired);
  await showChanged(parts, changed, handedOver);
}

/** Takes a registry that another process has changed into use. */
export async function takeOthersChange(parts: ChangedRegistryParts): Promise<void> {
  const before = new Set(parts.registry.patients().values());
  await parts.registry.reload();
  await showChanged(
    parts,
    [...parts.registry.patients().values()].filter((profile) => !before.has(profile)),
    [],
  );
}

async function showChanged(
  parts: ChangedRegistryParts,
  changed: readonly PatientKey[],
  handedOver: readonly PatientKey[],
): Promise<void> {
  const profiles = changed.flatMap(({ siteId, patientId }) => parts.registry.patient(siteId, patientId) ?? []);
  parts.prepare(profiles);
  for (const profile of profiles) parts.welcome(profile);
  const look = ({ siteId, patientId }: PatientKey) =>
    new Promise<void>((settled) => parts.enqueue({ kind: 'look', siteId, patientId, mustShow: true, settled }));
  await Promise.all([...changed, ...handedOver].map(look));
}
