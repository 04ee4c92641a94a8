/** Thread of `scoreHiddenPatients`: scores its patients and posts each as it is done. */
import { parentPort, workerData } from 'node:worker_threads';
import { scoreOfNumber, type WorkerTask } from './hidden-patients.js';

const { run, numbers } = workerData as WorkerTask;
for (const number of numbers) parentPort?.postMessage({ number, scores: scoreOfNumber(number, run) });
