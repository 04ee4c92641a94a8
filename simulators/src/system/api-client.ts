import {
  pathOf,
  type ApiError,
  type DeadLettersResponse,
  type DevicesResponse,
  type ObservationPage,
  type PatientSnapshot,
  type RegistryRequest,
  type RegistryResponse,
  type RouteName,
  type SessionResponse,
  type StoredObservation,
  type SymptomEntry,
  type SymptomResponse,
} from '@airway-twin/contracts/http';
import type { ReplayCommand, ReplayStatus } from '@airway-twin/contracts/replay';
import type { Stream } from '@airway-twin/domain/measurement';

/** The API answered with an error. The message names the route and what the API said. */
export class ApiRefusal extends Error {
  constructor(
    readonly status: number,
    readonly route: string,
    readonly body: Partial<ApiError>,
  ) {
    super(`${route} answered ${status}: ${body.message ?? 'no reason given'}${body.field ? ` (${body.field})` : ''}`);
  }
}

/** The routes that simulators use, as one logged-in person. Rejects with ApiRefusal, or with the network's error. */
export interface ApiClient {
  register(request: RegistryRequest): Promise<RegistryResponse>;
  enterSymptoms(patientId: string, entry: SymptomEntry): Promise<SymptomResponse>;
  devices(): Promise<DevicesResponse>;
  patient(patientId: string): Promise<PatientSnapshot>;
  /** Every stored observation of a stream, over all pages. */
  observations(patientId: string, stream: Stream): Promise<StoredObservation[]>;
  deadLetters(limit: number): Promise<DeadLettersResponse>;
  /** The replay runner's newest status; null when it has not told any. */
  replayStatus(): Promise<ReplayStatus | null>;
  steerReplay(command: ReplayCommand): Promise<void>;
}

const PAGE = 10_000;
const UNAUTHORIZED = 401;

/** Logs in at once, and again when the session has run out. */
export async function logIn(apiUrl: string, username: string, password: string): Promise<ApiClient> {
  let token = await newToken();

  async function newToken(): Promise<string> {
    const session = await send<SessionResponse>('POST', pathOf('session'), { username, password }, null);
    return session.token;
  }

  async function send<T>(method: string, path: string, body: unknown, bearer: string | null): Promise<T> {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return (text === '' ? null : JSON.parse(text)) as T;
    throw new ApiRefusal(response.status, `${method} ${path}`, errorBody(text));
  }

  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    try {
      return await send<T>(method, path, body, token);
    } catch (error) {
      if (!(error instanceof ApiRefusal) || error.status !== UNAUTHORIZED) throw error;
      token = await newToken();
      return send<T>(method, path, body, token);
    }
  }

  const withQuery = (route: RouteName, params: Record<string, string>, query: Record<string, string>): string =>
    `${pathOf(route, params)}?${new URLSearchParams(query).toString()}`;

  return {
    register: (request) => ask('PUT', pathOf('registry'), request),
    enterSymptoms: (patientId, entry) => ask('POST', pathOf('symptoms', { patientId }), entry),
    devices: () => ask('GET', pathOf('devices')),
    patient: (patientId) => ask('GET', pathOf('patient', { patientId })),
    async observations(patientId, stream) {
      const stored: StoredObservation[] = [];
      let cursor: string | null = null;
      do {
        const query: Record<string, string> = { stream, limit: String(PAGE), ...(cursor === null ? {} : { cursor }) };
        const page: ObservationPage = await ask('GET', withQuery('observations', { patientId }, query));
        stored.push(...page.observations);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return stored;
    },
    replayStatus: () => ask('GET', pathOf('replay')),
    steerReplay: async (command) => {
      await ask('POST', pathOf('replay'), command);
    },
    deadLetters: (limit) => ask('GET', withQuery('deadLetters', {}, { limit: String(limit) })),
  };
}

function errorBody(text: string): Partial<ApiError> {
  try {
    return JSON.parse(text) as Partial<ApiError>;
  } catch {
    return { message: text.slice(0, 200) };
  }
}
