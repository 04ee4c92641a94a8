import type { SessionUser } from '@airway-twin/contracts/http';

/** The app's own pages. */
export const PATH = {
  login: '/login',
  ward: '/ward',
  patient: '/patients/:patientId',
  me: '/me',
  replay: '/replay',
  /** The card of the risk model that is served: for clinicians and engineers. */
  model: '/model',
  /** The avatar alone, for developers and picture tests; needs no login. */
  playground: '/playground',
} as const;

/** The page of a patient. */
export function patientPath(patientId: string): string {
  return PATH.patient.replace(':patientId', encodeURIComponent(patientId));
}

/** Where a person lands after login. */
export function homeOf(user: SessionUser): string {
  switch (user.role) {
    case 'clinician':
      return PATH.ward;
    case 'engineer':
      return PATH.replay;
    case 'patient':
      return PATH.me;
  }
}
