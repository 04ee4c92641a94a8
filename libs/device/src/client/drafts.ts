import { MAX_PAYLOAD_BYTES } from '@airway-twin/contracts/mqtt';
import { bootOf, hold, release, reserve, type NumberedMessage, type Outbox } from '../outbox/index.js';
import type { OutboxStore } from '../storage/index.js';

/** What became of a message: safely kept under this number, or refused and for what. */
export type Publication =
  | { readonly kind: 'accepted'; readonly bootId: string; readonly seq: number }
  | {
      readonly kind: 'refused';
      /** `outbox-full`: nothing in it is receipted; `disk-refused`: it could not be written; `already-held`: this number is in it. */
      readonly reason: 'outbox-full' | 'disk-refused' | 'already-held' | 'payload-too-large' | 'closed';
    }
  | {
      /** The twin would refuse it: what is wrong, and what was expected there. It has no number and was not kept. */
      readonly kind: 'refused';
      readonly reason: 'invalid';
      readonly field: string | null;
      readonly expected: string;
    };

export interface DraftSettings {
  readonly outbox: Outbox;
  readonly store: OutboxStore;
  readonly steadyNowMs: () => number;
  readonly onProblem: (problem: string) => void;
  /** Messages are kept, or were given back. */
  readonly onKept: () => void;
}

/** Messages on their way into the outbox: numbered when their turn comes, kept in batches. */
export interface Drafts {
  readonly size: number;
  /** Settles when the message is kept, or with the reason why it is not. */
  put(message: (bootId: string, nextSeq: number) => NumberedMessage): Promise<Publication>;
  /** Takes no more; settles when all that was put is kept or refused. */
  close(): Promise<void>;
}

interface Draft {
  readonly message: (bootId: string, nextSeq: number) => NumberedMessage;
  readonly settle: (publication: Publication) => void;
}

interface Reserved extends Draft {
  readonly numbered: NumberedMessage;
}

type DraftRefusal = 'outbox-full' | 'already-held' | 'payload-too-large';

const BATCH_BYTES = 64 * 1024;
/** `,"sentAt":"2026-09-01T12:00:00.000Z"` */
const SENT_AT_BYTES = 36;

/**
 * One batch at a time goes to the store. A number is given only when its batch is written, so that a message that the disk refuses leaves
 * no gap. A store that keeps at once makes `put` take effect at once.
 */
export function keepDrafts({ outbox, store, steadyNowMs, onProblem, onKept }: DraftSettings): Drafts {
  const waiting: Draft[] = [];
  let beingKept = 0;
  let isClosed = false;
  let allDone: () => void = () => undefined;

  function flush(): void {
    if (beingKept > 0 || waiting.length === 0) return;
    const batch = takeBatch();
    if (batch.length === 0) {
      onKept();
      allDone();
      return;
    }
    beingKept = batch.length;
    const kept = store.keep(batch.map(({ numbered }) => numbered));
    if (kept === null) settle(batch, null);
    else void kept.then((problem) => settle(batch, problem));
  }

  function takeBatch(): Reserved[] {
    const batch: Reserved[] = [];
    let { nextSeq } = bootOf(outbox, store.bootId);
    for (let bytes = 0; bytes < BATCH_BYTES;) {
      const draft = waiting.shift();
      if (!draft) break;
      const numbered = draft.message(store.bootId, nextSeq);
      const reason = refusalOf(numbered);
      if (reason !== null) {
        draft.settle({ kind: 'refused', reason });
        continue;
      }
      bytes += numbered.payload.length;
      if (numbered.bootId === store.bootId) nextSeq = Math.max(nextSeq, numbered.seq + 1);
      batch.push({ ...draft, numbered });
    }
    return batch;
  }

  function refusalOf(message: NumberedMessage): DraftRefusal | null {
    if (Buffer.byteLength(message.payload) + SENT_AT_BYTES > MAX_PAYLOAD_BYTES) return 'payload-too-large';
    const reservation = reserve(outbox, message);
    if (reservation.kind === 'refused') return reservation.reason;
    store.forget(reservation.forgotten);
    return null;
  }

  function settle(batch: readonly Reserved[], problem: string | null): void {
    beingKept = 0;
    const nowMs = steadyNowMs();
    if (problem !== null) onProblem(problem);
    for (const { numbered, settle: tell } of batch) {
      if (problem === null) hold(outbox, numbered, nowMs);
      else release(outbox, numbered);
      tell(
        problem === null
          ? { kind: 'accepted', bootId: numbered.bootId, seq: numbered.seq }
          : { kind: 'refused', reason: 'disk-refused' },
      );
    }
    onKept();
    flush();
    if (beingKept + waiting.length === 0) allDone();
  }

  return {
    get size() {
      return waiting.length + beingKept;
    },
    put(message) {
      if (isClosed) return Promise.resolve({ kind: 'refused', reason: 'closed' });
      return new Promise((settleIt) => {
        waiting.push({ message, settle: settleIt });
        flush();
      });
    },
    close() {
      isClosed = true;
      return new Promise((done) => {
        allDone = done;
        if (beingKept + waiting.length === 0) done();
      });
    },
  };
}
