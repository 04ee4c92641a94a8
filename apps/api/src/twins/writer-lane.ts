import { refuse } from '@airway-twin/contracts/mqtt';
import { siteKey } from '../registry/registry-store.js';
import { inTransaction, type Pool } from '../storage/pool.js';
import { commitBatch, type CommitParts, type CommittedBatch } from './commit-batch.js';
import { FencedError, StaleTwinError } from './under-way.js';
import { arrivedBytes, arrivedMessage, type ObservationInput, type WriterInput } from './writer-input.js';

/** What a batch costs by itself (a look at each twin, its new version, the commit) is shared by all its messages. */
export const BATCH_MOST = 3000;
export const BATCH_BYTES_MOST = 8 * 1024 * 1024;
/** A batch that the store did not manage in time comes again in smaller ones, down to this, and they grow again by so many a commit. */
const BATCH_LEAST = 250;
const GROWS_BY = 50;
/** A batch never waits longer than this for company; while one is being committed the next one gathers anyway. */
export const LINGER_MS = 3;
const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 5000;
/** A batch that fails so often while the store is there holds something that this program cannot handle. */
const ATTEMPTS_BEFORE_DIVIDING = 3;

export interface WriterEvents {
  /** After COMMIT, before anyone is told: memory takes the new twins. */
  readonly committed: (batch: CommittedBatch) => void;
  readonly failed: (error: Error, attempt: number) => void;
  /** A commit was fenced off: asks who holds which shard now. */
  readonly fenced: () => Promise<void>;
}

interface LaneEvents extends WriterEvents {
  /** A batch is done with: there is more room. */
  readonly took: () => void;
}

/**
 * Writes some of the shards: takes inputs in order, in batches, one transaction at a time. While the store is away it keeps its batch and
 * tries again; nothing is dropped. Inputs that the store itself refuses are found by halving the batch and go to the dead letters, so that
 * one odd message never blocks the stream.
 */
export class WriterLane {
  private queue: WriterInput[] = [];
  /** Of the messages that wait, as they arrived. */
  queuedBytes = 0;
  /** How many inputs the store has managed in time. */
  private most = BATCH_MOST;
  private inHand: readonly WriterInput[] = [];
  private running = false;
  private stopped = false;
  private idleWaiters: (() => void)[] = [];
  private wakeUp: (() => void) | null = null;
  retrying = false;

  constructor(
    private readonly pool: Pool,
    private readonly parts: CommitParts,
    private readonly events: LaneEvents,
    private readonly clock: () => number,
  ) {}

  get queued(): number {
    return this.queue.length;
  }

  /** When the oldest message that is not yet committed was received; null when none waits. */
  get oldestReceivedAtMs(): number | null {
    for (const inputs of [this.inHand, this.queue])
      for (const input of inputs) {
        if (input.kind === 'observation') return input.receivedAtMs;
        if (input.kind === 'refused') return input.message.receivedAtMs;
      }
    return null;
  }

  enqueue(input: WriterInput): void {
    this.queue.push(input);
    this.queuedBytes += arrivedBytes(input);
    if (this.queue.length >= BATCH_MOST) this.wakeUp?.();
    if (!this.running) {
      this.running = true;
      void this.run();
    }
  }

  /** Resolves when all that was enqueued is committed. */
  async drain(): Promise<void> {
    if (!this.running) return;
    await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
  }

  /** Takes nothing more after the present batch; what is waiting is left to the broker's redelivery. */
  stop(): void {
    this.stopped = true;
  }

  private async run(): Promise<void> {
    // What came while a batch was being committed has gathered already.
    for (let hasGathered = false; this.queue.length > 0 && !this.stopped; hasGathered = true) {
      if (!hasGathered && this.queue.length < BATCH_MOST) await this.linger();
      const batch = this.nextBatch();
      this.inHand = batch;
      await this.commitSurely(batch);
      this.inHand = [];
      this.events.took();
    }
    this.running = false;
    for (const resolve of this.idleWaiters.splice(0)) resolve();
  }

  private nextBatch(): WriterInput[] {
    let count = 0;
    let bytes = 0;
    while (count < this.queue.length && count < this.most && (count === 0 || bytes < BATCH_BYTES_MOST))
      bytes += arrivedBytes(this.queue[count++]!);
    this.queuedBytes -= bytes;
    return this.queue.splice(0, count);
  }

  private linger(): Promise<void> {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LINGER_MS);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    }).then(() => {
      this.wakeUp = null;
    });
  }

  private async commitSurely(inputs: readonly WriterInput[]): Promise<void> {
    for (let attempt = 1; !this.stopped; attempt++) {
      try {
        const batch = await inTransaction(this.pool, (client) => commitBatch(client, inputs, this.parts, this.clock()));
        this.retrying = false;
        this.most = Math.min(BATCH_MOST, this.most + GROWS_BY);
        this.events.committed(batch);
        settle(batch, inputs);
        return;
      } catch (error) {
        this.events.failed(error as Error, attempt);
        this.forget(inputs);
        if (error instanceof StaleTwinError) continue;
        if (error instanceof FencedError) {
          await this.events.fenced();
          continue;
        }
        if (isRefusalOfData(error) || (attempt >= ATTEMPTS_BEFORE_DIVIDING && !isAbsenceOfStore(error))) {
          await this.divide(inputs, error as Error);
          return;
        }
        this.retrying = true;
        if (isTooMuchAtOnce(error) && inputs.length > BATCH_LEAST) {
          this.most = Math.max(BATCH_LEAST, Math.ceil(inputs.length / 2));
          await this.commitInParts(inputs);
          return;
        }
        await new Promise((resolve) =>
          setTimeout(resolve, Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** Math.min(attempt - 1, 10))),
        );
      }
    }
  }

  /** At one size it would be too much for ever. An absence of the store looks the same, so no input is given up for it. */
  private async commitInParts(inputs: readonly WriterInput[]): Promise<void> {
    for (let from = 0; from < inputs.length && !this.stopped;) {
      const part = inputs.slice(from, from + this.most);
      from += part.length;
      await this.commitSurely(part);
    }
  }

  /** Halves until the one input that the store will not take stands alone. */
  private async divide(inputs: readonly WriterInput[], error: Error): Promise<void> {
    if (inputs.length > 1) {
      const half = Math.ceil(inputs.length / 2);
      await this.commitSurely(inputs.slice(0, half));
      await this.commitSurely(inputs.slice(half));
      return;
    }
    const input = inputs[0]!;
    const arrived = input.kind === 'observation' ? arrivedMessage(input) : null;
    if (input.kind !== 'observation' || arrived === null) {
      refuseAlone(input);
      return;
    }
    await this.commitSurely([
      {
        kind: 'refused',
        message: {
          ...arrived,
          refusal: refuse('storage-refused', null, `a value that the store can hold: ${error.message}`.slice(0, 300)),
        },
        settled: () => input.settled({ result: 'refused', revision: 0 }),
      },
    ]);
  }

  private forget(inputs: readonly WriterInput[]): void {
    for (const input of inputs) {
      if (input.kind === 'observation') this.parts.keeper.forget(input.observation.siteId, input.observation.patientId);
      if (input.kind === 'answer' || input.kind === 'look') this.parts.keeper.forget(input.siteId, input.patientId);
      if ((input.kind === 'reported' || input.kind === 'status') && input.patientId !== null)
        this.parts.keeper.forget(input.siteId, input.patientId);
    }
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (constraint): the same rows would fail again. */
function isRefusalOfData(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && code.length === 5 && (code.startsWith('22') || code.startsWith('23'));
}

/** SQLSTATE classes that tell of what was sent: cardinality (21), data (22), constraints (23), limits (54), our own functions (P0). */
const OF_WHAT_WAS_SENT = /^(21|22|23|54|P0)[0-9A-Z]{3}$/;
/** Node's own: what it was given is wrong, but for its words on TLS. */
const OF_THIS_PROGRAM = /^ERR_(?!TLS|SSL)/;

/**
 * The store is away, busy, or not what it should be (read-only, without its tables, behind another password or certificate): the same batch
 * will pass when it is well again. Whatever is not known to come from the batch itself counts as that: taken for a fault of the batch, its
 * messages would be acknowledged unstored.
 */
function isAbsenceOfStore(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return !OF_WHAT_WAS_SENT.test(code) && !OF_THIS_PROGRAM.test(code);
  return typeof message === 'string' && /connection|timeout|closed/i.test(message);
}

/** The store was there and did not manage the batch in time, or waited too long for the rest of it (25P03). */
function isTooMuchAtOnce(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === '25P03' || (typeof message === 'string' && /query read timeout/i.test(message));
}

/** An input of a person's that the store cannot hold: they are told, nothing else waits for it. */
function refuseAlone(input: WriterInput): void {
  if (input.kind === 'observation') input.settled({ result: 'refused', revision: 0 });
  else if (input.kind === 'answer') input.settled({ kind: 'refused', reason: 'not-found' });
  else input.settled();
}

function settle(batch: CommittedBatch, inputs: readonly WriterInput[]): void {
  const duplicates = new Set<ObservationInput>(batch.duplicates);
  const reused = new Set<ObservationInput>(batch.reused);
  for (const input of inputs) {
    if (batch.elsewhere.has(input)) {
      settleElsewhere(input);
      continue;
    }
    switch (input.kind) {
      case 'observation':
        input.settled({
          result: reused.has(input) ? 'reused' : duplicates.has(input) ? 'duplicate' : 'stored',
          revision: batch.revisions.get(siteKey(input.observation.siteId, input.observation.patientId)) ?? 0,
        });
        break;
      case 'answer':
        input.settled(batch.answers.get(input) ?? { kind: 'refused', reason: 'not-found' });
        break;
      default:
        input.settled();
    }
  }
}

function settleElsewhere(input: WriterInput): void {
  if (input.kind === 'observation')
    input.settled({ result: input.raw === null ? 'elsewhere' : 'handed-over', revision: 0 });
  else if (input.kind === 'answer') input.settled({ kind: 'refused', reason: 'elsewhere' });
  else input.settled();
}
