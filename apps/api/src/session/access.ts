import type { SessionUser } from '@airway-twin/contracts/http';
import type { Session } from './session-store.js';
import { fromThisMachine } from './accounts.js';

/** May this session be used from that address? A demo session: only while the demo is on, and from the same machine. */
export function sessionHolds(
  session: Session,
  demo: boolean,
  address: string | undefined,
  headers: Readonly<Record<string, unknown>>,
): boolean {
  return !session.demo || (demo && fromThisMachine(address, headers));
}

/** May the user read this patient's record? A patient only their own; clinicians and engineers those of their site. */
export function mayReadPatient(user: SessionUser, patientId: string): boolean {
  return user.role !== 'patient' || user.patientId === patientId;
}

/** May the user watch the ward live, by name? */
export function mayWatchWard(user: SessionUser): boolean {
  return user.role === 'clinician';
}

/** May the user watch this patient live, by name? */
export function mayWatchPatient(user: SessionUser, patientId: string): boolean {
  return user.role === 'clinician' || (user.role === 'patient' && user.patientId === patientId);
}

/** May the user see devices, refused messages and the replay console? */
export function mayEngineer(user: SessionUser): boolean {
  return user.role === 'engineer';
}
