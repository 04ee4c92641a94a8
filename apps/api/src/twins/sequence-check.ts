import type { Observation } from '@airway-twin/domain/measurement';
import type { Registry } from '../registry/registry.js';
import { takenNumbers } from '../storage/boot-store.js';
import { observationsNumbered } from '../storage/observation-store.js';
import type { Client } from '../storage/pool.js';
import type { ObservationInput } from './writer-input.js';

/** What the numbers of a batch's messages say about them. */
export interface SequenceCheck {
  /** Known already: the same fact under the same number. */
  readonly duplicates: ReadonlySet<ObservationInput>;
  /** Another fact under a number that is taken. */
  readonly reused: ReadonlySet<ObservationInput>;
}

/**
 * Asks of each device message whether its number is taken: by the same fact (a duplicate) or by another (the device, or a second one of its
 * name, used the number twice). A number under which only a refused message is kept is free for the fact itself.
 */
export async function checkSequences(
  client: Client,
  inputs: readonly ObservationInput[],
  registry: Registry,
): Promise<SequenceCheck> {
  const taken = await takenNumbers(
    client,
    inputs.map(({ observation: { siteId, source } }) => ({ siteId, ...source })),
  );
  const holders = new Map<string, Observation[]>();
  const hold = (observation: Observation) => {
    const key = numberKey(observation);
    holders.set(key, [...(holders.get(key) ?? []), observation]);
  };
  const stored = await observationsNumbered(
    client,
    inputs
      .filter((_input, position) => taken.has(position))
      .flatMap(({ observation: { siteId, source } }) =>
        registry.everWornBy(siteId, source.deviceId).map((patientId) => ({ siteId, patientId, ...source })),
      ),
  );
  for (const observation of stored) hold(observation);
  const duplicates = new Set<ObservationInput>();
  const reused = new Set<ObservationInput>();
  for (const input of inputs) {
    const held = holders.get(numberKey(input.observation));
    if (!held) hold(input.observation);
    else (held.some((each) => isSameFact(each, input.observation)) ? duplicates : reused).add(input);
  }
  return { duplicates, reused };
}

function numberKey({ siteId, source: { deviceId, bootId, seq } }: Observation): string {
  return `${siteId} ${deviceId} ${bootId} ${seq}`;
}

/** The same stream, instant and data: sent again, not said anew. */
function isSameFact(a: Observation, b: Observation): boolean {
  return a.stream === b.stream && a.measuredAtMs === b.measuredAtMs && canonical(a.data) === canonical(b.data);
}

/** As the store keeps it: what is undefined is not there, and the order of keys does not matter. */
function canonical(data: unknown): string {
  return JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
