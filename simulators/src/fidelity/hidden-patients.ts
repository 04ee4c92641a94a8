import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import { drawnPerson } from '../patients/drawn-people.js';
import { drawFor } from '../patients/seeded-draw.js';
import { hiddenStory } from './hidden-story.js';
import { scoreHiddenPatient, type PatientScores } from './score-hidden-patient.js';

/** Which hidden patients live, how long, and from which seed all of it is drawn. */
export interface HiddenRun {
  readonly patients: number;
  readonly days: number;
  readonly seed: number;
}

/** What a worker is told, and what it answers, one patient at a time. */
export interface WorkerTask {
  readonly run: HiddenRun;
  /** From 1. */
  readonly numbers: readonly number[];
}

/** Stories begin on some day of this year, so that all seasons are met. */
const YEAR_BEGINS_MS = Date.parse('2025-07-01T00:00:00Z');
const MOST_WORKERS = 8;

/** The scores of one hidden patient, by number (from 1): pure, whatever the others are. */
export function scoreOfNumber(number: number, { seed, days }: HiddenRun): PatientScores {
  const dayOfYear = Math.floor(drawFor('begins', seed, number).between(0, 365));
  const startMs = YEAR_BEGINS_MS + dayOfYear * MS_PER_DAY;
  return scoreHiddenPatient(hiddenStory(drawnPerson(number, seed, startMs), seed, startMs, days));
}

/**
 * The scores of all hidden patients of a run, in their order, on as many threads as the machine has cores; the number of threads does not
 * change what is found. `onScored` hears how many are done. Rejects when a worker fails.
 */
export async function scoreHiddenPatients(run: HiddenRun, onScored: (done: number) => void): Promise<PatientScores[]> {
  const threads = Math.max(1, Math.min(MOST_WORKERS, availableParallelism(), run.patients));
  const scored: PatientScores[] = [];
  await Promise.all(
    Array.from({ length: threads }, (_unused, thread) => {
      const numbers = Array.from({ length: run.patients }, (_patient, index) => index + 1).filter(
        (number) => number % threads === thread,
      );
      return inWorker({ run, numbers }, (number, scores) => {
        scored[number - 1] = scores;
        onScored(Object.keys(scored).length);
      });
    }),
  );
  return scored;
}

function inWorker(task: WorkerTask, onScores: (number: number, scores: PatientScores) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./hidden-worker.js', import.meta.url), { workerData: task });
    worker.on('message', ({ number, scores }: { number: number; scores: PatientScores }) => onScores(number, scores));
    worker.once('error', reject);
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with code ${code}`))));
  });
}
