import { pathOf, type ApiError, type RouteName } from '@airway-twin/contracts/http';

/** `network`: no answer came; `http`: the server said no, in its own words. */
export type ApiFailure =
  | { readonly kind: 'network' }
  | { readonly kind: 'http'; readonly status: number; readonly message: string; readonly field: string | null };

export type ApiResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: ApiFailure };

export interface ApiCall {
  readonly route: RouteName;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Goes out even when the page is left at once. */
  readonly keepalive?: boolean;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export interface ApiClient {
  /** Asks the server; a failure is a value, never an exception. `T` is the answer's type in the contract of that route. */
  call<T>(call: ApiCall): Promise<ApiResult<T>>;
}

interface ApiClientParts {
  readonly fetch: typeof globalThis.fetch;
  readonly token: () => string | null;
  readonly onUnauthorized: () => void;
}

/** A client that sends the bearer token and turns every failure into a value. */
export function createApiClient(parts: ApiClientParts): ApiClient {
  return {
    async call<T>({ route, params, query, method = 'GET', body, signal, keepalive }: ApiCall): Promise<ApiResult<T>> {
      const token = parts.token();
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, String(value));
      const path = pathOf(route, params);
      try {
        const response = await parts.fetch(search.size > 0 ? `${path}?${search}` : path, {
          method,
          headers: {
            accept: 'application/json',
            ...(token !== null && { authorization: `Bearer ${token}` }),
            ...(body !== undefined && { 'content-type': 'application/json' }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          ...(signal && { signal }),
          ...(keepalive && { keepalive }),
        });
        if (response.ok) return { ok: true, value: (response.status === 204 ? undefined : await response.json()) as T };
        if (response.status === 401 && token !== null) parts.onUnauthorized();
        return { ok: false, failure: await failureOf(response) };
      } catch {
        return { ok: false, failure: { kind: 'network' } };
      }
    },
  };
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const said = (await response.json().catch(() => ({}))) as Partial<ApiError>;
  return {
    kind: 'http',
    status: response.status,
    message: said.message ?? response.statusText,
    field: said.field ?? null,
  };
}
