import type { Observation } from '@airway-twin/domain/measurement';
import type { Registry } from '../registry/registry.js';
import { takenNumbers, type NumbersOfBoot } from '../storage/boot-store.js';
import { entryKey, knownEntries, observationsNumbered } from '../storage/observation-store.js';
import type { Client } from '../storage/pool.js';
import { ByBoot } from './by-boot.js';
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
  const boots = new ByBoot<Boot>((boot) => ({ ...boot, seqs: [], inputs: [], held: new Map() }));
  for (const input of inputs) {
    const boot = bootOf(boots, input.observation);
    boot.seqs.push(input.observation.source.seq);
    boot.inputs.push(input);
  }
  const taken = await takenNumbers(client, boots.all);
  const stored = await observationsNumbered(
    client,
    [...taken].flatMap(([{ siteId, inputs: ofBoot }, seqs]) =>
      ofBoot
        .filter(({ observation: { source } }) => seqs.has(source.seq))
        .flatMap(({ observation: { source } }) =>
          registry.everWornBy(siteId, source.deviceId).map((patientId) => ({ siteId, patientId, ...source })),
        ),
    ),
  );
  for (const observation of stored) hold(bootOf(boots, observation).held, observation);
  const duplicates = new Set<ObservationInput>();
  const reused = new Set<ObservationInput>();
  for (const { inputs: ofBoot, held } of boots.all) {
    for (const input of ofBoot) {
      const under = held.get(input.observation.source.seq);
      if (!under) hold(held, input.observation);
      else (under.some((each) => isSameFact(each, input.observation)) ? duplicates : reused).add(input);
    }
  }
  return { duplicates, reused };
}

/** Asks the same of entries of the app: one counts once by its id, whatever time it is sent with, and its id stands for no other. */
export async function checkEntries(client: Client, inputs: readonly ObservationInput[]): Promise<SequenceCheck> {
  const known = await knownEntries(
    client,
    inputs.map(({ observation }) => observation),
  );
  const duplicates = new Set<ObservationInput>();
  const reused = new Set<ObservationInput>();
  for (const input of inputs) {
    const { observation } = input;
    const before = known.get(entryKey(observation));
    if (!before) known.set(entryKey(observation), [observation]);
    else (before.some((each) => saysTheSame(each, observation)) ? duplicates : reused).add(input);
  }
  return { duplicates, reused };
}

/** Messages of one boot, and the facts that its numbers stand for. */
interface Boot extends NumbersOfBoot {
  readonly seqs: number[];
  readonly inputs: ObservationInput[];
  readonly held: Map<number, Observation[]>;
}

function hold(held: Boot['held'], observation: Observation): void {
  const under = held.get(observation.source.seq);
  if (under) under.push(observation);
  else held.set(observation.source.seq, [observation]);
}

function bootOf(boots: ByBoot<Boot>, { siteId, source }: Observation): Boot {
  return boots.of(siteId, source.deviceId, source.bootId);
}

/** The same stream, instant and data: sent again, not said anew. */
function isSameFact(a: Observation, b: Observation): boolean {
  return a.measuredAtMs === b.measuredAtMs && saysTheSame(a, b);
}

function saysTheSame(a: Observation, b: Observation): boolean {
  return a.stream === b.stream && canonical(a.data) === canonical(b.data);
}

/** As the store keeps it: what is undefined is not there, and the order of keys does not matter. */
function canonical(data: unknown): string {
  return JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
