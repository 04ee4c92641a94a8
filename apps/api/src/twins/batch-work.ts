import { siteKey } from '../registry/registry-store.js';
import type { Registry } from '../registry/registry.js';
import { insertObservations, type NewObservation } from '../storage/observation-store.js';
import type { Client } from '../storage/pool.js';
import { checkEntries, checkSequences } from './sequence-check.js';
import type { TwinKeeper } from './twin-keeper.js';
import type { WorkingTwin } from './working-twin.js';
import type { AnswerInput, ObservationInput, ReportedInput, WriterInput } from './writer-input.js';

/** What a batch brings to one twin. */
export interface Work {
  readonly twin: WorkingTwin;
  readonly observations: ObservationInput[];
  readonly answers: AnswerInput[];
  readonly reported: ReportedInput[];
  stored: ObservationInput[];
  highestRevision: number;
  mustShow: boolean;
}

/** The twins that a batch is about, each with what the batch brings to it. */
export async function gather(
  client: Client,
  inputs: readonly WriterInput[],
  keeper: TwinKeeper,
): Promise<Map<string, Work>> {
  const work = new Map<string, Work>();
  for (const input of inputs) {
    const patient = patientOf(input);
    if (!patient) continue;
    const key = siteKey(patient.siteId, patient.patientId);
    let one = work.get(key);
    if (!one) {
      const twin = await keeper.twin(patient.siteId, patient.patientId, client);
      if (!twin) {
        // Skipped, an accepted fact would pass for a duplicate and be acknowledged unstored.
        if (input.kind === 'observation') throw new Error(`no twin of ${key}`);
        continue;
      }
      one = {
        twin,
        observations: [],
        answers: [],
        reported: [],
        stored: [],
        highestRevision: twin.revision,
        mustShow: false,
      };
      work.set(key, one);
    }
    if (input.kind === 'observation') one.observations.push(input);
    if (input.kind === 'answer') one.answers.push(input);
    if (input.kind === 'reported') one.reported.push(input);
    if (input.kind === 'status' || (input.kind === 'look' && input.mustShow)) one.mustShow = true;
  }
  return work;
}

function patientOf(input: WriterInput): { siteId: string; patientId: string } | null {
  switch (input.kind) {
    case 'observation':
      return input.observation;
    case 'answer':
    case 'look':
      return input;
    case 'reported':
    case 'status':
      return input.patientId === null ? null : { siteId: input.siteId, patientId: input.patientId };
    default:
      return null;
  }
}

/** Stores what is new of it, each row with the revision that will first hold it, and says what was not. */
export async function store(
  client: Client,
  work: Map<string, Work>,
  registry: Registry,
): Promise<{ stored: ObservationInput[]; duplicates: ObservationInput[]; reused: ObservationInput[] }> {
  const works = [...work.values()];
  const all = works.flatMap((one) => one.observations);
  const ofDevices = await checkSequences(
    client,
    all.filter((input) => input.countedDeviceId !== null),
    registry,
  );
  const ofApps = await checkEntries(
    client,
    all.filter((input) => input.countedDeviceId === null),
  );
  const duplicates = new Set([...ofDevices.duplicates, ...ofApps.duplicates]);
  const reused = new Set([...ofDevices.reused, ...ofApps.reused]);
  const fresh = works.flatMap((one) =>
    one.observations
      .filter((input) => !duplicates.has(input) && !reused.has(input))
      .map((input, index): Fresh => ({
        input,
        one,
        observation: input.observation,
        sentAtMs: input.sentAtMs,
        receivedAtMs: input.receivedAtMs,
        revision: one.twin.revision + 1 + index,
      })),
  );
  const storedBefore = await insertObservations(client, fresh);
  const stored: ObservationInput[] = [];
  for (const row of fresh) {
    if (storedBefore.has(row)) continue;
    row.one.stored.push(row.input);
    row.one.highestRevision = row.revision;
    stored.push(row.input);
  }
  return { stored, duplicates: neitherOf(all, stored, reused), reused: [...reused] };
}

/** A row on its way into the store, of which input and for which twin. */
interface Fresh extends NewObservation {
  readonly input: ObservationInput;
  readonly one: Work;
}

function neitherOf(
  all: readonly ObservationInput[],
  stored: readonly ObservationInput[],
  reused: ReadonlySet<ObservationInput>,
): ObservationInput[] {
  if (stored.length === all.length) return [];
  const storedNow = new Set(stored);
  return all.filter((input) => !storedNow.has(input) && !reused.has(input));
}
