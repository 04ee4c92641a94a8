import { ALL_TOPICS_FILTER, sharedFilter } from '@airway-twin/contracts/mqtt';
import type { LinkRole } from './mqtt-link.js';

/** Without shared subscriptions one session for all API processes: whoever reads takes over what is waiting in it. */
const READER_SESSION = 'airway-api-ingest';
/** The holder of this shard reads for all when the broker cannot share. */
export const READER_SHARD = 0;

/** What a process is to the broker: one of a group, or the one that reads for all, or one that only publishes. */
export function linkRole(process: {
  mqttSharedGroup: string | null;
  instance: string;
  readsForAll: boolean;
}): LinkRole {
  const own = `airway-api-${process.instance}`;
  if (process.mqttSharedGroup !== null) {
    const group = process.mqttSharedGroup;
    // A group beside it, not the topics themselves: those would bring all that is retained.
    return { clientId: own, filter: sharedFilter(group), meanwhile: sharedFilter(`${group}-meanwhile`) };
  }
  return process.readsForAll
    ? { clientId: READER_SESSION, filter: ALL_TOPICS_FILTER, meanwhile: null }
    : { clientId: own, filter: null, meanwhile: null };
}
