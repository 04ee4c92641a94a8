import { DEMO_PASSWORD, type RegistryRequest, type RegistryResponse } from '@airway-twin/contracts/http';
import { ApiRefusal, logIn, type ApiClient } from './api-client.js';
import { UsageError } from './command-line.js';

/** Demo accounts, which exist only while DEMO is on and only on loopback. */
const ENGINEER = 'engineer';
const CLINICIAN = 'clinician';
const UNAUTHORIZED = 401;

/** The running system as the simulators use it: as the engineer, and as each patient. */
export interface DemoSystem {
  readonly apiUrl: string;
  readonly engineer: ApiClient;
  /** The patient's own login, made once and kept. */
  patient(patientId: string): Promise<ApiClient>;
  clinician(): Promise<ApiClient>;
}

export interface Registered {
  readonly mqttUrl: string;
  readonly recorder: RegistryResponse['recorder'];
  /** Broker access of a device. Throws when the registry named no credentials for it: a bug. */
  accessOf(deviceId: string): { mqttUrl: string; username: string; password: string };
}

export async function connectSystem(apiUrl: string): Promise<DemoSystem> {
  const engineer = await logIn(apiUrl, ENGINEER, DEMO_PASSWORD).catch((error: unknown) => {
    const refused = error instanceof ApiRefusal && error.status === UNAUTHORIZED;
    throw refused ? new UsageError(`${apiUrl} knows no demo accounts: expected DEMO=cohort, on this machine`) : error;
  });
  const people = new Map<string, Promise<ApiClient>>();
  const person = (username: string): Promise<ApiClient> => {
    const known = people.get(username) ?? logIn(apiUrl, username, DEMO_PASSWORD);
    people.set(username, known);
    known.catch(() => people.delete(username));
    return known;
  };
  return { apiUrl, engineer, patient: person, clinician: () => person(CLINICIAN) };
}

/** Registers patients, devices and who wears what; saying it again does no harm. */
export async function register(system: DemoSystem, request: RegistryRequest): Promise<Registered> {
  const response = await system.engineer.register(request);
  const credentials = new Map(response.credentials.map((one) => [one.deviceId, one]));
  return {
    mqttUrl: response.mqttUrl,
    recorder: response.recorder,
    accessOf(deviceId) {
      const found = credentials.get(deviceId);
      if (!found) throw new Error(`the registry gave no credentials for ${deviceId}`);
      return { mqttUrl: response.mqttUrl, username: found.username, password: found.password };
    },
  };
}
