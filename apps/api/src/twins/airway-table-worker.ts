import { parentPort } from 'node:worker_threads';
import { airflowTable } from '@airway-twin/domain/mechanics';
import type { TableAnswer, TableQuestion } from './table-thread.js';

/** The other side of `TableThread`: one build in, its table or the reason of its failure out. */
parentPort?.on('message', ({ id, build }: TableQuestion) => {
  let answer: TableAnswer;
  try {
    answer = { id, table: airflowTable(build) };
  } catch (error) {
    answer = { id, failure: (error as Error).message };
  }
  parentPort?.postMessage(answer);
});
