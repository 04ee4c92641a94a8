import type { RegistryRequest } from '@airway-twin/contracts/http';
import { register, type DemoSystem, type Registered } from './demo-system.js';

/**
 * Asks for the credentials of all devices of the request, and registers patients and assignments only of devices that nobody wears yet:
 * what a clinician has changed meanwhile, and who really wears a device, stays as it is.
 */
export async function registerMissing(system: DemoSystem, request: RegistryRequest): Promise<Registered> {
  const { devices } = await system.engineer.devices();
  const worn = new Set(devices.filter((row) => row.patientId !== null).map((row) => `${row.siteId}/${row.deviceId}`));
  const assignments = request.assignments.filter((one) => !worn.has(`${one.siteId}/${one.deviceId}`));
  const wearers = new Set(assignments.map((one) => one.patientId));
  return register(system, {
    patients: request.patients.filter((patient) => wearers.has(patient.patientId)),
    devices: request.devices,
    assignments,
  });
}
