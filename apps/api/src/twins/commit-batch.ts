import type { WardRow } from '@airway-twin/contracts/http';
import type { DesiredRequest } from '@airway-twin/contracts/mqtt';
import type { Recommendation } from '@airway-twin/domain/recommendation';
import type { Observation } from '@airway-twin/domain/measurement';
import { riskOnDemand, type RiskLook } from '@airway-twin/domain/risk';
import type { TwinState, TwinView } from '@airway-twin/domain/twin';
import { siteKey } from '../registry/registry-store.js';
import type { Registry } from '../registry/registry.js';
import { refuse } from '@airway-twin/contracts/mqtt';
import { addToBoots } from '../storage/boot-store.js';
import { keepDeadLetters, type RefusedMessage } from '../storage/dead-letter-store.js';
import { saveDesired, type DesiredState } from '../storage/device-store.js';
import { handOver, takenOver, type HandedOver } from '../storage/handover-store.js';
import { tell } from '../storage/bell.js';
import { appendToOutbox, type OutboxEntry } from '../storage/outbox-store.js';
import { LEASE_MS, type ShardLeases } from '../shards/shard-leases.js';
import { Sent, type Client } from '../storage/pool.js';
import { saveScores, type KeptScore } from '../storage/risk-score-store.js';
import { advanceTwins, saveCheckpoints, saveRecommendations, type TwinAdvance } from '../storage/twin-store.js';
import { markDirty } from '../storage/rollup-store.js';
import { desiredOf } from './desired-requests.js';
import { outboxBodies } from './outbox-bodies.js';
import { asArrived, handoverIdOf, shardOfInput } from './writer-shards.js';
import { tallyBoots } from './device-tally.js';
import { gather, store, type Work } from './batch-work.js';
import { atHand, evaluateTwins, type RiskUse } from './evaluate.js';
import { evaluationPoints } from './evaluation-points.js';
import { takeAnswers } from './take-answers.js';
import { saveWordsOfDevices } from './device-words.js';
import { needsCheckpoint, placeStored, type TwinKeeper } from './twin-keeper.js';
import { differs, wardRow } from './ward-row.js';
import { UnderWay } from './under-way.js';
import { twinNowMs, unmoved, type Placed, type WorkingTwin } from './working-twin.js';
import {
  arrivedMessage,
  type AnswerInput,
  type AnswerOutcome,
  type ObservationInput,
  type WriterInput,
} from './writer-input.js';

/** A twin that a batch has moved on. */
export interface CommittedTwin {
  readonly before: WorkingTwin;
  readonly after: WorkingTwin;
  readonly view: TwinView;
  readonly row: WardRow;
  readonly created: readonly Recommendation[];
  readonly sentAtMs: number | null;
}

/** Whether a device is there, by its newest word. */
export interface DevicePresence {
  readonly siteId: string;
  readonly deviceId: string;
  readonly online: boolean;
}

export interface CommittedBatch {
  readonly presence: readonly DevicePresence[];
  readonly twins: readonly CommittedTwin[];
  readonly desired: readonly DesiredState[];
  readonly stored: readonly ObservationInput[];
  readonly duplicates: readonly ObservationInput[];
  /** Refused because their number stands for another message; kept whole with the reason. */
  readonly reused: readonly ObservationInput[];
  /** Devices of which something was received: what is stored of them may have grown. */
  readonly heard: readonly { readonly siteId: string; readonly deviceId: string }[];
  readonly late: number;
  readonly answers: ReadonlyMap<AnswerInput, AnswerOutcome>;
  /** Inputs of patients that another process writes: handed over when they came from a device, else left undone. */
  readonly elsewhere: ReadonlySet<WriterInput>;
  /** The number of this batch's entry in the outbox of each shard that it changed, and the entry. */
  readonly outbox: readonly OutboxEntry[];
  /** Version of every twin that the batch touched, by `siteKey`. */
  readonly revisions: ReadonlyMap<string, number>;
}

export interface CommitParts {
  readonly keeper: TwinKeeper;
  readonly registry: Registry;
  readonly riskUse: () => RiskUse;
  readonly shards: Pick<ShardLeases, 'epochOf' | 'isAlone'>;
}

/**
 * Writes one batch inside the caller's transaction, store before fold: rows first, then only what was new is folded, the rules are asked,
 * and twin version, recommendations, what is desired of devices and the outbox entry follow in the same transaction. What belongs to
 * patients that another process writes is handed over to it. Changes nothing in memory: the caller does so after COMMIT. What nothing else
 * waits for is sent and not waited for, and the COMMIT goes right behind it. Fails with `StaleTwinError` when another process has written one
 * of the twins, with `FencedError` when it has taken one of the shards.
 */
export async function commitBatch(
  client: Client,
  all: readonly WriterInput[],
  parts: CommitParts,
  wallNowMs: number,
): Promise<Sent<CommittedBatch>> {
  const { inputs, elsewhere } = await dividedByShard(client, all, parts);
  const work = await gather(client, inputs, parts.keeper);
  const { stored, duplicates, reused } = await store(client, work, parts.registry);
  const refusedFor = new Map<RefusedMessage, WriterInput>();
  for (const input of inputs) if (input.kind === 'refused') refusedFor.set(input.message, input);
  for (const input of reused) for (const message of refusedAsReused(input)) refusedFor.set(message, input);
  const keptBefore = await keepDeadLetters(client, [...refusedFor.keys()]);
  const refusedAgain = new Set([...keptBefore].map((message) => refusedFor.get(message)!));
  const outcomes = { duplicates: new Set(duplicates), reused: new Set(reused), refusedAgain };
  const tallies = tallyBoots(inputs, outcomes, parts.registry);
  const underWay = new UnderWay();
  underWay.add(addToBoots(client, tallies));
  const newestWords = saveWordsOfDevices(client, inputs, underWay);
  underWay.add(
    markDirty(
      client,
      stored.map((input) => input.observation),
    ),
  );
  const heard = new Map(tallies.map((each) => [siteKey(each.siteId, each.deviceId), each]));
  const greeted: { siteId: string; deviceId: string }[] = [];
  for (const input of inputs) {
    if (input.kind === 'status') {
      const { siteId, deviceId, status } = input;
      if (status.online && !heard.has(siteKey(siteId, deviceId))) greeted.push({ siteId, deviceId });
    }
  }
  try {
    const moved = await moveTwins(client, [...work.values()], parts, wallNowMs, underWay);
    const batch = {
      ...moved,
      stored,
      duplicates,
      reused,
      presence: (await newestWords).map(({ siteId, deviceId, status: { online } }) => ({ siteId, deviceId, online })),
      heard: [...[...heard.values()].map(({ siteId, deviceId }) => ({ siteId, deviceId })), ...greeted],
    };
    const bodies = outboxBodies(inputs, batch, parts.registry, wallNowMs);
    const outbox = appendToOutbox(
      client,
      [...bodies].map(([shard, body]) => ({ shard, body, epoch: parts.shards.epochOf(shard) ?? -1 })),
      LEASE_MS,
    );
    underWay.add(outbox);
    if (!parts.shards.isAlone && (bodies.size > 0 || elsewhere.size > 0))
      underWay.add(tell(client, { kind: 'committed' }));
    return new Sent(underWay.done().then(async () => ({ ...batch, elsewhere, outbox: await outbox })));
  } catch (error) {
    // What was under way may be the cause of it.
    await underWay.done();
    throw error;
  }
}

/** Sets apart what this process may not write; of that, what came from a device is kept for the one that may. */
async function dividedByShard(
  client: Client,
  all: readonly WriterInput[],
  { shards, registry }: CommitParts,
): Promise<{ inputs: readonly WriterInput[]; elsewhere: ReadonlySet<WriterInput> }> {
  const elsewhere = new Set<WriterInput>();
  const messages: HandedOver[] = [];
  for (const input of all) {
    const shard = shardOfInput(input, registry);
    if (shard === null || shards.epochOf(shard) !== null) continue;
    elsewhere.add(input);
    const message = asArrived(input, shard);
    if (message) messages.push(message);
  }
  await handOver(client, messages);
  await takenOver(
    client,
    all.flatMap((input) => handoverIdOf(input) ?? []),
  );
  return { inputs: elsewhere.size === 0 ? all : all.filter((input) => !elsewhere.has(input)), elsewhere };
}

function refusedAsReused(input: ObservationInput): RefusedMessage[] {
  const refusal = refuse('sequence-reused', 'seq', 'a number that this boot has not given to another message');
  const arrived = arrivedMessage(input);
  return arrived === null ? [] : [{ ...arrived, refusal }];
}

async function moveTwins(
  client: Client,
  works: readonly Work[],
  parts: CommitParts,
  wallNowMs: number,
  underWay: UnderWay,
): Promise<Pick<CommittedBatch, 'twins' | 'desired' | 'late' | 'answers' | 'revisions'>> {
  const placed: (Placed & { checkpointAtMs: number | null })[] = [];
  let late = 0;
  for (const one of works) {
    const observations = one.stored.map((input): Observation => input.observation);
    const { twin } = one;
    if (observations.length === 0) {
      placed.push({ ...unmoved(twin), checkpointAtMs: twin.checkpointAtMs });
      continue;
    }
    const newestMs = twin.state.clockMs ?? -Infinity;
    late += observations.filter((observation) => observation.measuredAtMs < newestMs).length;
    placed.push(await placeStored(client, twin, observations));
  }
  const evaluated = await evaluateTwins(
    works.map(({ twin }, index) => {
      const { state, steps } = placed[index]!;
      const now = { state, nowMs: twinNowMs({ profile: twin.profile, state }, wallNowMs) };
      return { twin, points: evaluationPoints(twin, steps, now), now };
    }),
    parts.riskUse(),
  );
  const answers = new Map<AnswerInput, AnswerOutcome>();
  const twins: CommittedTwin[] = [];
  const looks: (RiskLook | null)[] = [];
  const recommendationsToSave: Recommendation[] = [];
  const checkpoints: TwinState[] = [];
  const scoresToKeep: KeptScore[] = [];
  const desired: { siteId: string; deviceId: string; requests: DesiredRequest[] }[] = [];
  for (const [index, one] of works.entries()) {
    const { base, recent, milestone, state } = placed[index]!;
    const { view, risk, riskMemory, recommendations: proposed, created, moved, evaluatedAtMs } = evaluated[index]!;
    const nowMs = twinNowMs({ profile: one.twin.profile, state }, wallNowMs);
    const answered = takeAnswers(one, proposed, nowMs, answers);
    const recommendations = atHand(proposed, answered);
    const changed = new Map([...moved, ...answered].map((each) => [each.id, each]));
    const keeps = one.stored.length > 0 && needsCheckpoint(placed[index]!);
    if (keeps) checkpoints.push(base);
    const moving = {
      ...one.twin,
      base,
      recent,
      milestone,
      state,
      risk: risk ?? one.twin.risk,
      riskMemory,
      recommendations,
      revision: one.stored.length > 0 ? one.highestRevision : one.twin.revision + 1,
      evaluatedAtMs,
      checkpointAtMs: keeps ? base.clockMs : placed[index]!.checkpointAtMs,
    };
    const row = wardRow(moving, view);
    if (
      one.stored.length === 0 &&
      changed.size === 0 &&
      evaluated[index]!.keptScores.length === 0 &&
      !one.mustShow &&
      !differs(row, parts.keeper.row(moving.profile))
    )
      continue;
    const after: WorkingTwin = { ...moving, risk: risk === null ? one.twin.risk : riskOnDemand(ownNumbers(risk)) };
    scoresToKeep.push(...evaluated[index]!.keptScores);
    recommendationsToSave.push(...changed.values());
    if (changed.size > 0) desired.push(...desiredOf(after, parts.registry, wallNowMs));
    twins.push({ before: one.twin, after, view, row, created, sentAtMs: newestSentAt(one.stored) });
    looks.push(risk);
  }
  underWay.add(saveCheckpoints(client, checkpoints));
  underWay.add(saveRecommendations(client, recommendationsToSave));
  underWay.add(saveScores(client, scoresToKeep));
  underWay.add(
    advanceTwins(
      client,
      twins.map(({ before, after, row }, index) => ({
        siteId: after.profile.siteId,
        patientId: after.profile.patientId,
        previousRevision: before.revision,
        revision: after.revision,
        wardRow: row,
        evaluation: evaluationOf(looks[index]!, after),
      })),
    ),
  );
  const revisions = new Map(
    works.map(({ twin }) => [siteKey(twin.profile.siteId, twin.profile.patientId), twin.revision]),
  );
  for (const { after } of twins) revisions.set(siteKey(after.profile.siteId, after.profile.patientId), after.revision);
  return { twins, desired: await saveDesired(client, desired), late, answers, revisions };
}

/** What the last look made of a twin; null when it was not looked at. */
function evaluationOf(risk: RiskLook | null, { riskMemory, evaluatedAtMs }: WorkingTwin): TwinAdvance['evaluation'] {
  return risk && { risk, riskMemory, evaluatedAtMs };
}

/** The same look on its own: a model gives the numbers of a whole batch in one piece, and a twin would hold on to all of it. */
function ownNumbers(look: RiskLook): RiskLook {
  if (look.kind !== 'scored') return look;
  return { ...look, score: { ...look.score, logOddsByFeature: look.score.logOddsByFeature.slice() } };
}

function newestSentAt(stored: readonly ObservationInput[]): number | null {
  let newest: number | null = null;
  for (const { sentAtMs } of stored) newest = Math.max(newest ?? sentAtMs, sentAtMs);
  return newest;
}
