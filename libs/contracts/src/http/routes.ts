/** Every REST route, as the pattern that the server mounts and the path that a client asks for. */
export const API_PREFIX = 'api';

/** Patterns below `/api`, for the server's controllers. */
export const ROUTE = {
  root: '',
  /** Lives it? */
  health: 'health',
  /** May it be sent work? */
  ready: 'ready',
  session: 'session',
  patients: 'patients',
  patient: 'patients/:patientId',
  twin: 'patients/:patientId/twin',
  twinSeries: 'patients/:patientId/twin/series',
  riskTrajectory: 'patients/:patientId/risk',
  observations: 'patients/:patientId/observations',
  air: 'patients/:patientId/air',
  whatIf: 'patients/:patientId/what-if',
  symptoms: 'patients/:patientId/symptoms',
  recommendations: 'patients/:patientId/recommendations',
  recommendationAnswer: 'patients/:patientId/recommendations/:recommendationId/answer',
  devices: 'devices',
  deviceAudit: 'devices/audit',
  registry: 'registry',
  deadLetters: 'dead-letters',
  ingest: 'ingest',
  replay: 'replay',
  currentModel: 'models/current',
  reloadModels: 'models/reload',
  /** Open to everyone: a calculator that holds no patient's data. */
  spirometryInterpret: 'spirometry/interpret',
} as const;

export type RouteName = keyof typeof ROUTE;

/** Path of a route with its parameters filled in, e.g. `pathOf('twin', { patientId })` → `/api/patients/p1/twin`. */
export function pathOf(route: RouteName, params: Readonly<Record<string, string>> = {}): string {
  const filled = ROUTE[route].replace(/:([A-Za-z]+)/g, (_whole, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`route ${route} needs ${name}`);
    return encodeURIComponent(value);
  });
  return filled === '' ? `/${API_PREFIX}` : `/${API_PREFIX}/${filled}`;
}
