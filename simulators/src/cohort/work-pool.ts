import { Worker } from 'node:worker_threads';

/** Results are handed over in the order of the jobs; so many may be ahead of the one that is waited for, and memory stays bounded. */
const MOST_AHEAD = 64;

/** Threads that work through numbered jobs. */
export interface WorkPool {
  /** Sends every worker something to remember, before the next jobs. */
  tellAll(message: unknown): void;
  /** Results in the order of the jobs, whichever thread did them. Rejects when a worker fails. */
  run<J, R>(jobs: readonly J[], onResult: (result: R, place: number) => void | Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** What a worker gets and gives. */
export type WorkMessage =
  | { readonly kind: 'told'; readonly told: unknown }
  | { readonly kind: 'job'; readonly place: number; readonly job: unknown };
export interface WorkAnswer {
  readonly place: number;
  readonly result: unknown;
}

/** A pool of `threads` workers of that module. */
export function workPool(module: URL, threads: number): WorkPool {
  const workers = Array.from({ length: threads }, () => new Worker(module));
  let failed: ((error: unknown) => void) | null = null;
  for (const worker of workers) worker.on('error', (error) => failed?.(error));

  return {
    tellAll: (told) => workers.forEach((worker) => worker.postMessage({ kind: 'told', told } satisfies WorkMessage)),
    run<J, R>(jobs: readonly J[], onResult: (result: R, place: number) => void | Promise<void>): Promise<void> {
      return new Promise<void>((resolve, reject) => {
        const done = new Map<number, R>();
        const idle: Worker[] = [];
        let sent = 0;
        let handed = 0;
        let handing = false;
        failed = reject;
        const give = (worker: Worker): void => {
          if (sent >= jobs.length) return;
          if (sent - handed >= MOST_AHEAD) return void idle.push(worker);
          const place = sent++;
          worker.postMessage({ kind: 'job', place, job: jobs[place] } satisfies WorkMessage);
        };
        const handOver = async (): Promise<void> => {
          if (handing) return;
          handing = true;
          for (let result = done.get(handed); result !== undefined; result = done.get(handed)) {
            done.delete(handed);
            await onResult(result, handed);
            handed += 1;
            idle.splice(0).forEach(give);
          }
          handing = false;
          if (handed === jobs.length) resolve();
        };
        for (const worker of workers) {
          worker.removeAllListeners('message');
          worker.on('message', ({ place, result }: WorkAnswer) => {
            done.set(place, result as R);
            give(worker);
            handOver().catch(reject);
          });
          give(worker);
        }
        if (jobs.length === 0) resolve();
      });
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
