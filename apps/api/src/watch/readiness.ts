import type { NotReadyBecause, ReadyResponse } from '@airway-twin/contracts/http';

/** What makes a process fit to be sent work. */
export interface Readiness {
  /** Connected to the broker and subscribed. */
  readonly subscribed: boolean;
  readonly storeReachable: boolean;
  /** It holds the patients that it is to write. */
  readonly holdsShards: boolean;
  readonly stopping: boolean;
}

/** Whether this process takes part in the work, and what it waits for when it does not. */
export function readyResponse({ subscribed, storeReachable, holdsShards, stopping }: Readiness): ReadyResponse {
  const waitsFor: NotReadyBecause[] = [];
  if (!subscribed) waitsFor.push('broker');
  if (!storeReachable) waitsFor.push('store');
  if (!holdsShards) waitsFor.push('shards');
  if (stopping) waitsFor.push('stopping');
  return { ready: waitsFor.length === 0, waitsFor };
}
