import {
  pathOf,
  type PatientSnapshot,
  type RegistryRequest,
  type RegistryResponse,
  type RouteName,
  type SessionResponse,
  type WardResponse,
} from '@airway-twin/contracts/http';
import type { ReplayStatus } from '@airway-twin/contracts/replay';

/** The password of every demo account. */
export const DEMO_PASSWORD = 'demo';

/** The product's HTTP door as one person uses it. Every call rejects with status and body when the answer is not a success. */
export interface Api {
  get<T>(route: RouteName, params?: Record<string, string>, query?: Record<string, string>): Promise<T>;
  status(route: RouteName, params?: Record<string, string>): Promise<number>;
  ward(): Promise<WardResponse>;
  patient(patientId: string): Promise<PatientSnapshot>;
  replay(): Promise<ReplayStatus | null>;
  register(request: RegistryRequest): Promise<RegistryResponse>;
}

/** Logs in over HTTP. */
export async function apiOf(baseUrl: string, username: string): Promise<Api> {
  const opened = await send(baseUrl, { path: pathOf('session'), body: { username, password: DEMO_PASSWORD } });
  const { token } = (await opened.json()) as SessionResponse;
  const get = async <T>(
    route: RouteName,
    params: Record<string, string> = {},
    query: Record<string, string> = {},
  ): Promise<T> => {
    const search = new URLSearchParams(query).toString();
    const answer = await send(baseUrl, { path: `${pathOf(route, params)}${search && `?${search}`}`, token });
    return (await answer.json()) as T;
  };
  const status: Api['status'] = async (route, params = {}) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(baseUrl + pathOf(route, params), { headers })).status;
  };
  return {
    get,
    status,
    ward: () => get('patients'),
    patient: (patientId) => get('patient', { patientId }),
    // The runner makes itself known a moment after the product is up.
    replay: async () => ((await status('replay')) === 404 ? null : get('replay')),
    async register(request) {
      const answer = await send(baseUrl, { method: 'PUT', path: pathOf('registry'), token, body: request });
      return (await answer.json()) as RegistryResponse;
    },
  };
}

interface Call {
  readonly path: string;
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
}

async function send(baseUrl: string, { path, method, token, body }: Call): Promise<Response> {
  const answer = await fetch(baseUrl + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method ?? 'call of'} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}
