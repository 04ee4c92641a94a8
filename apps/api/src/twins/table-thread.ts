import { Worker } from 'node:worker_threads';
import type { AirflowTable, AirwayBuild } from '@airway-twin/domain/mechanics';

/** Built code in both cases: from `dist` it is the file beside this one, and tests that run the sources use it too (they build first). */
const WORKER = new URL('../../dist/twins/airway-table-worker.js', import.meta.url);

export interface TableQuestion {
  readonly id: number;
  readonly build: AirwayBuild;
}

export type TableAnswer =
  { readonly id: number; readonly table: AirflowTable } | { readonly id: number; readonly failure: string };

interface Waiting {
  readonly resolve: (table: AirflowTable) => void;
  readonly reject: (why: Error) => void;
}

/** Computes airflow tables on a thread of its own, one after the other. */
export interface TableThread {
  /** The table of that build. Rejects when the mechanics refuse it or the thread ends. */
  readonly compute: (build: AirwayBuild) => Promise<AirflowTable>;
  readonly stop: () => Promise<void>;
}

/** The thread starts with the first question, and again with the next one after it has died; it never keeps the process alive. */
export function openTableThread(): TableThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let nextId = 0;

  const endAll = (why: Error): void => {
    worker = null;
    const left = [...waiting.values()];
    waiting.clear();
    for (const { reject } of left) reject(why);
  };

  const start = (): Worker => {
    // The flags of this process are not the thread's: jest's module loader has no place there.
    const started = new Worker(WORKER, { execArgv: [] });
    let failure: Error | null = null;
    started.on('message', (answer: TableAnswer) => {
      const asker = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) started.unref();
      if ('table' in answer) asker?.resolve(answer.table);
      else asker?.reject(new Error(answer.failure));
    });
    started.on('error', (error) => (failure = error as Error));
    started.on('exit', (code) => {
      if (worker === started) endAll(failure ?? new Error(`the airway table thread ended with code ${code}`));
    });
    return started;
  };

  return {
    compute(build) {
      worker ??= start();
      const used = worker;
      const question: TableQuestion = { id: nextId++, build };
      return new Promise((resolve, reject) => {
        waiting.set(question.id, { resolve, reject });
        used.ref();
        used.postMessage(question);
      });
    },
    async stop() {
      const running = worker;
      if (!running) return;
      endAll(new Error('the airway table thread was stopped'));
      await running.terminate();
    },
  };
}
