import {
  CHANNEL_SCHEMA,
  type DesiredRequest,
  type DeviceCommand,
  type DeviceReported,
} from '@airway-twin/contracts/mqtt';

/** What a device knows of what is desired of it, and what it has shown. Desired and reported are kept apart. */
export interface DesiredState {
  readonly desiredVersion: number;
  readonly requests: readonly DesiredRequest[];
  readonly shownAtMs: ReadonlyMap<string, number>;
}

export const NOTHING_DESIRED: DesiredState = { desiredVersion: 0, requests: [], shownAtMs: new Map() };

/** Shown requests that are kept in mind: more than a command can hold, so that a repeated one is not shown twice. */
const SHOWN_REMEMBERED = 32;

/**
 * The state after a command, and the requests that are to be shown now: not those shown before, nor those that expired by `nowMs`
 * (the device's clock). An older version than the one held has no effect: retained and queued copies may arrive in any order.
 */
export function desire(
  state: DesiredState,
  command: DeviceCommand,
  nowMs: number,
): { readonly state: DesiredState; readonly toShow: readonly DesiredRequest[] } {
  if (command.desiredVersion <= state.desiredVersion) return { state, toShow: [] };
  const toShow = command.requests.filter(
    (request) => !state.shownAtMs.has(request.recommendationId) && Date.parse(request.expiresAt) > nowMs,
  );
  return {
    state: { ...state, desiredVersion: command.desiredVersion, requests: command.requests },
    toShow,
  };
}

/** May the request still be shown: it is desired, not expired, and was not shown before. */
export function isStillDesired(state: DesiredState, recommendationId: string, nowMs: number): boolean {
  return (
    !state.shownAtMs.has(recommendationId) &&
    state.requests.some(
      (request) => request.recommendationId === recommendationId && Date.parse(request.expiresAt) > nowMs,
    )
  );
}

/** The state after a request was shown. */
export function shown(state: DesiredState, recommendationId: string, atMs: number): DesiredState {
  const shownAtMs = new Map([...state.shownAtMs, [recommendationId, atMs] as const].slice(-SHOWN_REMEMBERED));
  return { ...state, shownAtMs };
}

/** The report on the version held: which of its requests were shown, and when. */
export function reportOf(state: DesiredState, bootId: string, atMs: number): DeviceReported {
  return {
    schema: CHANNEL_SCHEMA.reported,
    bootId,
    reportedVersion: state.desiredVersion,
    shown: state.requests.flatMap(({ recommendationId }) => {
      const shownMs = state.shownAtMs.get(recommendationId);
      return shownMs === undefined ? [] : [{ recommendationId, shownAt: new Date(shownMs).toISOString() }];
    }),
    at: new Date(atMs).toISOString(),
  };
}
